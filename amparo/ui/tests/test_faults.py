"""Pages for when something went wrong stand on their own, in the page's language, and tell the log nothing personal."""

import logging
import re

import pytest
from django.test import Client

from amparo.ui.tests.reading import page
from amparo.ui.tests.site import GOOD


@pytest.mark.parametrize(
    ("path", "title"), [("/nope/", "There is no such page"), ("/es/nope/", "Esa página no existe")]
)
def test_a_missing_page_says_so_in_its_language(stranger, path, title):
    response = stranger.get(path)
    assert response.status_code == 404
    assert page(response).one("h1").text == title
    assert response["Content-Language"] == ("es" if path.startswith("/es") else "en")


def test_the_missing_page_offers_the_other_language_and_the_front_page(stranger):
    tree = page(stranger.get("/nope/?a=1"))
    assert tree.one("a", class_="am-language").attrs["href"] == "/es/nope/?a=1"
    assert [n.attrs["href"] for n in tree.all("a", class_="usa-button")] == ["/"]


def test_a_page_that_breaks_gives_a_number_and_logs_it_once_without_what_was_in_it(stranger, caplog):
    with caplog.at_level(logging.WARNING):
        response = stranger.get("/breaks/badly/")
    reference = page(response).one("b", class_="am-ref").text
    assert response.status_code == 500
    assert re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}", reference)
    assert [record.reference for record in caplog.records] == [reference]
    assert "ana.garcia" not in caplog.records[0].getMessage()


def test_the_log_line_of_a_broken_page_holds_its_place_and_no_value(stranger, caplog):
    from amparo.kernel.redact import JsonLine

    with caplog.at_level(logging.ERROR):
        stranger.get("/es/breaks/badly/")
    line = JsonLine().format(caplog.records[0])
    assert "ZeroDivisionError" in line
    assert "site.py" in line
    assert "ana.garcia" not in line
    assert "123-45-6789" not in line


def test_without_its_database_the_site_says_that_it_comes_back(stranger, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = stranger.get("/es/breaks/database/")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert page(response).one("h1").text == "Volvemos en un momento"
    assert "(956) 555-0142" in response.content.decode()
    assert "10.0.0.7" not in response.content.decode()


def test_a_page_that_is_not_theirs_is_closed(ana):
    response = ana.get("/breaks/rights/")
    assert response.status_code == 403
    assert page(response).one("h1").text == "This page is not open to you"


def test_a_form_from_a_page_that_stood_open_too_long_says_how_to_go_on(site, db):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/es/about-you/", GOOD)
    assert response.status_code == 403
    tree = page(response)
    assert tree.one("html").attrs["lang"] == "es"
    assert tree.one("title").text.startswith("Error:")
    assert [n.attrs["href"] for n in tree.all("a", class_="usa-button")] == ["/es/about-you/"]


def test_a_fault_keeps_nothing_in_the_browser(stranger):
    assert stranger.get("/breaks/badly/")["Cache-Control"] == "no-store"


def test_a_host_that_is_not_ours_gets_a_calm_page(stranger):
    response = stranger.get("/parts/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert page(response).one("h1").text == "We could not read that"
