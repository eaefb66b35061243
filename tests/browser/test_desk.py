"""The desk in a real browser: every page and error state, phone and desk, both languages, light and dark, no scripts."""

import os
from pathlib import Path

import pytest
from django.test import Client

from amparo.accounts.models import User
from amparo.demo import cast
from amparo.kernel import clock, jobs, mailer
from amparo.kernel.job_rows import Job
from tests.browser import chromium
from tests.stories import walk
from tests.stories.people import colleague, path_of
from tests.stories.walk import Walker

SHOTS = os.environ.get("SHOTS", "")  # a folder: pictures are put there to be looked at
LOOKS = [
    (chromium.NARROW, "es", "light"),
    (chromium.PHONE, "en", "dark"),
    (chromium.DESK, "en", "light"),
    (chromium.DESK, "es", "dark"),
]


@pytest.fixture
def house(members):
    """A frozen account, a job that was given up, somebody who stopped on the way."""
    Walker(Client()).register(cast.ROSA, email="new@mail.example")
    link = next(w for w in walk.letters(cast.ROSA.email)[0].body.split() if "/not-me/" in w)
    Client().post(path_of(link))
    Walker(Client()).identify(cast.ELENA, value="641830999")
    mailer.send_later(to="x@mail.example", subject="x", text="x", now=clock.now())
    fault = "SMTPServerDisconnected kernel/mailer.py:61"
    Job.objects.filter(done_at=None).update(given_up_at=clock.now(), tries=8, fault=fault)
    assert jobs.given_up() and User.objects.filter(state="frozen").exists()
    return members


class Walk:
    """Looks at one page after another: axe, sideways scroll, a picture when wanted."""

    def __init__(self, page, root, name):
        self.page, self.root, self.name, self.faults = page, root, name, []

    def look(self, what):
        self.faults += [f"{what}: {fault}" for fault in chromium.axe(self.page)]
        self.faults += [f"{what}: {fault}" for fault in chromium.sideways(self.page)]
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"{self.name}-{what}.png", full_page=True)

    def go(self, path, what):
        self.page.goto(f"{self.root}/desk/{path}")
        self.look(what)

    def press(self, selector, what=""):
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        if what:
            self.look(what)


def client_page(browser, live_server, client, view, language, scheme, scripts):
    made = chromium.context(
        browser, view=view, language=language, color_scheme=scheme, java_script_enabled=scripts
    )
    made.add_cookies([{"name": "sid", "value": client.cookies["sid"].value, "url": live_server.url}])
    return made.new_page()


def help_button(what):
    return f'form[action$="/help/{what}/"] button'


@pytest.mark.parametrize(
    ("view", "language", "scheme"), LOOKS, ids=lambda v: str(v) if isinstance(v, str) else ""
)
def test_every_page_of_the_desk_reads_well_everywhere(live_server, browser, house, view, language, scheme):
    tom, _ = colleague("supervisor", name="Irene Castillo")
    root = live_server.url + ("/es" if language == "es" else "")
    page = client_page(browser, live_server, tom, view, language, scheme, True)
    walk = Walk(page, root, f"{view['width']}-{language}-{scheme}")
    walk.go("", "find")
    walk.press("#page-form .am-actions button", "find-error")
    page.locator("[name=text]").fill("salinas")
    walk.press("#page-form .am-actions button", "find-list")
    page.locator("[name=text]").fill("R-2222-2222")
    walk.press("#page-form .am-actions button", "find-nobody")
    uuid = house.rosa.uuid
    walk.go(f"member/{uuid}/", "member-unverified")
    walk.press(".usa-button[href]", "script")
    page.locator("[name=birth]").fill("nonsense")
    walk.press("#page-form .am-actions button", "script-error")
    for name, said in (("birth", "08/23/1968"), ("zip5", "78577"), ("street", "1 Wrong St")):
        page.locator(f"[name={name}]").fill(said)
    walk.press("#page-form .am-actions button", "script-not-enough")
    page.locator("[name=phone]").fill("0141")
    walk.press("#page-form .am-actions button", "member-verified")
    walk.press('form[action$="/number/"] button', "member-number")
    walk.press(help_button("ask"), "member-asked")
    walk.go("frozen/", "frozen")
    walk.go(f"member/{house.pilar.uuid}/", "member-restricted")
    walk.go(f"member/{house.hector.uuid}/", "member-died")
    walk.go("mine/", "mine")
    walk.go("imports/", "imports")
    walk.press("table a", "import-file")
    assert walk.faults == []
    admin, _ = colleague("administrator", name="Sam Ortega")
    page = client_page(browser, live_server, admin, view, language, scheme, True)
    walk = Walk(page, root, walk.name)
    walk.go("jobs/", "jobs")
    walk.go("staff/", "staff")
    walk.press("#page-form .am-actions button", "staff-error")
    page.locator("[name=email]").fill("new@valle.example")
    walk.press("#page-form .am-actions button", "staff-link")
    assert walk.faults == []


def test_a_caller_is_helped_without_scripts_and_by_keyboard(live_server, browser, members):
    client, _ = colleague("member_services")
    page = client_page(browser, live_server, client, chromium.PHONE, "en", "light", False)
    page.goto(live_server.url + "/desk/")
    page.locator("[name=text]").fill("walter brooks")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Walter Brooks").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Open the script").focus()
    page.keyboard.press("Enter")
    page.locator("[name=birth]").focus()
    for said in ("12/01/1959", cast.WALTER.zip5, cast.WALTER.household.street):
        page.keyboard.type(said)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Issue an activation code").focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert page.locator(".am-once").inner_text().count("-") == 2
