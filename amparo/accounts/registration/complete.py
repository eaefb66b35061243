"""Makes the account with a pending link, and binds the member when the e-mail code is right (REG-6 … REG-9)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from amparo.accounts import activation, email_code, limits, links, notices, passwords, questions
from amparo.accounts.events import MemberRegistered
from amparo.accounts.models import EmailCode, MemberLink, RegistrationAttempt, User
from amparo.accounts.registration import tries, usernames
from amparo.accounts.registration.flow import Journey
from amparo.coverage import read
from amparo.kernel import secret_ids, throttle
from amparo.kernel.audit.record import Origin, record
from amparo.kernel.events import publish
from amparo.kernel.jobs import later
from amparo.kernel.refusals import Refusal
from amparo.plan import profile


class TooManyAtAddress(Refusal):
    """As many accounts as may be use this address already."""

    code = "email_full"
    field = "email"


class AnswerIsName(Refusal):
    """A security answer is the user name or the e-mail address, which others know."""

    code = "answer_is_name"
    field = "username"


def keep_answers(*, journey: Journey, answers: Mapping[str, str], now: datetime) -> None:
    """Judge the answers to the security questions and keep their hashes in the journey. Slow on purpose."""
    town = read.member_card(_member(journey)).address.city
    questions.judge(answers, about=[journey.facts["first_name"], journey.facts["last_name"], town])
    hashed = questions.hashes(answers)
    said = " ".join(_mark(answer) for answer in answers.values())
    journey.answer("questions", {"questions": _packed(hashed), "said": said})
    journey.keep(now=now)


def _mark(answer: str) -> str:
    """By what an answer is compared with the user name that is chosen later; never kept with the account."""
    return secret_ids.digest("answer", questions.normal(answer)).hex()


def _packed(hashed: Mapping[str, str]) -> str:
    return "\n".join(f"{key} {text}" for key, text in hashed.items())


def _unpacked(text: str) -> dict[str, str]:
    return dict(line.split(" ", 1) for line in text.splitlines())


def _member(journey: Journey) -> int:
    if "member" not in journey.known or journey.row.member_id is None:
        raise LookupError("no member is known on this journey")
    return journey.row.member_id


def make_account(
    *,
    journey: Journey,
    username: str,
    email: str,
    phone: str,
    password: str,
    language: str,
    now: datetime,
    address: str = "",
    browser: str = "",
) -> User:
    """Make a pending account, send its code, and forget what was typed. Refuses as the rules of each fact say.

    An earlier pending account of this member is deleted: the newer attempt supersedes it. `address` and `browser`:
    the client's, for the limits. Sent twice, it makes one account.
    """
    member_id, facts = _member(journey), journey.facts
    first_name, last_name = facts["first_name"], facts["last_name"]
    throttle.spend(tries.username(journey=journey, address=address), now=now)
    name = usernames.judge(username, first_name=first_name, last_name=last_name, member_id=member_id)
    _judge_address(email=email)
    if {_mark(word) for word in (name, email, email.partition("@")[0])} & set(facts.get("said", "").split()):
        raise AnswerIsName
    passwords.validate(password, about=[name, email, first_name, last_name])
    own = tries.account(address=address, browser=browser, email=email, member_id=member_id)
    throttle.spend(own, now=now)
    user = User(
        username=name,
        email=email,
        phone=phone,
        language=language,
        state=User.State.PENDING,
        password_changed_at=now,
        created_at=now,
    )
    user.set_password(passwords.normal(password))
    try:
        with transaction.atomic():
            return _write(journey, user, member_id=member_id, now=now)
    except IntegrityError:
        raise usernames.UsernameTaken(offers=", ".join(usernames.offers(first_name, last_name))) from None


def _judge_address(*, email: str) -> None:
    gone = [User.State.CLOSED, User.State.PENDING]
    others = User.objects.filter(email__iexact=email).exclude(state__in=gone)
    if others.count() >= profile.current().rules.accounts_per_address:
        raise TooManyAtAddress


def masked(address: str) -> str:
    """A little of an address: a•••@e•••.com; empty for none."""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••@{host[:1]}•••{host[host.rfind('.') :]}" if at else ""


def _write(journey: Journey, user: User, *, member_id: int, now: datetime) -> User:
    """The account, its pending link and its code, once a journey: a form that was sent twice finds it made."""
    made = RegistrationAttempt.objects.select_for_update().get(pk=journey.row.pk).user
    if made is not None:
        return made
    earlier = MemberLink.objects.filter(member_id=member_id, state=MemberLink.State.PENDING)
    User.objects.filter(pk__in=earlier.values("user_id"), state=User.State.PENDING).delete()
    user.save(force_insert=True)
    proof = {"activation": "code"}.get(journey.row.method, "email" if "contact" in journey.facts else "none")
    links.propose(user=user, member_id=member_id, proved_by=journey.row.method, contact_proof=proof, now=now)
    if packed := journey.facts.get("questions"):
        questions.keep_hashes(user=user, hashed=_unpacked(packed), now=now)
    email_code.issue(user=user, use=EmailCode.Use.REGISTER, address=user.email, now=now)
    journey.row.user_id = user.pk
    journey.facts.clear()
    journey.row.step = "code"
    journey.keep(now=now)
    record(event="registration.account_made", now=now, actor=user.pk, subject=user.pk)
    return user


def pending(*, user_id: uuid.UUID | str | None, now: datetime) -> User | None:
    """The account that waits for its e-mail code, or None when there is none or its day is over."""
    user = User.objects.filter(pk=user_id, state=User.State.PENDING).first() if user_id else None
    return user if user is not None and links.pending_of(user, now=now) else None


def is_bound(*, user_id: uuid.UUID) -> bool:
    """Whether this account's code was taken already."""
    return User.objects.filter(pk=user_id).exclude(state=User.State.PENDING).exists()


def confirm(*, user: User, typed: str, address: str, origin: Origin, now: datetime) -> bool:
    """Take the code, bind the member, wake the account, tell every contact on record: all of it or nothing.

    True when another account here uses the same address. Refuses with CodeNotRight, Throttled, or AlreadyTaken
    when another account was quicker: then this one is gone.
    """
    throttle.spend(limits.code(user_id=user.pk, address=address), now=now)
    try:
        with transaction.atomic():
            proved = _proved(user, typed, now)
            if proved:
                _bind(user, proved=proved, origin=origin, now=now)
    except links.AlreadyTaken:
        raise links.AlreadyTaken(reference=_gave_way(user, origin=origin, now=now)) from None
    if not proved:
        raise email_code.CodeNotRight
    return User.objects.filter(email__iexact=proved, state=User.State.ACTIVE).exclude(pk=user.pk).exists()


def _proved(user: User, typed: str, now: datetime) -> str:
    """The address that the code proves, or empty: the try at it counts also when it is wrong."""
    try:
        return email_code.check(user=user, use=EmailCode.Use.REGISTER, typed=typed, now=now)
    except email_code.CodeNotRight:
        return ""


def _bind(user: User, *, proved: str, origin: Origin, now: datetime) -> None:
    waiting = links.pending_of(user, now=now)
    if waiting is None:
        raise links.AlreadyTaken
    on_record = read.contacts_on_file(waiting.member_id).email
    same = on_record.lower() == proved.lower()
    link = links.bind(user=user, contact_proof="email" if on_record and same else "none", now=now)
    user.email, user.email_proved_at, user.state = proved, now, User.State.ACTIVE
    user.save(update_fields=["email", "email_proved_at", "state"])
    activation.use_up(member_id=link.member_id, now=now)
    member = read.member_card(link.member_id)
    for subject in (user.pk, member.uuid):
        record(event="registration.bound", now=now, actor=user.pk, subject=subject, origin=origin)
    told = [proved] if same or not on_record else [proved, on_record]
    notices.tell(user=user, about="registered", now=now, to=told)
    publish(MemberRegistered(account_id=str(user.pk), member_id=link.member_id))


def _gave_way(user: User, *, origin: Origin, now: datetime) -> str:
    """Another account holds the member: take this one away, write to the other as for any refusal; the reference."""
    with transaction.atomic():
        attempt = RegistrationAttempt.objects.filter(user=user).order_by("-id").first()
        if attempt is not None:
            attempt.outcome = "taken"
            attempt.save(update_fields=["outcome"])
            later("accounts.after_match", attempt_id=attempt.pk)
        User.objects.filter(pk=user.pk, state=User.State.PENDING).delete()
        record(event="registration.refused", now=now, facts={"outcome": "taken"}, origin=origin)
    return attempt.reference if attempt is not None else ""


def send_again(*, user: User, email: str, now: datetime) -> None:
    """Send a new code to the same address or to another one; refuses when that was done often enough."""
    throttle.spend(limits.new_address(user_id=user.pk), now=now)
    if email.lower() == user.email.lower():
        email_code.resend(user=user, use=EmailCode.Use.REGISTER, now=now)
        return
    _judge_address(email=email)
    with transaction.atomic():
        email_code.change_address(user=user, use=EmailCode.Use.REGISTER, address=email, now=now)
        user.email = email
        user.save(update_fields=["email"])
