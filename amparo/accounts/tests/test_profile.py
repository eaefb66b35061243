"""What a signed-in person changes about their account (PROF-1, PROF-2, PROF-3)."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from amparo.accounts import profile, second_factor
from amparo.accounts.models import SecurityAnswer
from amparo.accounts.tests.people import (
    OTHER_PASSWORD,
    PASSWORD,
    account,
    is_signed_in,
    signed_in,
    staff,
    type_in,
    words,
)
from amparo.kernel import clock, jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(mailoutbox):
    def arrived():
        while jobs.drain(now=clock.now()):
            pass
        return mailoutbox

    return arrived


@pytest.fixture
def later(monkeypatch):
    """Twenty minutes on: still signed in, but the proof is old."""
    real = clock.now

    def pass_by(**time):
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(**time))

    return pass_by


def code_in(mail):
    return re.search(r"\b(\d{4}-?\d{4})\b", mail.body).group(1)


def test_a_new_address_needs_its_code_and_the_old_one_is_told(post):
    user = account()
    ana = signed_in(user)
    assert ana.post("/profile/email/", {"email": "ana@nueva.example"})["Location"] == "/profile/email/code/"
    user.refresh_from_db()
    assert user.email == "ana.rivera@example.com"
    mail = post()[-1]
    assert mail.to == ["ana@nueva.example"]
    assert ana.post("/profile/email/code/", {"code": "0000 0000"}).status_code == 422
    answer = ana.post("/profile/email/code/", {"code": code_in(mail)})
    assert answer["Location"] == "/profile/"
    user.refresh_from_db()
    assert user.email == "ana@nueva.example"
    told = post()[-1]
    assert told.to == ["ana.rivera@example.com"]
    assert "ana@nueva.example" not in told.body


def test_the_same_address_is_no_change():
    ana = signed_in(account())
    answer = ana.post("/profile/email/", {"email": "ANA.rivera@example.com"})
    assert answer.status_code == 422 and "the address that you have now" in words(answer)


def test_as_many_accounts_share_an_address_as_the_plan_allows():
    for number in range(4):
        account(f"family.{number}", email="family@example.com")
    ana = signed_in(account())
    assert ana.post("/profile/email/", {"email": "family@example.com"}).status_code == 422


def test_carla_cannot_use_anas_code(post):
    ana, carla = signed_in(account()), signed_in(account("carla.ruiz"))
    ana.post("/profile/email/", {"email": "ana@nueva.example"})
    code = code_in(post()[-1])
    carla.post("/profile/email/", {"email": "carla@nueva.example"})
    assert carla.post("/profile/email/code/", {"code": code}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("956-555-0188", "(956) 555-0188"),
        ("(956) 555 0188", "(956) 555-0188"),
        ("+1 956 555 0188", "(956) 555-0188"),
        ("+52 55 5555 0188", "+52 55 5555 0188"),
        ("", ""),
    ],
)
def test_a_phone_is_kept_in_one_form_and_shown_as_people_write_it(typed, shown):
    user = account(phone="+19565550101")
    ana = signed_in(user)
    assert ana.post("/profile/phone/", {"phone": typed})["Location"] == "/profile/"
    user.refresh_from_db()
    assert profile.mine(user=user).phone == shown


def test_what_is_no_phone_is_named():
    answer = signed_in(account()).post("/profile/phone/", {"phone": "55"})
    assert answer.status_code == 422 and "area code" in words(answer)


def test_the_language_is_kept_and_the_page_is_in_it():
    user = account()
    ana = signed_in(user)
    answer = ana.post("/profile/language/", {"language": "es"})
    assert answer["Location"] == "/es/profile/"
    user.refresh_from_db()
    assert user.language == "es"


def test_the_switch_on_a_page_is_kept_in_the_profile_too():
    user = account()
    ana = signed_in(user)
    answer = ana.post("/language/", {"language": "es", "next": "/profile/security/"})
    assert answer["Location"] == "/es/profile/security/"
    user.refresh_from_db()
    assert user.language == "es"


def test_the_switch_on_a_form_is_kept_in_the_profile_too():
    user = account()
    ana = signed_in(user)
    page = ana.post("/es/profile/phone/", {"phone": "956 555 01", "_switch": "es"})
    assert page.status_code == 200 and 'value="956 555 01"' in page.content.decode()
    user.refresh_from_db()
    assert user.language == "es" and user.phone == ""


def test_a_stranger_switches_by_cookie_and_only_to_our_pages():
    stranger = Client()
    answer = stranger.post("/language/", {"language": "es", "next": "/help/?topic=1"})
    assert answer["Location"] == "/es/help/?topic=1"
    assert answer.cookies["language"].value == "es"
    assert (
        stranger.post("/language/", {"language": "es", "next": "https://evil.example/"})["Location"] == "/es/"
    )
    assert stranger.post("/language/", {"language": "xx", "next": "/help/"})["Location"] == "/help/"


def test_notices_are_kept():
    user = account()
    signed_in(user).post("/profile/notices/", {"tell_messages": "on", "paperless": "on"})
    user.refresh_from_db()
    kept = (user.tell_messages, user.tell_bills, user.tell_cards, user.paperless)
    assert kept == (True, False, False, True)


def test_a_new_password_needs_the_one_of_now_and_signs_out_the_others(post):
    user = account()
    here, there = signed_in(user), signed_in(user)
    wrong = here.post("/profile/security/password/", {"current": "not this one", "password": OTHER_PASSWORD})
    assert wrong.status_code == 422
    assert is_signed_in(there)
    right = here.post("/profile/security/password/", {"current": PASSWORD, "password": OTHER_PASSWORD})
    assert right["Location"] == "/profile/security/"
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert "password was changed" in words(there.get("/")).lower()
    assert "password was changed" in post()[-1].subject
    assert type_in(Client(), password=OTHER_PASSWORD).status_code == 302


def test_guessing_the_password_of_now_is_limited():
    ana = signed_in(account())
    for _ in range(10):
        ana.post("/profile/security/password/", {"current": "not this one", "password": OTHER_PASSWORD})
    answer = ana.post("/profile/security/password/", {"current": PASSWORD, "password": OTHER_PASSWORD})
    assert answer.status_code == 422 and "too many tries" in words(answer)


@pytest.mark.parametrize(
    "page",
    [
        "/profile/email/", "/profile/security/questions/", "/profile/security/app/", "/profile/security/app/remove/",
        "/profile/security/passkeys/add/", "/profile/security/recovery-code/",
    ],
)  # fmt: skip
def test_an_old_proof_is_asked_for_again(page, later):
    ana = signed_in(account())
    assert ana.get(page).status_code == 200
    later(minutes=11)
    answer = ana.get(page)
    assert answer["Location"].startswith("/profile/security/confirm/?next=")
    assert ana.post("/profile/security/confirm/", {"current": "not this", "next": page}).status_code == 422
    before = ana.cookies["sid"].value
    assert ana.post("/profile/security/confirm/", {"current": PASSWORD, "next": page})["Location"] == page
    assert ana.cookies["sid"].value != before
    assert ana.get(page).status_code == 200


def test_other_questions_take_the_place_of_the_old_ones(post):
    user = account()
    ana = signed_in(user)
    form = {
        "question1": "first_pet", "answer1": "Canela", "question2": "dream_job", "answer2": "astronauta",
        "question3": "first_dish", "answer3": "arroz con leche",
    }  # fmt: skip
    assert ana.post("/profile/security/questions/", form)["Location"] == "/profile/security/"
    assert set(SecurityAnswer.objects.values_list("question", flat=True)) == {
        "first_pet",
        "dream_job",
        "first_dish",
    }
    assert "security questions" in post()[-1].subject
    twice = ana.post("/profile/security/questions/", {**form, "question2": "first_pet"})
    assert twice.status_code == 422
    assert "Canela" not in twice.content.decode()


def test_the_app_is_shown_as_a_picture_and_as_text_and_needs_a_right_code(post):
    user = account()
    ana = signed_in(user)
    page = ana.get("/profile/security/app/")
    secret = ana.session["app_secret"]
    assert "<svg" in page.content.decode() and secret[:4] in words(page)
    assert ana.post("/profile/security/app/", {"code": "000000"}).status_code == 422
    assert ana.session["app_secret"] == secret
    answer = ana.post("/profile/security/app/", {"code": second_factor.code_at(secret, now=clock.now())})
    assert answer["Location"] == "/profile/security/recovery-code/"
    assert second_factor.has(user=user)
    assert "second step" in post()[-1].subject


def test_the_secret_of_the_app_is_sealed():
    from allauth.mfa.models import Authenticator

    user = account()
    secret = second_factor.new_secret()
    second_factor.add_app(
        user=user, secret=secret, typed=second_factor.code_at(secret, now=clock.now()), now=clock.now()
    )
    assert secret not in json.dumps(Authenticator.objects.get().data)


def test_a_sealed_secret_moved_to_another_account_opens_nothing():
    from allauth.mfa.models import Authenticator

    from amparo.kernel.vault import seal

    ana, carla = account(), account("carla.ruiz")
    secret, now = second_factor.new_secret(), clock.now() - timedelta(minutes=5)
    second_factor.add_app(user=ana, secret=secret, typed=second_factor.code_at(secret, now=now), now=now)
    Authenticator.objects.update(user=carla)
    with pytest.raises(seal.CannotOpen):
        second_factor.check_app(
            user=carla, typed=second_factor.code_at(secret, now=clock.now()), now=clock.now()
        )


def test_removing_the_last_factor_ends_the_recovery_code_too():
    user = account()
    ana = signed_in(user)
    ana.get("/profile/security/app/")
    code = second_factor.code_at(ana.session["app_secret"], now=clock.now())
    ana.post("/profile/security/app/", {"code": code})
    assert second_factor.of(user=user).recovery_since
    assert ana.get("/profile/security/app/remove/").status_code == 200
    ana.post("/profile/security/app/remove/")
    assert second_factor.of(user=user) == second_factor.Factors(None, (), None)
    assert type_in(Client())["Location"] == "/"


def test_carla_cannot_touch_anas_passkey():
    from allauth.mfa.models import Authenticator

    row = Authenticator.objects.create(
        user=account(), type="webauthn", data={"name": "My phone", "credential": {}}
    )
    carla = signed_in(account("carla.ruiz"))
    for page in (f"/profile/security/passkeys/{row.pk}/", f"/profile/security/passkeys/{row.pk}/remove/"):
        assert carla.get(page)["Location"] == "/profile/security/"
        assert carla.post(page, {"name": "Mine"})["Location"] == "/profile/security/"
    row.refresh_from_db()
    assert row.data["name"] == "My phone"


def test_activity_is_read_in_plain_words_in_both_languages():
    user = account()
    ana = signed_in(user)
    ana.post("/profile/phone/", {"phone": "956 555 0188"})
    page = words(ana.get("/profile/activity/"))
    assert "Signed in." in page and "The telephone number was changed." in page
    assert "Inicio de sesión" in words(ana.get("/es/profile/activity/"))


def test_what_the_desk_did_is_read_too_and_once(members):
    from amparo.kernel.audit.record import record

    user, now, clerk = account(member=members.ana), clock.now(), staff()
    record(event="desk.member_viewed", now=now, actor=clerk.pk, subject=members.ana.uuid)
    for subject in (user.pk, members.ana.uuid):
        record(event="registration.bound", now=now, actor=user.pk, subject=subject)
    page = words(signed_in(user).get("/profile/activity/"))
    assert "Member Services looked at your record." in page
    assert page.count("The account was connected to your plan record.") == 1


def test_every_event_that_an_owner_can_meet_has_words():
    import re
    from pathlib import Path

    from amparo.accounts import activity

    code = "\n".join(p.read_text("utf-8") for p in Path("amparo").rglob("*.py") if "tests" not in p.parts)
    pattern = r"""(?:record\(\s*event=|note\(request, |_note\(user, |event=)"([a-z_]+\.[a-z_]+)\""""
    noted = set(re.findall(pattern, code))
    assert len(noted) > 20
    nobodys = {  # about no account and no member
        "registration.refused", "registration.matched", "desk.searched", "staff.invited", "staff.invite_withdrawn",
        "desk.imports_viewed", "desk.import_viewed", "desk.jobs_viewed", "desk.job_retried", "desk.staff_viewed",
        "desk.frozen_viewed", "desk.trail_viewed",
    }  # fmt: skip
    assert noted - nobodys <= set(activity.WORDS), noted - nobodys - set(activity.WORDS)


def test_carla_does_not_see_anas_activity():
    signed_in(account()).post("/profile/phone/", {"phone": "956 555 0188"})
    carla = signed_in(account("carla.ruiz"))
    assert "telephone number" not in words(carla.get("/profile/activity/"))


@pytest.mark.parametrize(
    "page",
    [
        "security", "confirm", "password", "questions", "app", "app_remove", "passkey_add", "passkey_new_options",
        "recovery_code", "devices", "activity", "email_change", "email_change_code", "phone_change",
        "language_change", "notices_change",
    ],
)  # fmt: skip
def test_strangers_see_none_of_these_pages(page):
    from django.urls import reverse

    address = reverse(f"accounts:{page}")
    for answer in (Client().get(address), Client().post(address, {"email": "x@example.com"})):
        assert answer["Location"] == f"/sign-in/?next={address}"
