"""What the desk may do for an account: see how it stands, free its tries, send the code again, give it back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from amparo.accounts import devices, email_code, links, recovery, second_factor
from amparo.accounts.models import EmailCode, MemberLink, User
from amparo.accounts.registration.complete import masked
from amparo.kernel import throttle
from amparo.kernel.audit import read as trail
from amparo.kernel.audit.record import record
from amparo.kernel.refusals import Refusal

ASKED = "desk.release_asked"
ASK_LASTS = timedelta(hours=24)
NAME_TRIES = ("sign_in.name", "sign_in.row", "recovery.hour", "recovery.day")
ACCOUNT_TRIES = ("second_factor", "second_factor.hour", "second_factor.day", "code.day", "confirm")
MATCH_TRIES = ("match.person", "match.person.month")


class NeedsAnother(Refusal):
    """Giving an account back takes two people: one asks, another releases."""

    code = "release_needs_another"


class NothingToDo(Refusal):
    """The account is not in the state this is for."""

    code = "account_not_so"


@dataclass(frozen=True)
class Standing:
    """An account as the desk sees it: nothing with which one could sign in."""

    account_id: uuid.UUID
    username: str
    state: str
    state_words: object
    email_hint: str
    language: str
    made_at: datetime
    last_signed_in_at: datetime | None
    has_second_factor: bool
    password_disabled: bool
    release_asked: bool


def of_member(*, member_id: int, now: datetime) -> Standing | None:
    """The account that holds, or is about to hold, this member; None when nobody has registered."""
    row = MemberLink.objects.filter(member_id=member_id).exclude(state=MemberLink.State.ENDED)
    link = row.select_related("user").order_by("-created_at").first()
    if link is None:
        return None
    user = link.user
    return Standing(
        account_id=user.pk,
        username=user.username,
        state=user.state,
        state_words=User.State(user.state).label,
        email_hint=masked(user.email),
        language=user.language,
        made_at=user.created_at,
        last_signed_in_at=user.last_login,
        has_second_factor=second_factor.has(user=user),
        password_disabled=user.password_disabled_at is not None,
        release_asked=bool(_asker(user.pk, now)),
    )


def _user(member_id: int, *states: str) -> User:
    link = MemberLink.objects.filter(member_id=member_id, user__state__in=states).exclude(state="ended")
    found = link.select_related("user").order_by("-created_at").first()
    if found is None:
        raise NothingToDo
    return found.user


def free_tries(*, member_id: int, person: str, by: User, now: datetime) -> None:
    """Forget the tries counted against this person and their account. The password stays what it is.

    `person`: last name, birth date and ZIP as registration keys them. A password disabled after too many tries is
    set anew by its owner through "I forgot my password".
    """
    for action in MATCH_TRIES:
        throttle.clear(action=action, subject=person)
    link = (
        MemberLink.objects.filter(member_id=member_id).exclude(state="ended").select_related("user").first()
    )
    if link is not None:
        for action in NAME_TRIES:
            throttle.clear(action=action, subject=link.user.username)
        for action in ACCOUNT_TRIES:
            throttle.clear(action=action, subject=str(link.user.pk))
        record(event="desk.unlocked", now=now, actor=by.pk, subject=link.user.pk)


def send_code_again(*, member_id: int, by: User, now: datetime) -> None:
    """Send a pending account its e-mail code once more, to the address it was made with."""
    user = _user(member_id, User.State.PENDING)
    email_code.resend(user=user, use=EmailCode.Use.REGISTER, now=now)
    record(event="desk.code_sent_again", now=now, actor=by.pk, subject=user.pk)


def send_reset(*, member_id: int, by: User, now: datetime) -> None:
    """Start a new password for the caller: the code goes to their own mailbox, never to the desk."""
    user = _user(member_id, User.State.ACTIVE)
    recovery.send_code(user_id=user.pk, now=now)
    record(event="desk.reset_sent", now=now, actor=by.pk, subject=user.pk)


def _asker(account_id: uuid.UUID, now: datetime) -> uuid.UUID | None:
    for entry in trail.about(subjects=[account_id], limit=40):
        if entry.event in {"desk.released", "account.frozen"}:
            return None
        if entry.event == ASKED:
            return entry.actor if entry.at > now - ASK_LASTS else None
    return None


def ask_release(*, member_id: int, by: User, now: datetime) -> None:
    """The caller is the owner after all: ask a second person to give the frozen account back."""
    user = _user(member_id, User.State.FROZEN)
    record(event=ASKED, now=now, actor=by.pk, subject=user.pk)


def release(*, member_id: int, by: User, now: datetime) -> None:
    """Give a frozen account back; somebody else must have asked within a day. Its owner then sets a new password."""
    user = _user(member_id, User.State.FROZEN)
    asker = _asker(user.pk, now)
    if asker is None or asker == by.pk:
        raise NeedsAnother
    with transaction.atomic():
        user.state = User.State.ACTIVE
        user.set_unusable_password()
        user.save(update_fields=["state", "password"])
        links.thaw(user=user, now=now)
        record(event="desk.released", now=now, actor=by.pk, subject=user.pk)


def close_stolen(*, member_id: int, by: User, now: datetime) -> None:
    """The frozen account was not the member's: close it, so that the member can register."""
    user = _user(member_id, User.State.FROZEN)
    with transaction.atomic():
        user.state = User.State.CLOSED
        user.save(update_fields=["state"])
        links.end(user=user, reason="not_me", now=now)
        devices.end_all(user=user, reason="not_me", now=now)
        record(event="desk.closed_stolen", now=now, actor=by.pk, subject=user.pk)
