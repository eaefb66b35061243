"""The other language: the same page, the same spot, and nothing typed is lost but secrets (SITE-2)."""

import pytest
from django.conf import settings

from amparo.ui import context
from amparo.ui.tests.reading import page
from amparo.ui.tests.site import GOOD

HALF = {
    "first_name": "Ana",
    "birth_day": "28",
    "birth_year": "84",
    "days": ["1", "2"],
    "password": "four quiet words",
}


@pytest.mark.parametrize(
    ("path", "spanish"),
    [("/", "/es/"), ("/help/", "/es/help/"), ("/help/?a=1", "/es/help/?a=1"), ("/estate/", "/es/estate/")],
)
def test_every_page_has_a_twin_and_the_way_back(path, spanish):
    assert context.twin(path, "es") == spanish
    assert context.twin(spanish, "es") == spanish
    assert context.twin(spanish, "en") == path


def test_switching_a_half_filled_form_keeps_it_and_shows_no_errors(stranger):
    response = stranger.post("/es/about-you/", HALF | {"_switch": "es"})
    html, tree = response.content.decode(), page(response)
    assert response.status_code == 200
    assert tree.one("html").attrs["lang"] == "es"
    assert "am-errors" not in html
    assert "usa-error-message" not in html
    assert tree.one(id="id_first_name").attrs["value"] == "Ana"
    assert tree.one(id="id_birth_day").attrs["value"] == "28"
    assert tree.one(id="id_birth_year").attrs["value"] == "84"
    assert [n.attrs["value"] for n in tree.all("input", name="days") if "checked" in n.attrs] == ["1", "2"]


def test_switching_a_full_form_keeps_every_field_but_secrets_and_sends_nothing(stranger):
    response = stranger.post("/es/about-you/", GOOD | {"_switch": "es"})
    html, tree = response.content.decode(), page(response)
    assert response.status_code == 200
    assert tree.one(id="id_zip5").attrs["value"] == "78501"
    assert "selected" in next(n for n in tree.all("option") if n.attrs["value"] == "NM").attrs
    assert "checked" in tree.one(id="id_way_0").attrs
    assert "checked" in tree.one(id="id_agree").attrs
    assert "Second floor\n&lt;b&gt;left&lt;/b&gt;" in html
    assert tree.one(id="id_hidden").attrs["value"] == "kept"
    for secret in ("four quiet words here", "123-45-6789"):
        assert secret not in html


def test_a_box_that_was_emptied_stays_empty(stranger):
    tree = page(stranger.post("/es/about-you/", {"_switch": "es", "first_name": ""}))
    assert "checked" not in tree.one(id="id_agree").attrs


def test_the_switch_is_remembered(stranger):
    response = stranger.post("/es/about-you/", HALF | {"_switch": "es"})
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "es"
    response = stranger.post("/about-you/", HALF | {"_switch": "xx"})
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies


def test_the_switch_becomes_the_profile_s_language_so_that_home_does_not_lead_back(ana):
    ana.post("/es/about-you/", HALF | {"_switch": "es"})
    assert ana.get("/")["Location"] == "/es/"
    ana.post("/about-you/", HALF | {"_switch": "en"})
    assert ana.get("/").status_code == 200


def test_the_switch_of_a_form_page_sends_that_form_to_its_twin(stranger):
    tree = page(stranger.get("/about-you/?from=home"))
    button = tree.one("button", name="_switch")
    assert button.attrs["form"] == tree.one("form", id="page-form").attrs["id"]
    assert button.attrs["formaction"] == "/es/about-you/?from=home"
    assert "formnovalidate" in button.attrs
    assert (button.attrs["value"], button.attrs["lang"], button.text) == ("es", "es", "Español")


@pytest.mark.parametrize(
    ("start", "language", "there"), [("/parts/", "es", "/es/parts/"), ("/es/parts/", "en", "/parts/")]
)
def test_a_plain_page_switches_by_a_small_form_of_its_own(stranger, start, language, there):
    tree = page(stranger.get(start))
    form = tree.one("form", class_="am-language")
    fields = {n.attrs["name"]: n.attrs["value"] for n in form.inside if n.tag == "input"}
    assert fields["language"] == language
    response = stranger.post(form.attrs["action"], fields)
    assert (response.status_code, response["Location"]) == (302, there)
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == language
