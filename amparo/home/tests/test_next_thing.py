"""Home opens with the one thing that waits: cover, then a child who grows up, then what an account lacks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from amparo.home import next_thing
from amparo.home.next_thing import NOTHING, Next, Situation
from amparo.plan.profile import Rules

TODAY = date(2026, 11, 24)
CALM = Situation(
    today=TODAY,
    account_since=date(2026, 5, 1),
    covered=True,
    starts_on=None,
    ends_on=None,
    ended_on=None,
    children=(),
    phone="+19565550111",
    second_factor=True,
)


def decide(rules=None, **changed):
    return next_thing.decide(replace(CALM, **changed), rules or Rules())


def test_on_a_normal_day_nothing_waits():
    assert decide() == NOTHING


def test_cover_that_has_not_begun_comes_first():
    assert decide(
        covered=False, starts_on=date(2027, 1, 1), second_factor=False, account_since=TODAY
    ) == Next("starts", date(2027, 1, 1))


def test_cover_to_come_does_not_interrupt_cover_in_force():
    assert decide(starts_on=date(2027, 1, 1)) == NOTHING


def test_a_former_member_is_told_until_when_they_may_look():
    assert decide(covered=False, ended_on=date(2026, 5, 31)) == Next("ended", date(2027, 11, 30))


@pytest.mark.parametrize(("days", "code"), [(0, "ends"), (60, "ends"), (61, "nothing")])
def test_an_end_is_told_sixty_days_before(days, code):
    assert decide(ends_on=TODAY + timedelta(days=days)).code == code


@pytest.mark.parametrize(
    ("born_on", "code"),
    [
        (date(2008, 11, 24), "grows_up"),
        (date(2008, 12, 24), "grows_up"),
        (date(2008, 12, 25), "nothing"),
        (date(2008, 11, 23), "nothing"),
    ],
)
def test_a_birthday_is_told_thirty_days_before(born_on, code):
    assert decide(children=(("Sofía", born_on),)).code == code


def test_a_child_born_on_leap_day_grows_up_on_the_first_of_march():
    assert next_thing.birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert next_thing.birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


def test_a_new_account_is_reminded_for_thirty_days_and_then_left_in_peace():
    new = TODAY - timedelta(days=30)
    assert decide(second_factor=False, account_since=new).code == "second_factor"
    assert decide(phone="", account_since=new).code == "phone"
    assert decide(second_factor=False, phone="", account_since=new - timedelta(days=1)) == NOTHING


def test_a_plan_without_second_factors_does_not_ask_for_one():
    assert decide(Rules(second_factor="off"), second_factor=False, account_since=TODAY) == NOTHING


def test_months_end_where_the_month_ends():
    assert next_thing.plus_months(date(2026, 8, 31), 18) == date(2028, 2, 29)
    assert next_thing.plus_months(date(2026, 12, 15), 12) == date(2027, 12, 15)
