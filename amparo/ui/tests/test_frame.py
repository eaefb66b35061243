"""What stands around every page: places, the way out, whom to call, how long the session lasts."""

import pytest
from django.test import override_settings

from amparo.plan import profile
from amparo.ui import menu
from amparo.ui.tests.reading import page

PAGES = ["/parts/", "/es/parts/", "/about-you/", "/nope/", "/es/nope/", "/help/"]


@pytest.mark.parametrize("path", PAGES)
def test_both_telephones_their_hours_and_tty_are_on_every_page(stranger, path):
    html, plan = stranger.get(path).content.decode(), profile.current()
    for phone in (plan.member_services, plan.technical_support):
        assert f'href="tel:{phone.link}"' in html
        assert (phone.hours.es if path.startswith("/es") else phone.hours.en) in html
    assert html.count("TTY 711") >= 2


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_main_one_h1_a_title_a_skip_link_and_its_language(stranger, path):
    tree = page(stranger.get(path))
    assert tree.one("html").attrs["lang"] == ("es" if path.startswith("/es") else "en")
    assert tree.one("main").attrs["id"] == "main"
    assert len(tree.all("h1")) == 1
    assert tree.one("title").text.endswith("· Valle Health Plan")
    assert tree.one("a", class_="usa-skipnav").attrs["href"] == "#main"
    assert len(tree.all(class_="am-language")) == 1
    assert len(tree.ids) == len(set(tree.ids))


def test_every_link_of_the_frame_leads_somewhere(ana):
    seen = {
        n.attrs["href"] for n in page(ana.get("/parts/")).all("a") if (n.attrs["href"] or "").startswith("/")
    }
    assert "/help/" in seen
    for address in seen:
        assert ana.get(address).status_code in {200, 302}, address


def test_only_rooms_that_are_built_are_places(ana):
    tree = page(ana.get("/parts/"))
    shown = [
        n.text for nav in ("am-nav", "am-tabbar") for n in tree.one("nav", class_=nav).inside if n.tag == "a"
    ]
    assert shown[:3] == ["Home", "My coverage", "Profile and family"]
    assert "Inbox" not in shown
    assert {p.key for p in menu.places("/")} == {"home", "coverage", "profile", "help"}


def test_the_place_one_is_in_is_marked_and_so_is_the_place_above():
    assert [(p.key, p.current) for p in menu.places("/profile/") if p.current] == [("profile", "page")]
    assert [(p.key, p.current) for p in menu.places("/profile/security/") if p.current] == [
        ("profile", "true")
    ]
    assert [(p.key, p.current) for p in menu.places("/") if p.current] == [("home", "page")]
    assert not [p for p in menu.places("/elsewhere/") if p.current]


@pytest.mark.parametrize("path", ["/parts/", "/es/about-you/", "/help/"])
def test_a_signed_in_person_can_sign_out_of_every_page_without_scripts(ana, path):
    tree = page(ana.get(path))
    forms = [n for n in tree.all("form") if (n.attrs.get("action") or "").endswith("/sign-out/")]
    assert forms
    assert all(n.attrs["method"] == "post" for n in forms)
    assert tree.one("details", class_="am-me").text.startswith("AG")


def test_a_stranger_sees_no_places_and_no_way_out(stranger):
    html = stranger.get("/parts/").content.decode()
    for mark in ("am-nav", "am-tabbar", "am-me", "sign-out", "data-seconds", 'id="idle"'):
        assert mark not in html


def test_the_page_knows_how_long_the_session_lasts_and_says_it_where_scripts_do_not_run(ana):
    tree = page(ana.get("/parts/"))
    body = tree.one("body").attrs
    assert 0 < int(body["data-seconds"]) <= int(body["data-limit"]) == 30 * 60
    assert body["data-status"] == "/session/status"
    assert body["data-extend"] == "/session/extend"
    assert tree.one("noscript").text.startswith("Your session ends at")
    dialog = tree.one(role="alertdialog")
    assert {dialog.attrs["aria-labelledby"], dialog.attrs["aria-describedby"]} <= set(tree.ids)
    assert "hidden" in tree.one(id="idle").attrs


def test_the_desk_says_at_once_that_it_is_the_staff_side(tom):
    tree = page(tom.get("/desk-parts/"))
    assert tree.one("body").attrs["class"] == "am-desk"
    assert "Staff desk" in tree.one("header").text
    assert [n.text for n in tree.one("nav").inside if n.tag == "a"][:1] == ["Find a caller"]
    assert "Profile and family" not in tree.one("details").text


def test_what_just_happened_is_said_once(stranger):
    from amparo.ui.tests.site import GOOD

    assert stranger.post("/about-you/", GOOD)["Location"] == "/parts/"
    assert page(stranger.get("/parts/")).one("div", class_="am-messages").attrs["role"] == "status"
    assert "am-messages" not in stranger.get("/parts/").content.decode()


def test_the_look_asks_the_database_nothing(stranger, django_assert_num_queries):
    with django_assert_num_queries(0):
        stranger.get("/parts/")


@override_settings()
def test_the_steps_are_words(stranger):
    steps = page(stranger.get("/about-you/")).one("div", class_="am-steps")
    assert steps.text == "Step 2 of 5 · About you"
    assert [n.attrs.get("class") for n in steps.inside[0].inside] == ["done", "here", None, None, None]
