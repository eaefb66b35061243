"""Dates, moments and money as people read them in each language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.numbers import format_currency
from django.utils import formats, translation
from django.utils.translation import gettext as _

from amparo.kernel import clock
from amparo.plan import profile


def _zone() -> ZoneInfo:
    return ZoneInfo(profile.current().rules.time_zone)


def long_date(day: date | datetime) -> str:
    """November 24, 2026 · 24 de noviembre de 2026. A moment is read at the plan's place."""
    local = day.astimezone(_zone()) if isinstance(day, datetime) and day.tzinfo else day
    return formats.date_format(local, "DATE_FORMAT")


def time_of_day(at: datetime) -> str:
    """8:05 a.m., at the plan's place."""
    return formats.date_format(at.astimezone(_zone()), "TIME_FORMAT")


def moment(at: datetime) -> str:
    """The time when it is today; the day and the time otherwise."""
    local = at.astimezone(_zone())
    if local.date() == clock.now().astimezone(_zone()).date():
        return time_of_day(at)
    return _("%(day)s, %(time)s") % {"day": long_date(at), "time": time_of_day(at)}


def dated_moment(at: datetime) -> str:
    """The day and the time, also today: for letters, which are read on another day."""
    return _("%(day)s, %(time)s") % {"day": long_date(at), "time": time_of_day(at)}


def money(cents: int) -> str:
    """$1,234.50 in both languages, from whole cents."""
    locale = "es_US" if (translation.get_language() or "en").startswith("es") else "en_US"
    return format_currency(Decimal(cents) / 100, "USD", locale=locale)
