"""The one thing that waits for a member, or nothing: home opens with it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from amparo.plan.profile import Rules

ENDS_SOON = timedelta(days=60)
GROWS_UP_SOON = timedelta(days=30)
NEW = timedelta(days=30)  # how long a new account is reminded of what it may still set up


@dataclass(frozen=True)
class Situation:
    """What home knows about the member today. `children` are (name, birth date); empty dates are None."""

    today: date
    account_since: date
    covered: bool
    starts_on: date | None
    ends_on: date | None
    ended_on: date | None
    children: tuple[tuple[str, date], ...]
    phone: str
    second_factor: bool


@dataclass(frozen=True)
class Next:
    """The next thing: a code for the page's words, and the day and the name that they need."""

    code: str
    on: date | None = None
    who: str = ""


NOTHING = Next("nothing")


def decide(situation: Situation, rules: Rules) -> Next:
    """Cover that begins, ends or has ended; then a child who grows up; then what a new account lacks."""
    return next(_waiting(situation, rules), NOTHING)


def _waiting(now: Situation, rules: Rules) -> Iterator[Next]:
    if not now.covered and now.starts_on:
        yield Next("starts", now.starts_on)
    if not now.covered and now.ended_on:
        yield Next("ended", plus_months(now.ended_on, rules.former_member_months))
    if now.covered and now.ends_on and now.ends_on - now.today <= ENDS_SOON:
        yield Next("ends", now.ends_on)
    for name, born_on in now.children:
        grown_on = birthday(born_on, rules.adult_age)
        if now.today <= grown_on <= now.today + GROWS_UP_SOON:
            yield Next("grows_up", grown_on, name)
    if now.today - now.account_since <= NEW:
        if not now.second_factor and rules.second_factor != "off":
            yield Next("second_factor")
        if not now.phone:
            yield Next("phone")


def birthday(born_on: date, age: int) -> date:
    """The day somebody comes of this age; March 1 for a February 29 in a common year."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def plus_months(day: date, months: int) -> date:
    """The same day so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
