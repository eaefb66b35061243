"""Makes the account with a pending link, and binds the member when the e-mail code is right (REG-6 … REG-9)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from amparo.accounts import activation, email_code, limits, links, notices, passwords, questions
from amparo.accounts.events import MemberRegistered
from amparo.accounts.models import EmailCode, MemberLink, User
from amparo.accounts.registration import usernames
from amparo.accounts.registration.flow import Journey
from amparo.coverage import read
from amparo.kernel import throttle
from amparo.kernel.audit.record import Origin, record
from amparo.kernel.events import publish
from amparo.kernel.refusals import Refusal
from amparo.plan import profile


class TooManyAtAddress(Refusal):
    """As many accounts as may be use this address already."""

    code = "email_full"
    field = "email"


class AddressNotOnRecord(Refusal):
    """This plan asks for the address that stands on its records; `hint` shows a little of it."""

    code = "email_not_on_record"
    field = "email"


def keep_answers(*, journey: Journey, answers: Mapping[str, str], now: datetime) -> None:
    """Judge the answers to the security questions and keep their hashes in the journey. Slow on purpose."""
    town = read.member_card(_member(journey)).address.city
    questions.judge(answers, about=[journey.facts["first_name"], journey.facts["last_name"], town])
    hashed = questions.hashes(answers)
    journey.answer("questions", {"questions": _packed(hashed)})
    journey.keep(now=now)


def _packed(hashed: Mapping[str, str]) -> str:
    return "\n".join(f"{key} {text}" for key, text in hashed.items())


def _unpacked(text: str) -> dict[str, str]:
    return dict(line.split(" ", 1) for line in text.splitlines())


def _member(journey: Journey) -> int:
    if "member" not in journey.known or journey.row.member_id is None:
        raise LookupError("no member is known on this journey")
    return journey.row.member_id


def make_account(
    *, journey: Journey, username: str, email: str, phone: str, password: str, language: str, now: datetime
) -> User:
    """Make a pending account, send its code, and forget what was typed. Refuses as the rules of each fact say.

    An earlier pending account of this member is deleted: the newer attempt supersedes it.
    """
    member_id, facts = _member(journey), journey.facts
    name = usernames.judge(username, first_name=facts["first_name"], last_name=facts["last_name"])
    _judge_address(email=email, member_id=member_id)
    passwords.validate(password, about=[name, email, facts["first_name"], facts["last_name"]])
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
            _write(journey, user, member_id=member_id, now=now)
    except IntegrityError:
        offers = usernames.offers(facts.get("first_name", ""), facts.get("last_name", ""))
        raise usernames.UsernameTaken(offers=", ".join(offers)) from None
    return user


def _judge_address(*, email: str, member_id: int) -> None:
    rules = profile.current().rules
    others = User.objects.filter(email__iexact=email).exclude(
        state__in=[User.State.CLOSED, User.State.PENDING]
    )
    if others.count() >= rules.accounts_per_address:
        raise TooManyAtAddress
    on_record = read.contacts_on_file(member_id).email
    if rules.contact_proof == "required" and email.lower() != on_record.lower():
        raise AddressNotOnRecord(hint=masked(on_record))


def masked(address: str) -> str:
    """A little of an address: a•••@e•••.com; empty for none."""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••@{host[:1]}•••{host[host.rfind('.') :]}" if at else ""


def _write(journey: Journey, user: User, *, member_id: int, now: datetime) -> None:
    earlier = MemberLink.objects.filter(member_id=member_id, state=MemberLink.State.PENDING)
    User.objects.filter(pk__in=earlier.values("user_id"), state=User.State.PENDING).delete()
    user.save(force_insert=True)
    links.propose(user=user, member_id=member_id, proved_by=journey.row.method, now=now)
    if packed := journey.facts.get("questions"):
        questions.keep_hashes(user=user, hashed=_unpacked(packed), now=now)
    email_code.issue(user=user, use=EmailCode.Use.REGISTER, address=user.email, now=now)
    journey.row.user_id = user.pk
    journey.facts.clear()
    journey.row.step = "code"
    journey.keep(now=now)
    record(event="registration.account_made", now=now, actor=user.pk, subject=user.pk)


def pending(*, user_id: uuid.UUID | str | None) -> User | None:
    """The account that waits for its e-mail code, or None."""
    return User.objects.filter(pk=user_id, state=User.State.PENDING).first() if user_id else None


def confirm(*, user: User, typed: str, address: str, origin: Origin, now: datetime) -> bool:
    """Take the code, bind the member, wake the account, tell every contact on record.

    True when another account here uses the same address. Refuses with CodeNotRight, or AlreadyTaken when another
    account was quicker.
    """
    throttle.spend(limits.code(user_id=user.pk, address=address), now=now)
    proved = email_code.check(user=user, use=EmailCode.Use.REGISTER, typed=typed, now=now)
    with transaction.atomic():
        member_id = (
            MemberLink.objects.filter(user=user).order_by("-id").values_list("member_id", flat=True).first()
        )
        contacts = read.contacts_on_file(member_id) if member_id else None
        on_record = contacts.email if contacts else ""
        proof = "email" if on_record and on_record.lower() == proved.lower() else "none"
        link = links.bind(user=user, contact_proof=proof, now=now)
        user.email, user.email_proved_at, user.state = proved, now, User.State.ACTIVE
        user.save(update_fields=["email", "email_proved_at", "state"])
        activation.use_up(member_id=link.member_id, now=now)
        member = read.member_card(link.member_id)
        record(event="registration.bound", now=now, actor=user.pk, subject=user.pk, origin=origin)
        record(event="registration.bound", now=now, actor=user.pk, subject=member.uuid, origin=origin)
        told = [proved] + ([on_record] if on_record and proof == "none" else [])
        notices.tell(user=user, about="registered", now=now, to=told)
        publish(MemberRegistered(account_id=str(user.pk), member_id=link.member_id))
    return User.objects.filter(email__iexact=proved, state=User.State.ACTIVE).exclude(pk=user.pk).exists()


def send_again(*, user: User, email: str, address: str, now: datetime) -> None:
    """Send a new code to the same address or to another one; refuses when that was done often enough."""
    throttle.spend(limits.new_address(user_id=user.pk), now=now)
    if email.lower() == user.email.lower():
        email_code.resend(user=user, use=EmailCode.Use.REGISTER, now=now)
        return
    member_id = (
        MemberLink.objects.filter(user=user).order_by("-id").values_list("member_id", flat=True).first()
    )
    _judge_address(email=email, member_id=member_id or 0)
    with transaction.atomic():
        email_code.change_address(user=user, use=EmailCode.Use.REGISTER, address=email, now=now)
        user.email = email
        user.save(update_fields=["email"])
