"""The front page: two equal doors, the browser's language, and what happened to the session that ended."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from amparo.kernel import clock
from tests.house.pages import Page

pytestmark = pytest.mark.django_db


def staff_account(role):
    made = {"state": "active", "is_staff": True, "staff_role": role, "created_at": clock.now()}
    return get_user_model().objects.create(username=f"tom.{role}", email="tom@plan.example", **made)


def front(path="/", browser=None, **headers):
    return (browser or Client()).get(path, headers=headers)


@pytest.mark.parametrize(("path", "h1"), [("/", "Your health plan"), ("/es/", "Su plan de salud")])
def test_both_doors_stand_open_in_both_languages_and_the_readers_own_is_the_heading(path, h1):
    text = front(path).content.decode()
    page = Page(text)
    for link in ("/sign-in/", "/register/", "/es/sign-in/", "/es/register/"):
        assert link in page.links
    for words in ("Sign in", "Register"):
        assert ("en", words) in page.texts
    for words in ("Iniciar sesión", "Registrarse"):
        assert ("es", words) in page.texts
    assert text.count("<h1") == 1
    assert f"<h1>{h1}" in text
    assert page.language == ("es" if path == "/es/" else "en")


def test_the_plans_two_phones_are_there_with_their_hours_in_both_languages():
    text = front().content.decode()
    for said in ("(956) 555-0142", "(956) 555-0199", "Monday to Friday", "De lunes a viernes", "TTY 711"):
        assert said in text


def test_nothing_is_promised_that_is_not_built():
    text = front().content.decode().lower()
    for promise in ("message", "mensaje", "card", "tarjeta", "bill", "pago", "doctor", "médico", "find-care"):
        assert promise not in text


def test_a_spanish_browser_is_led_to_the_spanish_twin():
    response = front(accept_language="es-MX,es;q=0.9,en;q=0.8")
    assert (response.status_code, response["Location"]) == (302, "/es/")
    assert {"accept-language", "cookie"} <= {v.strip().lower() for v in response["Vary"].split(",")}


def test_the_cookie_stands_above_the_browser():
    browser = Client()
    browser.cookies["language"] = "en"
    assert front(browser=browser, accept_language="es").status_code == 200
    browser.cookies["language"] = "es"
    assert front(browser=browser, accept_language="en")["Location"] == "/es/"


def test_the_profile_stands_above_the_cookie(signed_in, members):
    browser = signed_in(members.ana, language="es")
    browser.cookies["language"] = "en"
    assert front(browser=browser)["Location"] == "/es/"


@pytest.mark.parametrize("path", ["/help/", "/privacy/", "/accessibility/", "/es/"])
def test_only_the_root_goes_by_language(path):
    assert front(path, accept_language="es").status_code == 200
    assert front(path, accept_language="en").status_code == 200


def test_who_signs_out_lands_here_and_is_told_in_both_languages_once(signed_in, members):
    browser = signed_in(members.ana)
    response = browser.post("/sign-out/")
    assert response["Location"] == "/"
    page = Page(front(browser=browser).content.decode())
    assert ("en", "You signed out.") in page.texts
    assert ("es", "Cerró la sesión.") in page.texts
    assert "You signed out." not in front(browser=browser).content.decode()


@pytest.mark.parametrize(
    ("reason", "english", "spanish"),
    [
        ("idle", "Nothing happened for 30 minutes.", "Pasaron 30 minutos sin actividad."),
        ("cap", "A visit can last 12 hours at most.", "Una visita puede durar 12 horas como máximo."),
        ("elsewhere", "You ended this visit from another device.", "Usted la cerró desde otro dispositivo."),
        ("something_new", "You are signed out.", "Su sesión está cerrada."),
    ],
)
def test_who_was_signed_out_is_told_why(reason, english, spanish):
    browser = Client()
    session = browser.session
    session["ended"] = reason
    session.save()
    browser.cookies["sid"] = session.session_key
    text = " ".join(words for _, words in Page(front(browser=browser).content.decode()).texts)
    assert english in text
    assert spanish in text


def test_the_redirect_to_spanish_does_not_swallow_the_notice(signed_in, members):
    browser = signed_in(members.ana, language="es")
    browser.post("/es/sign-out/")
    response = browser.get("/", headers={"accept-language": "es"}, follow=True)
    assert "Cerró la sesión." in response.content.decode()


@pytest.mark.parametrize(
    ("role", "place"), [("member_services", "/desk/"), ("administrator", "/desk/imports/")]
)
def test_staff_are_led_to_the_first_place_their_role_opens(client, db, role, place):
    client.force_login(staff_account(role))
    assert client.get("/")["Location"] == place
    assert client.get("/profile/")["Location"] == "/"


def test_staff_with_a_role_nobody_knows_are_led_nowhere(client, db):
    client.force_login(staff_account("of_old"))
    assert client.get("/").status_code == 403
