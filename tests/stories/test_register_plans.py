"""What a plan may set about registering: security questions, and a code to the contact on record."""

from dataclasses import replace

import pytest
from django.test import Client

from amparo.accounts import activation
from amparo.accounts.models import MemberLink
from amparo.coverage.models import Member
from amparo.demo import cast
from amparo.kernel import clock
from amparo.plan import profile
from tests.stories import walk
from tests.stories.walk import Walker

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules(monkeypatch):
    """Sets rules of the plan for this test."""

    def ruled(**changed):
        plan = profile.current()
        changed_plan = replace(plan, rules=replace(plan.rules, **changed))
        monkeypatch.setattr(profile, "current", lambda: changed_plan)

    return ruled


@pytest.fixture
def walker(client, members):
    return Walker(client)


def account(walker, person, email):
    name = f"{person.key}.{person.household.subscriber_no[:4]}"
    data = {"username": name, "email": email, "phone": "", "password": walk.PASSWORD, "terms": "on"}
    return walker.post("account", data)


def test_without_security_questions_nobody_is_asked_any(walker, rules):
    rules(security_questions="off")
    assert walker.identify(cast.ROSA).url == "/register/account/"
    assert walker.get("questions").url == "/register/account/"
    page = walker.get("account").content.decode()
    assert "Step 3 of 4" in page and "/register/questions/" not in page
    account(walker, cast.ROSA, cast.ROSA.email)
    assert walker.post("code", {"code": walk.code_for(cast.ROSA.email)}).url == "/profile/"


@pytest.fixture
def proving(walker, rules):
    """Rosa has been found at a plan that asks for proof of the contact on record."""
    rules(contact_proof="required")
    assert walker.identify(cast.ROSA).url == "/register/contact/"
    return walker


def test_the_contact_on_record_is_shown_only_a_little_and_nothing_is_sent_by_looking(proving):
    page = proving.get("contact").content.decode()
    assert cast.ROSA.email not in page and "r•••@e•••.com" in page and "Step 3 of 6" in page
    assert walk.letters(cast.ROSA.email) == []


def test_with_the_code_from_the_contact_on_record_any_address_may_be_used(proving):
    for step in ("questions", "account"):
        assert proving.get(step).url == "/register/contact/"
    proving.post("contact/send")
    code = walk.code_for(cast.ROSA.email)
    assert proving.post("contact", {"code": code}).url == "/register/questions/"
    proving.post("questions", walk.ANSWERS)
    account(proving, cast.ROSA, "new@mail.example")
    assert proving.post("code", {"code": walk.code_for("new@mail.example")}).status_code == 302
    assert MemberLink.objects.get().contact_proof == "email"


def test_five_wrong_codes_end_the_code_and_another_can_be_sent(proving):
    proving.post("contact/send")
    first = walk.code_for(cast.ROSA.email)
    for n in range(5):
        assert proving.post("contact", {"code": f"0000000{n}"}).status_code == 422
    assert proving.post("contact", {"code": first}).status_code == 422
    proving.post("contact/send")
    assert proving.post("contact", {"code": walk.code_for(cast.ROSA.email)}).status_code == 302


def test_a_member_gets_three_such_codes_an_hour(proving):
    assert [proving.post("contact/send").status_code for _ in range(4)] == [302, 302, 302, 429]


def test_the_code_is_of_no_use_on_another_journey(proving, members):
    proving.post("contact/send")
    code = walk.code_for(cast.ROSA.email)
    other = Walker(Client())
    other.identify(cast.ROSA)
    assert other.post("contact", {"code": code}).status_code == 422


def test_going_back_takes_the_proof_away(proving):
    proving.post("contact/send")
    proving.post("contact", {"code": walk.code_for(cast.ROSA.email)})
    proving.post("method", {"method": "number"})
    assert proving.post("number", {"number": cast.ROSA.member_no}).url == "/register/contact/"


def test_who_has_no_address_on_record_is_sent_to_the_desk_and_goes_on_with_its_code(walker, members, rules):
    rules(contact_proof="required")
    Member.objects.filter(pk=members.rosa.pk).update(email="")
    page = walker.identify(cast.ROSA)
    assert page.status_code == 422 and "(956) 555-0142" in page.content.decode()
    code = activation.issue(member_id=members.rosa.pk, kind="phone", by=None, now=clock.now())
    walker.post("method", {"method": "activation"})
    assert walker.post("activation", {"code": code}).url == "/register/questions/"


def test_a_name_that_fits_only_nearly_needs_somebody_who_can_be_told(walker, members):
    assert walker.identify(cast.ROSA, last_name="Rivera").url == "/register/questions/"
    Member.objects.filter(pk=members.rosa.pk).update(email="")
    assert walker.identify(cast.ROSA, last_name="Rivera").status_code == 422
    assert walker.identify(cast.ROSA).url == "/register/questions/"


def test_four_accounts_may_share_an_address_and_no_more(members, rules):
    rules(accounts_per_address=1)
    Walker(Client()).register(cast.ANA)
    second = Walker(Client())
    second.identify(cast.LUIS)
    page = second.account(cast.LUIS)
    assert page.status_code == 422 and "Too many accounts use this address" in page.content.decode()
