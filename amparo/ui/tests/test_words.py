"""Dates, moments and money as readers in the United States write them, in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from amparo.ui import words


@pytest.mark.parametrize(
    ("language", "day", "clock", "money"),
    [
        ("en", "November 24, 2026", "8:05 a.m.", "$1,234.50"),
        ("es", "24 de noviembre de 2026", "8:05 a.m.", "$1,234.50"),
    ],
)
def test_each_language_has_its_own_way(language, day, clock, money):
    with translation.override(language):
        assert words.long_date(date(2026, 11, 24)) == day
        assert (
            words.time_of_day(datetime(2026, 11, 24, 14, 5, tzinfo=UTC)) == clock
        )  # where the plan is: Central
        assert words.money(123450) == money
        assert words.money(-5) == "-$0.05"


def test_a_moment_near_midnight_is_the_plan_s_day():
    assert words.long_date(datetime(2026, 11, 24, 3, 0, tzinfo=UTC)) == "November 23, 2026"
    assert words.moment(datetime(2026, 11, 24, 3, 0, tzinfo=UTC)) == "November 23, 2026, 9:00 p.m."


@pytest.mark.parametrize(
    ("language", "number", "day"),
    [("en", "1234.5", "November 24, 2026"), ("es", "1234.5", "24 de noviembre de 2026")],
)
def test_django_s_own_filters_follow(language, number, day):
    with translation.override(language):
        page = Template("{% load l10n %}{{ n|localize }} {{ d }}").render(
            Context({"n": 1234.5, "d": date(2026, 11, 24)})
        )
    assert page == f"{number} {day}"


def test_the_filters_of_pages():
    page = Template(
        "{% load parts %}{{ d|long_date }} {{ c|money }} {{ none|long_date }} {{ 'Ana García Rivera'|initials }}"
    )
    assert page.render(Context({"d": date(2026, 1, 2), "c": 0, "none": None})) == "January 2, 2026 $0.00  AG"


@pytest.mark.parametrize(
    ("name", "lines"),
    [("Valle Health Plan", "Valle<br>Health Plan"), ("Sierra", "Sierra"), ("Bay Care", "Bay Care"),
     ("Community Health of the Rio Grande", "Community Health<br>of the Rio Grande"), ("A&B Health Plan", "A&amp;B Health<br>Plan")],  # noqa: E501
)  # fmt: skip
def test_a_plan_s_name_breaks_once(name, lines):
    from amparo.ui.templatetags import parts

    assert parts.two_lines(name) == lines
