"""A session ends by itself, says so, and can be made to last longer (PROF-4, SITE-1)."""

from datetime import timedelta

import pytest
from django.test import Client

from amparo.accounts.models import SignIn
from amparo.accounts.tests.people import PASSWORD, account, is_signed_in, signed_in, words
from amparo.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def wait(monkeypatch):
    """Let time pass: wait(minutes=29)."""
    real, ahead = clock.now, [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: real() + ahead[0])

    def pass_by(**time):
        ahead[0] += timedelta(**time)

    return pass_by


def test_the_page_is_told_how_many_seconds_are_left(wait):
    ana = signed_in(account())
    assert ana.get("/session/status").json() == {"seconds": 1800, "limit": 1800}
    wait(minutes=10)
    assert ana.get("/session/status").json()["seconds"] in range(1198, 1201)


def test_asking_is_no_activity(wait):
    ana = signed_in(account())
    for _ in range(4):
        wait(minutes=7)
        ana.get("/session/status")
        ana.get("/profile/security/", headers={"X-Background": "1"})
    assert ana.get("/session/status").json()["seconds"] < 121
    wait(minutes=3)
    assert not is_signed_in(ana)


def test_saying_so_makes_it_last_longer(wait):
    ana = signed_in(account())
    wait(minutes=29)
    assert ana.post("/session/extend").json()["seconds"] == 1800
    wait(minutes=29)
    assert is_signed_in(ana)


def test_extending_is_a_post_and_nothing_for_strangers():
    ana = signed_in(account())
    assert ana.get("/session/extend").status_code == 405
    assert Client().post("/session/extend").status_code == 401


def test_turning_pages_makes_it_last_longer(wait):
    ana = signed_in(account())
    for _ in range(3):
        wait(minutes=20)
        assert ana.get("/profile/security/").status_code == 200


def test_after_thirty_minutes_the_front_page_says_what_happened(wait):
    ana = signed_in(account())
    wait(minutes=31)
    page = ana.get("/")
    assert "Nothing happened for 30 minutes." in words(page)
    assert "Durante 30 minutos" in words(page) or "30 minutos" in words(page)
    assert not is_signed_in(ana)
    assert SignIn.objects.get().ended_reason == "idle"


def test_a_page_she_wanted_leads_to_sign_in_and_back(wait):
    ana = signed_in(account())
    wait(minutes=31)
    answer = ana.get("/profile/security/")
    assert answer["Location"] == "/sign-in/?next=/profile/security/"
    page = ana.get(answer["Location"])
    assert "We signed you out because nothing happened for 30 minutes." in words(page)
    back = ana.post(
        "/sign-in/", {"username": "ana.rivera", "password": PASSWORD, "next": "/profile/security/"}
    )
    assert back["Location"] == "/profile/security/"


def test_a_form_sent_too_late_says_that_it_was_not_saved_and_leads_back(wait):
    ana = signed_in(account())
    wait(minutes=31)
    answer = ana.post(
        "/profile/phone/", {"phone": "956 555 0188"}, headers={"Referer": "http://testserver/profile/phone/"}
    )
    assert answer.status_code == 303
    assert answer["Location"] == "/sign-in/?next=%2Fprofile%2Fphone%2F"
    assert "What you sent last was not saved." in words(ana.get(answer["Location"]))


def test_a_form_sent_with_the_crumb_of_a_session_long_gone_says_so_too(wait):
    """The row itself is gone, as after a night; the check against forgery must not hide what happened."""
    ana = Client(enforce_csrf_checks=True)
    from amparo.accounts.tests.people import account as make
    from amparo.kernel.session_rows import SealedSession

    make()
    page = ana.get("/sign-in/").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    ana.post("/sign-in/", {"username": "ana.rivera", "password": PASSWORD, "csrfmiddlewaretoken": token})
    assert is_signed_in(ana)
    SealedSession.objects.all().delete()
    answer = ana.post(
        "/profile/phone/", {"phone": "956 555 0188"}, headers={"Referer": "http://testserver/profile/phone/"}
    )
    assert answer.status_code == 303 and answer["Location"].startswith("/sign-in/?next=")


def test_signing_out_too_late_is_no_loss(wait):
    ana = signed_in(account())
    wait(minutes=31)
    answer = ana.post("/sign-out/")
    assert answer["Location"] == "/"
    assert "Nothing happened for 30 minutes." in words(ana.get("/"))


def test_a_program_is_told_by_status(wait):
    ana = signed_in(account())
    wait(minutes=31)
    answer = ana.get("/session/status", headers={"X-Background": "1"})
    assert (answer.status_code, answer.json()["seconds"]) == (401, 0)
    assert "Nothing happened for 30 minutes." in words(ana.get("/"))


def test_twelve_hours_are_the_most(wait):
    ana = signed_in(account())
    for _ in range(35):
        wait(minutes=20)
        assert ana.get("/profile/security/").status_code == 200
    wait(minutes=20)
    assert "12 hours at most" in words(ana.get("/"))
    assert not is_signed_in(ana)
    assert SignIn.objects.get().ended_reason == "cap"


def test_asking_writes_nothing(wait):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ana = signed_in(account())
    wait(minutes=5)
    with CaptureQueriesContext(connection) as asked:
        ana.get("/session/status")
    assert not [q["sql"] for q in asked if q["sql"].startswith(("UPDATE", "INSERT"))]


def test_an_old_cookie_does_not_come_back_to_life(wait):
    ana = signed_in(account())
    cookie = ana.cookies["sid"].value
    wait(minutes=31)
    ana.get("/")
    thief = Client()
    thief.cookies["sid"] = cookie
    assert not is_signed_in(thief)


def test_a_frozen_account_is_out_at_once():
    user = account()
    ana = signed_in(user)
    user.state = "frozen"
    user.save()
    assert not is_signed_in(ana)


def test_going_to_signed_out_by_itself_changes_no_living_session():
    ana = signed_in(account())
    assert ana.get("/signed-out/")["Location"] == "/"
    assert is_signed_in(ana)
    stranger = Client()
    stranger.get("/signed-out/")
    assert "signed you out" in words(stranger.get("/"))
