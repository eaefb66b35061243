"""How long a session lasts (PROF-4)."""

from datetime import UTC, datetime, timedelta

import pytest

from amparo.accounts import idle

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def after(**time):
    return NOON + timedelta(**time)


def begun():
    session = {}
    idle.begin(session, now=NOON)
    return session


def test_a_session_lasts_thirty_minutes_without_activity():
    session = begun()
    assert idle.standing(session, now=NOON).seconds == 1800
    assert idle.standing(session, now=after(minutes=29, seconds=59)).seconds == 1
    assert idle.standing(session, now=after(minutes=30)).ended == "idle"


def test_activity_makes_it_last_longer():
    session = begun()
    assert idle.touch(session, now=after(minutes=20))
    assert idle.standing(session, now=after(minutes=49)).seconds == 60


def test_last_use_is_written_once_a_minute_at_most():
    session = begun()
    assert not idle.touch(session, now=after(seconds=59))
    assert idle.touch(session, now=after(seconds=60))
    assert idle.touch(session, now=after(seconds=61), at_once=True)


def test_twelve_hours_are_the_most_however_busy():
    session = begun()
    for minute in range(0, 12 * 60, 20):
        idle.touch(session, now=after(minutes=minute))
    assert idle.standing(session, now=after(hours=11, minutes=59)).seconds == 60
    assert idle.standing(session, now=after(hours=12)).ended == "cap"


def test_looking_changes_nothing():
    session = begun()
    before = dict(session)
    idle.standing(session, now=after(minutes=10))
    assert session == before


def test_a_session_that_was_never_begun_has_ended():
    assert idle.standing({}, now=NOON).ended == "idle"


@pytest.mark.parametrize("minutes", [5, 60])
def test_the_plan_decides_how_long(minutes, tmp_path, monkeypatch):
    from amparo.plan import profile

    text = profile.SAMPLE.read_text("utf-8").replace("idle_minutes = 30", f"idle_minutes = {minutes}")
    plan = profile.read(text)
    monkeypatch.setattr(profile, "current", lambda: plan)
    assert idle.standing(begun(), now=NOON).seconds == minutes * 60
