"""DESK-1 and DESK-3: the plan's people come in with two factors, find and verify a caller, and help, all of it recorded."""

import re

import pytest
from django.test import Client

from amparo.accounts import roles, staff
from amparo.accounts.models import User
from amparo.demo import cast
from amparo.kernel import clock
from amparo.kernel.audit import read as trail
from tests.stories import walk
from tests.stories.people import PASSWORD, colleague, path_of
from tests.stories.walk import Walker

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(members):
    return colleague("member_services")


def said(person, **other):
    return {
        "birth": f"{person.birth_on:%m/%d/%Y}",
        "zip5": person.zip5,
        "street": person.household.street,
    } | other


def verify(client, member, person):
    return client.post(f"/desk/member/{member.uuid}/script/", said(person))


def test_an_invitation_works_once_and_leads_to_the_second_factor_before_anything_else(members):
    link = path_of(staff.invite(email="new@valle.example", role="member_services", by=None, now=clock.now()))
    client = Client()
    answer = client.post(link, {"name": "Tom Keller", "username": "tom.keller", "password": PASSWORD})
    assert answer.url == "/profile/security/app/"
    assert client.get("/desk/").status_code in {302, 403}
    assert Client().get(link).status_code == 404


def test_a_caller_without_ssn_is_found_verified_and_read_the_member_number(tom, members):
    client, _ = tom
    page = client.post("/desk/", {"text": "brooks 12/01/1959"}).content.decode()
    assert "Walter Brooks" in page and cast.WALTER.member_no not in page
    before = client.get(f"/desk/member/{members.walter.uuid}/").content.decode()
    assert cast.WALTER.household.street not in before and cast.WALTER.member_no not in before
    assert verify(client, members.walter, cast.WALTER).status_code == 302
    client.post(f"/desk/member/{members.walter.uuid}/number/")
    assert cast.WALTER.member_no in client.get(f"/desk/member/{members.walter.uuid}/").content.decode()
    again = client.get(f"/desk/member/{members.walter.uuid}/").content.decode()
    assert cast.WALTER.member_no not in again


def test_wrong_facts_do_not_verify_and_the_page_does_not_say_which(tom, members):
    client, _ = tom
    answer = client.post(
        f"/desk/member/{members.walter.uuid}/script/", said(cast.WALTER, zip5="78501", street="x")
    )
    text = answer.content.decode()
    assert answer.status_code == 200 and "1 right, 2 wrong" in text
    assert cast.WALTER.household.street not in text and cast.WALTER.zip5 not in text


def test_the_script_is_limited(tom, members):
    client, _ = tom
    for _n in range(6):
        client.post(f"/desk/member/{members.walter.uuid}/script/", said(cast.WALTER, birth="01/01/1950"))
    answer = verify(client, members.walter, cast.WALTER)
    assert answer.status_code == 422 and "too many tries" in answer.content.decode()


def test_nothing_is_done_for_a_caller_who_is_not_verified(tom, members):
    client, _ = tom
    uuid = members.walter.uuid
    client.post(f"/desk/member/{uuid}/number/")
    client.post(f"/desk/member/{uuid}/code/", {"kind": "phone"})
    text = client.get(f"/desk/member/{uuid}/").content.decode()
    assert cast.WALTER.member_no not in text and "Activation code" not in text


def test_an_activation_code_read_out_at_the_desk_lets_the_caller_register(tom, members):
    client, _ = tom
    verify(client, members.walter, cast.WALTER)
    client.post(f"/desk/member/{members.walter.uuid}/code/", {"kind": "phone"})
    page = client.get(f"/desk/member/{members.walter.uuid}/").content.decode()
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page).group(0)
    assert code not in client.get(f"/desk/member/{members.walter.uuid}/").content.decode()
    answer = Walker(Client()).register(cast.WALTER, method="activation", value=code)
    assert answer.status_code == 302 and answer.url == "/profile/"


def test_a_reference_tells_the_desk_why_in_plain_words_and_the_caller_nothing(tom, members):
    client, _ = tom
    page = Walker(Client()).identify(cast.WALTER, method="number", zip5="78501").content.decode()
    reference = re.search(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}", page).group(0)
    text = client.post("/desk/", {"text": reference.lower()}).content.decode()
    assert "Everything fits but the ZIP code" in text and "ZIP code differs" not in page


def test_too_many_tries_are_freed_for_a_verified_caller(tom, members):
    client, _ = tom
    for n in range(5):
        Walker(Client()).identify(cast.ROSA, value=f"45562039{n}")
    assert Walker(Client()).identify(cast.ROSA).status_code == 429
    verify(client, members.rosa, cast.ROSA)
    client.post(f"/desk/member/{members.rosa.uuid}/help/free/")
    assert Walker(Client()).identify(cast.ROSA).status_code != 429


def frozen(members):
    walker = Walker(Client())
    walker.register(cast.ROSA, email="new@mail.example")
    link = next(w for w in walk.letters(cast.ROSA.email)[0].body.split() if "/not-me/" in w)
    Client().post(path_of(link))
    return User.objects.get(email="new@mail.example")


def test_a_frozen_account_is_given_back_by_two_people_never_by_one(tom, members):
    client, _ = tom
    irene, _ = colleague("supervisor", name="Irene Castillo")
    user = frozen(members)
    uuid = members.rosa.uuid
    verify(irene, members.rosa, cast.ROSA)
    irene.post(f"/desk/member/{uuid}/help/ask/")
    irene.post(f"/desk/member/{uuid}/release/")
    user.refresh_from_db()
    assert user.state == "frozen"
    verify(client, members.rosa, cast.ROSA)
    client.post(f"/desk/member/{uuid}/help/ask/")
    irene.post(f"/desk/member/{uuid}/release/")
    user.refresh_from_db()
    assert user.state == "active" and not user.has_usable_password()


def test_a_stolen_account_is_closed_and_the_member_may_register(tom, members):
    client, _ = tom
    user = frozen(members)
    verify(client, members.rosa, cast.ROSA)
    client.post(f"/desk/member/{members.rosa.uuid}/help/stolen/")
    user.refresh_from_db()
    assert user.state == "closed"
    assert Walker(Client()).identify(cast.ROSA).status_code == 302


def test_every_look_is_recorded_with_who_and_whose(tom, members):
    client, user = tom
    client.get(f"/desk/member/{members.ana.uuid}/")
    verify(client, members.ana, cast.ANA)
    client.post(f"/desk/member/{members.ana.uuid}/number/")
    seen = [(entry.event, entry.actor) for entry in trail.about(subjects=[members.ana.uuid])]
    for event in ("desk.member_viewed", "desk.verified", "desk.number_given"):
        assert (event, user.pk) in seen


PAGES = {
    "/desk/": "find_caller",
    "/desk/mine/": "find_caller",
    "/desk/imports/": "see_imports",
    "/desk/jobs/": "see_jobs",
    "/desk/staff/": "invite_staff",
    "/desk/member/{uuid}/": "find_caller",
    "/desk/member/{uuid}/script/": "verify_caller",
    "/desk/member/{uuid}/code/": "issue_code",
    "/desk/member/{uuid}/number/": "give_number",
    "/desk/member/{uuid}/help/free/": "unlock",
    "/desk/member/{uuid}/release/": "release_frozen",
}


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_a_role_opens_its_own_pages_and_no_others(members, role):
    client, _ = colleague(role)
    for page, duty in PAGES.items():
        status = client.get(page.format(uuid=members.ana.uuid)).status_code
        if duty in roles.duties(role):
            assert status in {200, 302}, (page, status)
        else:
            assert status == 403, (page, status)


def test_a_member_gets_nothing_from_the_desk(client, members):
    Walker(client).register(cast.ROSA)
    for page in PAGES:
        answer = client.get(page.format(uuid=members.ana.uuid))
        assert answer.status_code == 302 and answer.url == "/"


def test_a_stranger_is_sent_to_sign_in(client, members):
    for page in PAGES:
        answer = client.get(page.format(uuid=members.ana.uuid))
        assert answer.status_code == 302 and answer.url.startswith("/sign-in/")


def test_a_closed_colleague_is_out_at_once(tom, members):
    client, user = tom
    assert client.get("/desk/").status_code == 200
    staff.end(email=user.email, by=None, now=clock.now())
    assert client.get("/desk/").status_code != 200
