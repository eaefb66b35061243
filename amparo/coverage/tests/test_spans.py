"""Stretches of cover: never two at once of one product, never a lost day, the same again changes nothing."""

from copy import deepcopy
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.coverage.x834.record import Cover
from amparo.coverage.x834.spans import Stretch, apply, end_all

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 40).map(lambda n: (FIRST + timedelta(days=n)).isoformat())
COVERS = st.builds(
    Cover,
    action=st.sampled_from(["001", "002", "021", "024", "025", "030"]),
    kind=st.sampled_from(["EPO", "DEN"]),
    line=st.just(1),
    number=st.just(1),
    begins=st.one_of(st.just(""), DAYS),
    ends=st.one_of(st.just(""), st.just(""), DAYS),
    code=st.sampled_from(["A", "B"]),
)
HISTORY = st.lists(COVERS, max_size=12)


def play(covers):
    stretches = []
    for cover in covers:
        tried = deepcopy(stretches)
        if not apply(tried, cover, cancelled=False, member_ends="", changes_only=cover.action == "001"):
            stretches = tried
    return stretches


def live(stretches):
    return [s for s in stretches if not s.void]


@given(HISTORY)
def test_no_product_is_ever_covered_twice_at_once(covers):
    for one, other in combinations(live(play(covers)), 2):
        if (one.kind, one.product) == (other.kind, other.product):
            first, second = sorted((one, other), key=lambda s: s.starts)
            assert first.ends is not None and first.ends < second.starts


@given(HISTORY)
def test_a_live_stretch_ends_after_it_begins_and_each_beginning_is_one_row(covers):
    stretches = play(covers)
    assert all(s.ends is None or s.ends >= s.starts for s in live(stretches))
    keys = [(s.kind, s.product, s.starts) for s in stretches]
    assert len(keys) == len(set(keys))


@given(HISTORY, COVERS)
def test_the_same_cover_again_changes_nothing(covers, last):
    once = play([*covers, last])
    assert play([*covers, last, last]) == once


@given(HISTORY, COVERS)
def test_other_kinds_and_products_stay_untouched(covers, last):
    def others(stretches):
        return [s for s in stretches if (s.kind, s.product) != (last.kind, last.code)]

    assert others(play([*covers, last])) == others(play(covers))


@given(HISTORY, DAYS)
def test_an_addition_covers_its_first_day(covers, begins):
    added = Cover("021", "EPO", 1, 1, begins=begins, code="A")
    day = date.fromisoformat(begins)
    assert any(s.covers(day) for s in live(play([*covers, added])) if (s.kind, s.product) == ("EPO", "A"))


@given(HISTORY, DAYS)
def test_nothing_lasts_beyond_a_cancellation_and_no_day_before_is_lost(covers, day):
    before, ends = play(covers), date.fromisoformat(day)
    after = deepcopy(before)
    end_all(after, ends)
    assert all(s.ends is not None and s.ends <= ends for s in live(after))
    for n in range(45):
        then = FIRST + timedelta(days=n)
        was = {(s.kind, s.product) for s in live(before) if s.covers(then)}
        now = {(s.kind, s.product) for s in live(after) if s.covers(then)}
        assert now == (was if then <= ends else set())


@pytest.mark.parametrize(
    ("cover", "code"),
    [
        (Cover("021", "EPO", 1, 1), "cover_without_begin"),
        (Cover("025", "EPO", 1, 1), "cover_without_begin"),
        (Cover("024", "EPO", 1, 1), "cover_without_end"),
        (Cover("024", "EPO", 1, 1, ends="2026-01-31"), "cover_not_found"),
        (Cover("002", "EPO", 1, 1), "cover_not_found"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_touched(cover, code):
    stretches: list[Stretch] = []
    assert apply(stretches, cover, cancelled=False, member_ends="", changes_only=False) == code
    assert stretches == []


def test_a_cancellation_that_tells_a_whole_stretch_makes_it_history():
    stretches: list[Stretch] = []
    cover = Cover("024", "EPO", 1, 1, begins="2025-01-01", ends="2025-12-31", code="A")
    assert apply(stretches, cover, cancelled=True, member_ends="", changes_only=False) == ""
    assert [(s.starts.isoformat(), s.ends and s.ends.isoformat()) for s in stretches] == [
        ("2025-01-01", "2025-12-31")
    ]
