"""How long a session still lasts: 5 to 60 minutes without activity, as the plan says, 12 hours at most."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from amparo.plan import profile

BEGAN = "began_at"  # keys in the session; whole seconds
USED = "used_at"
TOUCH_SECONDS = 60  # last use is written no more often than this


@dataclass(frozen=True)
class Standing:
    """What is left: whole seconds of the limit, and why it ended ("idle" or "cap") once nothing is."""

    seconds: int
    limit: int
    ended: str = ""


def begin(session: MutableMapping[str, Any], *, now: datetime) -> None:
    """The session starts now."""
    session[BEGAN] = session[USED] = int(now.timestamp())


def standing(session: MutableMapping[str, Any], *, now: datetime) -> Standing:
    """How the session stands at this moment; changes nothing. A session that was never begun has ended."""
    rules = profile.current().rules
    limit = rules.idle_minutes * 60
    moment = int(now.timestamp())
    idle = int(session.get(USED, 0)) + limit - moment
    cap = int(session.get(BEGAN, 0)) + rules.session_hours * 3600 - moment
    left = min(idle, cap)
    if left > 0:
        return Standing(left, limit)
    return Standing(0, limit, "cap" if cap <= 0 and idle > 0 else "idle")


def touch(session: MutableMapping[str, Any], *, now: datetime, at_once: bool = False) -> bool:
    """Note that the person did something; at most once a minute unless `at_once`. True when written."""
    moment = int(now.timestamp())
    if not at_once and moment - int(session.get(USED, 0)) < TOUCH_SECONDS:
        return False
    session[USED] = moment
    return True


def limit() -> timedelta:
    """How long a session lasts in which nothing happens."""
    return timedelta(minutes=profile.current().rules.idle_minutes)


def lifetime() -> timedelta:
    """The longest that any session may live."""
    return timedelta(hours=profile.current().rules.session_hours)
