"""Where a person is signed in, and which browsers they have used before (PROF-3)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.accounts import idle
from amparo.accounts.models import KnownDevice, SignIn, User
from amparo.kernel import secret_ids, sessions
from amparo.kernel.audit.record import Origin, record
from amparo.kernel.refusals import Refusal

MOST_SESSIONS = 10


class NoSuchDevice(Refusal):
    """Not signed in there any more, or not yours: the same."""

    code = "no_such_device"


@dataclass(frozen=True)
class Device:
    """One place where the account is signed in, for a page."""

    id: int
    browser: str
    address: str
    began_at: datetime
    last_used_at: datetime
    this_one: bool


def row_key(session: Any) -> str:
    """Under which the session's row and its SignIn are kept; never the cookie itself."""
    return sessions.row_key(session.session_key) if session.session_key else ""


def begin(*, user: User, key: str, address: str, browser: str, methods: Iterable[str], now: datetime) -> None:
    """A session has begun; the oldest beyond ten is ended."""
    SignIn.objects.create(
        user=user,
        row_key=key,
        began_at=now,
        last_used_at=now,
        address=address,
        browser=browser,
        methods=",".join(methods)[:60],
    )
    open_keys = (
        SignIn.objects.filter(user=user, ended_at=None)
        .order_by("-began_at")
        .values_list("row_key", flat=True)
    )
    _end(list(open_keys[MOST_SESSIONS:]), reason="too_many", now=now)


def used(*, key: str, now: datetime) -> None:
    """The person did something; called at most once a minute."""
    SignIn.objects.filter(row_key=key).update(last_used_at=now)


def moved(*, old: str, new: str) -> None:
    """The session's cookie was renewed; its row goes on under the new key."""
    SignIn.objects.filter(row_key=old).update(row_key=new)


def signed_in(*, user: User, here: str, now: datetime) -> list[Device]:
    """Everywhere the account is signed in, this place first, then the last used."""
    rows = SignIn.objects.filter(
        user=user, ended_at=None, last_used_at__gt=now - idle.limit(), began_at__gt=now - idle.lifetime()
    ).order_by("-last_used_at")
    devices = [
        Device(r.pk, r.browser, r.address, r.began_at, r.last_used_at, r.row_key == here) for r in rows
    ]
    return sorted(devices, key=lambda device: not device.this_one)


def end_one(*, user: User, device_id: int, now: datetime, origin: Origin) -> None:
    """End one session of this account elsewhere. Refuses with NoSuchDevice."""
    row = SignIn.objects.filter(user=user, pk=device_id, ended_at=None).first()
    if row is None:
        raise NoSuchDevice
    with transaction.atomic():
        _end([row.row_key], reason="elsewhere", now=now)
        record(event="sign_in.device_ended", now=now, actor=user.pk, subject=user.pk, origin=origin)


def end_others(*, user: User, here: str, now: datetime, origin: Origin) -> None:
    """End every session of this account but the one with row key `here`."""
    with transaction.atomic():
        if end_all(user=user, reason="elsewhere", now=now, but=here):
            record(event="sign_in.device_ended", now=now, actor=user.pk, subject=user.pk, origin=origin)


def sign_out(*, user: User, here: str, now: datetime, origin: Origin) -> None:
    """The person signs out here."""
    with transaction.atomic():
        ended(key=here, reason="out", now=now)
        record(event="sign_in.out", now=now, actor=user.pk, subject=user.pk, origin=origin)


def end_all(*, user: User, reason: str, now: datetime, but: str = "") -> int:
    """End every session of the account, but the one with this row key if given; how many there were.

    Reasons a page can tell: elsewhere, password, frozen, idle, cap, out, too_many.
    """
    keys = (
        SignIn.objects.filter(user=user, ended_at=None).exclude(row_key=but).values_list("row_key", flat=True)
    )
    return _end(list(keys), reason=reason, now=now)


def ended(*, key: str, reason: str, now: datetime) -> None:
    """This session has ended by itself or by its owner."""
    SignIn.objects.filter(row_key=key, ended_at=None).update(ended_at=now, ended_reason=reason)


def why_ended(*, key: str, now: datetime) -> str:
    """Why the session with this row key is no more; empty if there was none."""
    row = SignIn.objects.filter(row_key=key).first()
    if row is None:
        return ""
    return row.ended_reason or ("cap" if row.began_at + idle.lifetime() <= now else "idle")


def _end(keys: list[str], *, reason: str, now: datetime) -> int:
    if not keys:
        return 0
    for key in keys:
        sessions.end(key)
    return SignIn.objects.filter(row_key__in=keys, ended_at=None).update(ended_at=now, ended_reason=reason)


# Browsers that have signed in before: a stranger's failures cannot lock their owner out (accounts.md 3.11).


def new_token() -> str:
    """What a browser's device cookie holds."""
    return secrets.token_urlsafe(32)


def known(*, username: str, token: str) -> bool:
    """Whether this browser has signed in to the account of that name; one query, whatever the answer."""
    digests = secret_ids.digests("device", token)
    return KnownDevice.objects.filter(
        user__username=username, token_digest__in=digests, revoked_at=None
    ).exists()


def remember(*, user: User, token: str, browser: str, now: datetime) -> bool:
    """Know this browser from now on. True when it is new while others were known before: worth a notice."""
    mine = KnownDevice.objects.filter(user=user)
    digests = secret_ids.digests("device", token)
    if mine.filter(token_digest__in=digests, revoked_at=None).update(last_seen_at=now):
        return False
    others = mine.exists()
    mine.filter(token_digest__in=digests).delete()
    KnownDevice.objects.create(
        user=user,
        token_digest=secret_ids.digest("device", token),
        label=browser[:60],
        first_seen_at=now,
        last_seen_at=now,
    )
    return others


def forget(*, user: User, now: datetime) -> None:
    """No browser counts as known any more (after "this was not me")."""
    KnownDevice.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
