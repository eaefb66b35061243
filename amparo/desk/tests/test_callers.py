"""A reference is understood as people read it out, and every reason has words for the desk."""

import pytest

from amparo.coverage.lookup import NoMatch
from amparo.desk import callers, trail
from amparo.kernel import clock


@pytest.mark.parametrize("said", ["R-7K2M-4QXT", "r7k2m4qxt", " r 7k2m 4qxt ", "R-7k2m4qxt"])
def test_a_reference_is_read_however_it_is_written(said):
    assert callers.reference_of(said) == "R-7K2M-4QXT"


@pytest.mark.parametrize("said", ["Rosa Garcia", "R-7K2M", "7K2M-4QXT", "R-7K2M-4QXT-1", ""])
def test_a_name_is_no_reference(said):
    assert callers.reference_of(said) == ""


def test_every_reason_why_nobody_was_found_has_words():
    assert {*NoMatch.WHY, "taken", "name_soft", "no_contact", "code", "free", ""} <= set(callers.WHY)


@pytest.mark.django_db
def test_an_unknown_reference_finds_nothing():
    now = clock.now()
    assert callers.find(text="R-7K2M-4QXT", today=now.date(), now=now) == callers.Found([], None)


@pytest.mark.django_db
def test_a_short_name_finds_a_list_that_says_it_goes_on(members, monkeypatch):
    monkeypatch.setattr(callers, "MOST", 3)
    now = clock.now()
    found = callers.find(text="m", today=now.date(), now=now)
    many = callers.find(text="morales", today=now.date(), now=now)
    assert found.members == [] and len(many.members) == 3 and many.more


def test_every_deed_of_a_staff_member_has_words():
    import re
    from pathlib import Path

    room = Path(callers.__file__).parent
    code = "\n".join(path.read_text("utf-8") for path in (room / "web").glob("*.py"))
    noted = set(re.findall(r'"((?:desk|account|staff)\.[a-z_]+)"', code))
    assert len(noted) > 15
    assert noted - {"desk.member_found", "desk.trail_viewed"} <= set(trail.WORDS)
