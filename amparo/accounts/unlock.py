"""What the desk may do for an account: see how it stands, free its tries, send a code again, sign it out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amparo.accounts import devices, email_code, frozen, questions, second_factor, sign_in
from amparo.accounts.models import EmailCode, MemberLink, User
from amparo.accounts.registration.complete import masked
from amparo.coverage import lookup, read
from amparo.kernel import throttle
from amparo.kernel.audit.record import record
from amparo.kernel.refusals import Refusal
from amparo.plan import profile

NUMBER_TRIES = ("match.ssn", "match.ssn.month", "match.number", "match.number.month")
PERSON_TRIES = ("match.person", "match.person.month")
MEMBER_TRIES = ("contact.hour", "contact.day", "contact.code")
RECOVERY_TRIES = ("recovery.hour", "recovery.day")
CHANGE_TRIES = ("email_change.hour", "email_change.day")


@dataclass(frozen=True)
class Standing:
    """An account as the desk sees it: nothing with which one could sign in."""

    account_id: uuid.UUID
    username: str
    state: str
    state_words: object
    email_hint: str
    email_on_record: bool
    language: str
    made_at: datetime
    last_signed_in_at: datetime | None
    has_second_factor: bool
    password_disabled: bool
    code_out: bool  # a code for a new password is on its way
    asked: frozen.Asked | None


def of_member(*, member_id: int, now: datetime) -> Standing | None:
    """The account that holds, or is about to hold, this member; None when nobody has registered."""
    user = frozen.holder(member_id)
    if user is None:
        return None
    reset = email_code.open_code(user=user, use=EmailCode.Use.RESET)
    on_record = read.contacts_on_file(member_id).email
    return Standing(
        account_id=user.pk,
        username=user.username,
        state=user.state,
        state_words=User.State(user.state).label,
        email_hint=masked(user.email),
        email_on_record=bool(on_record) and on_record.lower() == user.email.lower(),
        language=user.language,
        made_at=user.created_at,
        last_signed_in_at=user.last_login,
        has_second_factor=second_factor.has(user=user),
        password_disabled=user.password_disabled_at is not None,
        code_out=reset is not None and reset.expires_at > now,
        asked=frozen.asked(user.pk, now),
    )


# Security questions on the phone: the agent types what the caller says and learns yes or no (accounts.md 3.7)


def askable(*, member_id: int, now: datetime) -> list[str]:
    """The two questions a caller may be asked; none where an impostor may have chosen the answers.

    The account must have been bound by a code to the mailbox on record, or by an activation code from the plan.
    """
    link = MemberLink.objects.filter(member_id=member_id, state=MemberLink.State.ACTIVE).first()
    if link is None or profile.current().rules.security_questions == "off":
        return []
    if link.contact_proof == "none" and link.proved_by != "activation":
        return []
    return questions.ask(link.user) if questions.usable(user=link.user, now=now) else []


def answers_right(*, member_id: int, answers: Mapping[str, str], now: datetime) -> bool:
    """Whether both answers are right; wrong ones count as they do everywhere. Slow on purpose."""
    try:
        questions.check(user=frozen.account(member_id, User.State.ACTIVE), answers=answers, now=now)
    except Refusal:
        return False
    return True


# What is done for a caller who was verified


def free_tries(*, member_id: int, by: User, now: datetime) -> None:
    """Forget the tries counted against this person, their numbers and their account; the password stays what it is.

    A password disabled after too many tries is set anew by its owner through "I forgot my password".
    """
    member = read.member_card(member_id)
    homes = {home.zip5 for home in (member.address, member.mailing) if home}
    key, birth_on = lookup.match_key(member.name.last), member.birth_on.isoformat()
    _clear(PERSON_TRIES, ["|".join((key, birth_on, zip5)) for zip5 in homes])
    _clear(NUMBER_TRIES, lookup.numbers_tried(member_id))
    _clear(MEMBER_TRIES, [str(member_id)])
    if user := frozen.holder(member_id):
        sign_in.forgive(user=user)
        mailbox = user.email.strip().lower()
        _clear(RECOVERY_TRIES, [f"name|{user.username}", f"email|{mailbox}", f"again|{user.pk}"])
        _clear(CHANGE_TRIES, [str(user.pk)])
        record(event="desk.unlocked", now=now, actor=by.pk, subject=user.pk)


def _clear(actions: tuple[str, ...], subjects: list[str]) -> None:
    for action in actions:
        for subject in subjects:
            throttle.clear(action=action, subject=subject)


def send_code_again(*, member_id: int, by: User, now: datetime) -> None:
    """Send a pending account its e-mail code once more, to the address it was made with."""
    user = frozen.account(member_id, User.State.PENDING)
    email_code.resend(user=user, use=EmailCode.Use.REGISTER, now=now)
    record(event="desk.code_sent_again", now=now, actor=by.pk, subject=user.pk)


def send_reset_again(*, member_id: int, by: User, now: datetime) -> None:
    """Send the code for a new password once more: to the account's own mailbox, never to the desk."""
    user = frozen.account(member_id, User.State.ACTIVE)
    if email_code.open_code(user=user, use=EmailCode.Use.RESET) is None:
        raise frozen.NothingToDo
    email_code.resend(user=user, use=EmailCode.Use.RESET, now=now)
    record(event="desk.reset_sent", now=now, actor=by.pk, subject=user.pk)


def end_sessions(*, member_id: int, by: User, now: datetime) -> None:
    """Sign the account out everywhere, whatever its state: a lost telephone, a strange computer."""
    user = frozen.account(member_id)
    devices.end_all(user=user, reason="elsewhere", now=now)
    devices.forget(user=user, now=now)
    record(event="desk.sessions_ended", now=now, actor=by.pk, subject=user.pk)
