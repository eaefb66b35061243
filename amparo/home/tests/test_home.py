"""Home greets, tells the next thing, and shows each member their own family and nobody else's."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from amparo.home import read

pytestmark = pytest.mark.django_db
PAGES = ("/", "/profile/", "/coverage/")


def text(browser, path="/"):
    response = browser.get(path)
    assert response.status_code == 200, response
    return response.content.decode()


def test_home_greets_by_name_and_says_that_nothing_waits(signed_in, members):
    page = text(signed_in(members.ana))
    assert any(f"Good {part}, Ana" in page for part in ("morning", "afternoon", "evening"))
    assert "Nothing waits for you" in page


def test_home_speaks_spanish(signed_in, members):
    page = text(signed_in(members.ana, language="es"), "/es/")
    assert any(f"{greeting}, Ana" in page for greeting in ("Buenos días", "Buenas tardes", "Buenas noches"))
    assert "No tiene nada pendiente" in page


def test_a_new_account_is_offered_a_second_lock(signed_in, members):
    page = text(signed_in(members.ana, days=1))
    assert "Add a second lock" in page
    assert page.partition("<main")[2].partition("</main>")[0].count('class="usa-button"') == 1


def test_the_subscriber_sees_her_minor_child_and_no_adult(signed_in, members):
    browser = signed_in(members.ana)
    for path in PAGES:
        page = text(browser, path)
        assert "Sofia" in page
        assert "Luis" not in page
        assert "Mateo" not in page
    page = text(browser, f"/profile/family/{members.sofia.uuid}/")
    assert "Sofia Morales" in page
    assert members.sofia.member_no in page


@pytest.mark.parametrize("who", ["luis", "mateo"])
def test_a_dependant_cannot_see_the_subscriber_nor_her_child(signed_in, members, who):
    browser = signed_in(getattr(members, who))
    for path in PAGES:
        page = text(browser, path)
        assert "Sofia" not in page
        assert "Ana" not in page.replace("Analy", "")
        assert members.ana.member_no not in page
    for other in ("ana", "sofia", "luis", "mateo"):
        if other != who:
            assert browser.get(f"/profile/family/{getattr(members, other).uuid}/").status_code == 404


def test_carla_sees_nothing_of_anas_family(signed_in, members):
    browser = signed_in(members.carla)
    for path in PAGES:
        assert "Morales" not in text(browser, path)
    for other in (members.ana, members.sofia):
        assert browser.get(f"/profile/family/{other.uuid}/").status_code == 404


def test_a_restricted_child_is_hidden_from_the_subscriber_and_the_other_child_is_not(signed_in, members):
    browser = signed_in(members.gabriel)
    page = text(browser, "/profile/")
    assert "Omar" in page
    assert "Noemi" not in page
    assert "Pilar" not in page
    assert browser.get(f"/profile/family/{members.noemi.uuid}/").status_code == 404


def test_ones_own_address_in_the_family_leads_to_the_profile(signed_in, members):
    response = signed_in(members.ana).get(f"/profile/family/{members.ana.uuid}/")
    assert response["Location"] == "/profile/"


def test_a_child_of_age_is_no_longer_shown(account, members):
    ana = account(members.ana)
    before = read.profile(user=ana, now=datetime(2033, 9, 30, 4, 59, tzinfo=UTC))
    after = read.profile(user=ana, now=datetime(2033, 9, 30, 5, 1, tzinfo=UTC))
    assert [child.name.first for child in before.children] == ["Sofia"]
    assert after.children == ()
    assert (
        read.family_member(user=ana, uuid=members.sofia.uuid, now=datetime(2033, 10, 1, tzinfo=UTC)) is None
    )


def test_the_profile_shows_the_enrolment_and_the_account_with_ways_to_change_it(signed_in, members):
    page = text(signed_in(members.ana, phone="+19565550111"), "/profile/")
    for said in (
        "Ana Lucia Morales",
        members.ana.member_no,
        "1204 Jacaranda",
        "TX 78501",
        "March 12, 1984",
    ):
        assert said in page
    assert "(956) 555-0111" in page
    for link in (
        "/profile/email/",
        "/profile/phone/",
        "/profile/language/",
        "/profile/notices/",
        "/profile/activity/",
    ):
        assert f'href="{link}"' in page
    assert "459371826" not in page
    assert "1826" not in page


def test_an_account_without_a_member_is_told_so_and_shows_nothing(account, members, client):
    from amparo.accounts import links
    from amparo.kernel import clock

    user = account(members.ana)
    links.end(user=user, reason="test", now=clock.now())
    client.force_login(user)
    for path in PAGES:
        page = text(client, path)
        assert "not connected to a member" in page
        assert "Jacaranda" not in page


@pytest.mark.parametrize("path", ["/profile/", "/coverage/", "/more/", "/es/profile/"])
def test_a_stranger_is_sent_to_sign_in_and_back(path):
    response = Client().get(path)
    assert response.status_code == 302
    assert response["Location"].endswith(f"/sign-in/?next={path}")


def test_home_asks_the_database_eight_times_at_most(signed_in, members, django_assert_max_num_queries):
    browser = signed_in(members.ana)
    text(browser)
    with django_assert_max_num_queries(8):
        text(browser)


def test_a_page_of_ones_own_is_never_stored(signed_in, members):
    for path in PAGES:
        assert (
            "no-store"
            in signed_in(
                members.ana if path == "/" else members.ben if path == PAGES[1] else members.dee
            ).get(path)["Cache-Control"]
        )
