"""Which greeting fits the hour where the plan is, and what day it is there."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from amparo.plan import profile


def here(*, now: datetime) -> datetime:
    """This moment in the plan's time zone."""
    return now.astimezone(ZoneInfo(profile.current().rules.time_zone))


def today(*, now: datetime) -> date:
    """The day it is where the plan is."""
    return here(now=now).date()


def part_of_day(*, now: datetime) -> str:
    """morning from 4 to 12, afternoon to 18, else evening, where the plan is."""
    hour = here(now=now).hour
    if 4 <= hour < 12:
        return "morning"
    return "afternoon" if 12 <= hour < 18 else "evening"
