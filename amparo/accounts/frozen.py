"""Accounts that somebody disavowed: stopping one at the desk, and giving it back or closing it by two people."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from amparo.accounts import devices, links
from amparo.accounts.models import MemberLink, User
from amparo.kernel.audit import read as trail
from amparo.kernel.audit.record import record
from amparo.kernel.refusals import Refusal

ASKED = {"desk.release_asked": "release", "desk.close_asked": "close"}
SETTLED = ("account.frozen", "desk.released", "desk.closed_stolen")
ASK_LASTS = timedelta(hours=24)


class NeedsAnother(Refusal):
    """Giving an account back, or closing it, takes two people: one asks, another decides."""

    code = "release_needs_another"


class NothingToDo(Refusal):
    """The account is not in the state this is for."""

    code = "account_not_so"


@dataclass(frozen=True)
class Asked:
    """What a colleague asked to be done with a frozen account: `wish` is release or close."""

    wish: str
    by: uuid.UUID
    name: str
    at: datetime


@dataclass(frozen=True)
class Frozen:
    """A member whose account somebody disavowed."""

    member_id: int
    since: datetime
    asked: Asked | None


def holder(member_id: int, *states: str) -> User | None:
    """The account that holds this member, or the newest that is about to; only in `states`, when any are named."""
    rows = MemberLink.objects.filter(member_id=member_id).exclude(state=MemberLink.State.ENDED)
    if states:
        rows = rows.filter(user__state__in=states)
    found = list(rows.select_related("user").order_by("created_at"))
    held = [link for link in found if link.state != MemberLink.State.PENDING]
    return (held or found)[-1].user if found else None


def account(member_id: int, *states: str) -> User:
    """The same, or NothingToDo."""
    found = holder(member_id, *states)
    if found is None:
        raise NothingToDo
    return found


def asked(account_id: uuid.UUID, now: datetime) -> Asked | None:
    """The newest wish about this account, unless it is a day old or settled."""
    newest = next(iter(trail.about(subjects=[account_id], events=[*ASKED, *SETTLED], limit=1)), None)
    if newest is None or newest.event in SETTLED or newest.actor is None or newest.at <= now - ASK_LASTS:
        return None
    name = User.objects.filter(pk=newest.actor).values_list("display_name", flat=True).first() or ""
    return Asked(ASKED[newest.event], newest.actor, name, newest.at)


def waiting(*, now: datetime, limit: int = 100) -> list[Frozen]:
    """The members whose accounts wait for the desk, the longest first."""
    rows = MemberLink.objects.filter(state=MemberLink.State.FROZEN).order_by("ended_at")[:limit]
    return [Frozen(row.member_id, row.ended_at or row.created_at, asked(row.user_id, now)) for row in rows]


def freeze(*, member_id: int, by: User, now: datetime) -> None:
    """The caller says that the account is not theirs: stop it, as the link in a notice would."""
    user = account(member_id, User.State.ACTIVE)
    with transaction.atomic():
        _move(user, User.State.ACTIVE, User.State.FROZEN)
        links.freeze(user=user, now=now)
        devices.end_all(user=user, reason="frozen", now=now)
        record(event="account.frozen", now=now, actor=by.pk, subject=user.pk, facts={"about": "desk"})


def _move(user: User, before: str, after: str, **also: Any) -> None:
    """Change the state once, whoever else tries at the same moment."""
    if not User.objects.filter(pk=user.pk, state=before).update(state=after, **also):
        raise NothingToDo


# What takes two people (accounts.md 3.2, ASVS 2.3.5)


def ask(*, member_id: int, wish: str, by: User, now: datetime) -> None:
    """Ask a second person to give a frozen account back ("release") or to close it ("close")."""
    user = account(member_id, User.State.FROZEN)
    event = next(event for event, meant in ASKED.items() if meant == wish)
    record(event=event, now=now, actor=by.pk, subject=user.pk)


def _agreed(user: User, wish: str, by: User, now: datetime) -> None:
    wished = asked(user.pk, now)
    if wished is None or wished.wish != wish or wished.by == by.pk:
        raise NeedsAnother


def release(*, member_id: int, by: User, now: datetime) -> None:
    """Give a frozen account back; somebody else must have asked within a day. Its owner then sets a new password."""
    user = account(member_id, User.State.FROZEN)
    _agreed(user, "release", by, now)
    user.set_unusable_password()
    with transaction.atomic():
        _move(user, User.State.FROZEN, User.State.ACTIVE, password=user.password)
        links.thaw(user=user, now=now)
        record(event="desk.released", now=now, actor=by.pk, subject=user.pk)


def close(*, member_id: int, by: User, now: datetime) -> None:
    """The frozen account was not the member's: close it, so that the member can register. Takes two people, too."""
    user = account(member_id, User.State.FROZEN)
    _agreed(user, "close", by, now)
    with transaction.atomic():
        _move(user, User.State.FROZEN, User.State.CLOSED)
        links.end(user=user, reason="not_me", now=now)
        devices.end_all(user=user, reason="frozen", now=now)
        record(event="desk.closed_stolen", now=now, actor=by.pk, subject=user.pk)
