"""The greeting follows the clock where the plan is, not where the server is."""

from datetime import UTC, date, datetime

import pytest

from amparo.home import greeting


@pytest.mark.parametrize(
    ("hour_utc", "part"),
    [(9, "evening"), (10, "morning"), (17, "morning"), (18, "afternoon"), (23, "afternoon"), (0, "evening")],
)
def test_the_part_of_the_day_is_the_plans_own(hour_utc, part):
    assert greeting.part_of_day(now=datetime(2026, 11, 24, hour_utc, 30, tzinfo=UTC)) == part


def test_late_at_night_in_utc_it_is_still_yesterday_at_the_plan():
    assert greeting.today(now=datetime(2026, 11, 24, 5, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert greeting.today(now=datetime(2026, 11, 24, 6, 0, tzinfo=UTC)) == date(2026, 11, 24)
