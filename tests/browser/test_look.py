"""The look in a real browser: axe, narrow windows, keyboard, secrets, sending once, the other language, the time-out."""

from __future__ import annotations

import re
import time

import pytest
from django.conf import settings as django_settings

from amparo.accounts import idle
from amparo.kernel.sessions import SessionStore
from amparo.ui.tests.conftest import _signed_in, site  # noqa: F401
from tests.browser import chromium

PAGES = ["/parts/", "/about-you/", "/nope/", "/help/"]
WIDTHS = [320, 390, 768, 1024, 1152, 1280]


@pytest.fixture
def address(site, live_server):  # noqa: F811
    return live_server.url


@pytest.fixture
def open_page(browser, address):
    """Opens a page in a context of its own; `who` is a Django test client whose session it takes over."""
    opened = []

    def opening(path, *, who=None, cookie="", **more):
        context = chromium.context(browser, **more)
        opened.append(context)
        if who:
            cookie = who.cookies[django_settings.SESSION_COOKIE_NAME].value
        if cookie:
            context.add_cookies(
                [{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}]
            )
        page = context.new_page()
        page.faults = []
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.goto(address + path)
        return page

    yield opening
    for context in opened:
        context.close()


@pytest.fixture
def ana(site, transactional_db):  # noqa: F811
    return _signed_in(username="ana.garcia", display_name="Ana García Rivera")


def send_wrong(page):
    page.fill("#id_first_name", "Ana")
    page.select_option("#id_birth_month", "4")
    page.fill("#id_birth_day", "28")
    page.fill("#id_birth_year", "84")
    page.click(".am-actions button")
    page.wait_for_selector(".am-errors")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", [chromium.PHONE, chromium.DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_page, ana, path, view, scheme):
    language = "es" if scheme == "dark" else "en"
    page = open_page(
        ("/es" if language == "es" else "") + path, who=ana, view=view, language=language, color_scheme=scheme
    )
    assert chromium.axe(page) == []
    if path == "/about-you/":
        send_wrong(page)
        assert chromium.axe(page) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_sticks_out_and_nothing_is_clipped(open_page, ana, path, width):
    page = open_page("/es" + path, who=ana, view={"width": width, "height": 800}, language="es")
    assert chromium.sideways(page) == []
    if path == "/about-you/":
        send_wrong(page)
        assert chromium.sideways(page) == []


def test_the_console_is_quiet_under_the_strict_policy(open_page, ana):
    page = open_page("/parts/", who=ana)
    page.click(".am-me summary")
    assert page.faults == []


def test_the_first_stop_skips_to_the_content_and_every_stop_shows(open_page, ana):
    page = open_page("/about-you/", who=ana, view=chromium.DESK)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "usa-skipnav"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => { const e = document.activeElement; const t = e.closest('.am-tile') || e; const s = getComputedStyle(t);
            const r = t.getBoundingClientRect();
            return [e.tagName, e.id || e.textContent.trim(), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 3,
                    r.bottom > 0 && r.top < innerHeight]; }"""
        )
        if stop[0] == "BODY":
            break
        seen.append(stop)
    assert len(seen) > 20
    assert [stop for stop in seen if not (stop[2] and stop[3])] == []


def test_the_summary_takes_the_focus_once_and_its_lines_lead_into_the_fields(open_page):
    page = open_page("/about-you/")
    send_wrong(page)
    assert page.evaluate("document.activeElement.className") == "am-errors"
    assert page.title().startswith("Error: ")
    page.click(".am-errors a[href='#id_birth_year']")
    assert page.evaluate("document.activeElement.id") == "id_birth_year"
    label = page.locator("legend", has_text="Date of birth")
    assert label.bounding_box()["y"] >= 0


def test_a_secret_can_be_looked_at_and_is_hidden_again_before_it_is_sent(open_page):
    page = open_page("/es/about-you/", language="es")
    page.fill("#id_password", "cuatro palabras")
    button = page.locator("#id_password + button")
    assert button.text_content() == "Mostrar"
    assert button.get_attribute("aria-label").startswith("Mostrar: Password")
    button.click()
    assert page.get_attribute("#id_password", "type") == "text"
    assert button.text_content() == "Ocultar"
    page.evaluate(
        "document.addEventListener('submit', e => { window.kind = id_password.type; e.preventDefault() })"
    )
    page.evaluate("document.getElementById('page-form').requestSubmit()")
    assert page.evaluate("window.kind") == "password"


def test_a_form_is_sent_once_and_its_button_keeps_its_width(open_page):
    page = open_page("/es/about-you/", language="es")
    sent = []
    page.route("**/about-you/", lambda route: (sent.append(1), time.sleep(0.3), route.continue_())[-1])
    button = page.locator(".am-actions button")
    width = button.bounding_box()["width"]
    said, wide = page.evaluate(
        """() => { const b = document.querySelector('.am-actions button'); b.click();
        const seen = [b.textContent, b.getBoundingClientRect().width]; b.click(); b.click(); return seen; }"""
    )
    assert (said, wide) == ("Enviando…", pytest.approx(width, abs=1))
    page.wait_for_selector(".am-errors")
    assert len(sent) == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_other_language_keeps_what_was_typed(open_page, scripts):
    page = open_page("/about-you/", java_script_enabled=scripts)
    page.fill("#id_first_name", "Ana")
    page.select_option("#id_birth_month", "4")
    page.fill("#id_birth_day", "28")
    page.check("label[for=id_way_1] input")
    page.fill("#id_password", "four quiet words")
    page.click("button[name=_switch]")
    page.wait_for_url("**/es/about-you/")
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.input_value("#id_first_name") == "Ana"
    assert page.input_value("#id_birth_month") == "4"
    assert page.is_checked("#id_way_1")
    assert page.input_value("#id_password") == ""
    assert page.locator(".am-errors").count() == 0
    page.click("button[name=_switch]")
    page.wait_for_url(re.compile(r"/about-you/$"))
    assert page.input_value("#id_birth_day") == "28"


def test_without_scripts_one_can_sign_out_and_reads_when_the_session_ends(open_page, ana, address):
    page = open_page("/parts/", who=ana, java_script_enabled=False)
    assert "Your session ends at" in page.inner_text(".am-until")
    page.click(".am-me summary")
    page.click(".am-me button")
    page.wait_for_url(address + "/")
    assert page.locator(".am-me").count() == 0


def test_paper_gets_no_bars_and_no_buttons(open_page, ana):
    page = open_page("/parts/", who=ana)
    page.emulate_media(media="print")
    for part in (".am-tabbar", ".am-nav", ".am-me", ".am-quiet >> nth=0", ".usa-skipnav"):
        assert not page.locator(part).first.is_visible()
    assert page.locator(".am-talk").is_visible()


# ---- the time-out -------------------------------------------------------------------------------------------------


def last(who, seconds):
    """Make the person's session end in so many seconds."""
    session = SessionStore(who.cookies[django_settings.SESSION_COOKIE_NAME].value)
    session[idle.USED] = int(time.time()) - 30 * 60 + seconds
    session.save()


def wake(page):
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_two_minutes_before_the_end_one_is_asked_and_can_stay(open_page, ana):
    page = open_page("/about-you/", who=ana)
    page.focus("#id_last_name")
    last(ana, 118)
    wake(page)
    page.wait_for_selector("#idle:not([hidden])")
    assert page.evaluate("document.activeElement.id") == "idle-stay"
    assert page.inner_text("#idle-text").startswith("We sign you out in 2 minutes")
    assert re.fullmatch(r"1:5\d", page.inner_text("#idle-clock"))
    assert page.evaluate("document.getElementById('page').inert")
    assert chromium.axe(page) == []
    for _ in range(3):
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('idle').contains(document.activeElement)")
    page.keyboard.press("Escape")
    page.wait_for_selector("#idle", state="hidden")
    assert page.evaluate("document.activeElement.id") == "id_last_name"
    assert page.request.get(page.url.replace("/about-you/", "/session/status")).json()["seconds"] > 1700


def test_what_is_left_is_said_politely_and_not_every_second(open_page, ana):
    page = open_page("/es/about-you/", who=ana, language="es")
    last(ana, 62)
    wake(page)
    page.wait_for_selector("#idle:not([hidden])")
    said = page.evaluate(
        """() => new Promise(done => { const heard = []; const say = document.getElementById('idle-say');
        new MutationObserver(() => heard.push(say.textContent)).observe(say, {childList: true, characterData: true});
        setTimeout(() => done(heard), 4500); })"""
    )
    assert said == ["Cerramos su sesión en 1 minuto."]


def test_a_second_tab_that_is_used_closes_the_question_in_the_first(open_page, ana):
    first = open_page("/parts/", who=ana)
    last(ana, 100)
    wake(first)
    first.wait_for_selector("#idle:not([hidden])")
    second = first.context.new_page()
    second.goto(first.url)
    first.wait_for_selector("#idle", state="hidden")


def test_at_the_end_the_front_page_says_what_happened(open_page, ana, address):
    page = open_page("/parts/", who=ana)
    last(ana, 3)
    wake(page)
    page.wait_for_selector("#idle:not([hidden])")
    page.wait_for_url(address + "/", timeout=15_000)
    assert "We signed you out" in page.inner_text("main")
