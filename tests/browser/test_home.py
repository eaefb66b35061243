"""Front page, home and the pages around it in a real browser: axe, narrow windows, the fold of a phone, Enter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from amparo.accounts import links
from amparo.kernel import clock
from tests.browser import chromium

OPEN = ["/", "/help/", "/privacy/", "/accessibility/"]
OWN = ["/", "/profile/", "/coverage/", "/more/", "family"]
PASSWORD = "tres naranjos al sol"


@pytest.fixture
def ana(members):
    then = clock.now() - timedelta(days=100)
    user = get_user_model()(
        username="ana.morales", email="ana@mail.example", state="active", display_name="Ana", created_at=then
    )
    user.set_password(PASSWORD)
    user.save()
    links.propose(user=user, member_id=members.ana.pk, proved_by="ssn", now=then)
    links.bind(user=user, contact_proof="email", now=then)
    return user


@pytest.fixture
def open_page(browser, live_server):
    """Opens a page in a context of its own, signed in as `who` where one is given."""
    opened = []

    def opening(path, *, who=None, **more):
        context = chromium.context(browser, **more)
        opened.append(context)
        if who:
            client = Client()
            client.force_login(who)
            cookie = client.cookies["sid"].value
            context.add_cookies([{"name": "sid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.faults = []
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        page.goto(live_server.url + path)
        return page

    yield opening
    for context in opened:
        context.close()


def faults(page):
    return [*chromium.axe(page), *chromium.sideways(page), *page.faults]


@pytest.mark.parametrize("view", [chromium.NARROW, chromium.PHONE, chromium.DESK], ids=["320", "390", "1280"])
@pytest.mark.parametrize("path", OPEN)
def test_open_pages_are_without_fault(open_page, path, view):
    for language, scheme in (("en", "light"), ("es", "dark")):
        at = ("/es" if language == "es" else "") + path
        assert faults(open_page(at, view=view, language=language, color_scheme=scheme)) == [], language


@pytest.mark.parametrize("view", [chromium.NARROW, chromium.PHONE, chromium.DESK], ids=["320", "390", "1280"])
@pytest.mark.parametrize("path", OWN)
def test_a_members_pages_are_without_fault(open_page, ana, members, path, view):
    path = f"/profile/family/{members.sofia.uuid}/" if path == "family" else path
    for language, scheme in (("en", "dark"), ("es", "light")):
        ana.language = language
        ana.save()
        at = ("/es" if language == "es" else "") + path
        assert faults(open_page(at, who=ana, view=view, language=language, color_scheme=scheme)) == [], (
            language
        )


@pytest.mark.parametrize("language", ["en", "es"])
def test_all_four_buttons_are_above_the_fold_of_a_phone(open_page, language):
    page = open_page("/es/" if language == "es" else "/", language=language)
    bottoms = page.eval_on_selector_all(
        ".am-door .usa-button", "all => all.map(b => b.getBoundingClientRect().bottom)"
    )
    assert len(bottoms) == 4
    assert max(bottoms) <= chromium.PHONE["height"]


def test_the_doors_are_equal(open_page):
    page = open_page("/", view=chromium.DESK)
    tops = page.eval_on_selector_all(
        ".am-door .am-pair", "all => all.map(p => Math.round(p.getBoundingClientRect().top))"
    )
    sizes = page.eval_on_selector_all(
        ".am-door :is(h1, h2)", "all => all.map(h => getComputedStyle(h).fontSize)"
    )
    assert tops[0] == tops[1]
    assert sizes[0] == sizes[1]


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_a_field_sends_the_form_and_does_not_switch_the_language(open_page, ana, scripts):
    page = open_page("/sign-in/", java_script_enabled=scripts)
    page.fill("[name=username]", "ana.morales")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/")
    assert "Ana" in page.inner_text("h1")
    assert page.get_attribute("html", "lang") == "en"


def test_a_facts_source_is_told_without_scripts(open_page, ana):
    page = open_page("/profile/", who=ana, java_script_enabled=False)
    page.click("summary:has-text('Is something wrong here?')")
    assert page.is_visible("text=These facts come from your enrollment")
