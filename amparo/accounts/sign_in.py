"""Tells whether a user name and a password belong together; one answer for every no."""

from __future__ import annotations

import logging
import unicodedata
from datetime import datetime

from django.contrib.auth import authenticate
from django.db import transaction

from amparo.accounts import devices, limits, notices, passwords
from amparo.accounts.models import User
from amparo.kernel import throttle
from amparo.kernel.audit.record import Origin, record
from amparo.kernel.refusals import Refusal

log = logging.getLogger(__name__)


class NotRight(Refusal):
    """Unknown name, wrong password, frozen, suspended, closed, disabled, or too many tries: the same."""

    code = "sign_in_not_right"


def name_of(typed: str) -> str:
    """A user name as it is kept: no spaces around, lower case."""
    return unicodedata.normalize("NFC", typed).strip().lower()[:64]


def check(*, name: str, password: str, address: str, device: str, origin: Origin, now: datetime) -> User:
    """The account whose name and password these are, or NotRight. Call it outside any transaction.

    `device`: the browser's device cookie, or empty. A known name costs as much time and as many queries as an
    unknown one. May refuse with Busy.
    """
    name = name_of(name)
    known = devices.known(username=name, token=device)
    tokens = limits.password(name=name, address=address, device=device, known=known)
    tokens = tokens + _spend(tokens, name=name, address=address, now=now)
    user = authenticate(None, username=name, password=passwords.normal(password))
    if user is not None and user.password_disabled_at is None:
        throttle.give_back(tokens, now=now)
        throttle.clear(action="sign_in.row", subject=name)
        return user
    _note_failure(name=name, origin=origin, now=now)
    raise NotRight


def _spend(tokens: list[throttle.Limit], *, name: str, address: str, now: datetime) -> list[throttle.Limit]:
    """Spend the tokens; what was spent beyond them, when this place tries this name for the first time."""
    first_time, names = limits.another_name(name=name, address=address)
    try:
        throttle.spend(tokens, now=now)
    except throttle.Throttled:
        raise NotRight from None
    try:
        throttle.spend(first_time, now=now)
    except throttle.Throttled:
        return []
    try:
        throttle.spend(names, now=now)
    except throttle.Throttled:
        throttle.give_back(first_time, now=now)
        raise NotRight from None
    return [*first_time, *names]


def _note_failure(*, name: str, origin: Origin, now: datetime) -> None:
    try:
        throttle.spend(limits.everybody(), now=now)
    except throttle.Throttled:
        log.warning("sign_in.alarm: more than 1000 failures in 5 minutes")
    try:
        throttle.spend(limits.in_a_row(name), now=now)
    except throttle.Throttled:
        disable(name=name, now=now)
    with transaction.atomic():
        owner = User.objects.filter(username=name).values_list("pk", flat=True).first()
        record(event="sign_in.failed", now=now, subject=owner, origin=origin)


def disable(*, name: str, now: datetime) -> None:
    """After 100 wrong passwords in a row none opens the account until a new one is set; its owner is told."""
    with transaction.atomic():
        user = User.objects.filter(username=name, password_disabled_at=None).first()
        if user is not None and User.objects.filter(pk=user.pk, password_disabled_at=None).update(
            password_disabled_at=now
        ):
            record(event="sign_in.password_disabled", now=now, subject=user.pk)
            notices.tell(user=user, about="password_disabled", now=now)


def forgive(*, user: User) -> None:
    """Forget the failed tries at this account: after a new password, or by the desk's unlock."""
    throttle.clear(action="sign_in.name", subject=user.username)
    throttle.clear(action="sign_in.row", subject=user.username)
    for action in ("second_factor", "second_factor.hour", "second_factor.day", "code.day", "confirm"):
        throttle.clear(action=action, subject=str(user.pk))
