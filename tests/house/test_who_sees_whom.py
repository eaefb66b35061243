"""A dependant sees nothing of the subscriber, on any address (PROF-5): walked over every URL that names a member."""

import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from amparo.demo import cast
from tests.house.test_gates import doors
from tests.stories.walk import Walker

pytestmark = pytest.mark.django_db


def named(uuid):
    """Every address of the site that takes a uuid, with this one in it."""
    found = []
    for path, _door in doors():
        if "<uuid:" in path:
            plain = re.sub(r"<uuid:\w+>", str(uuid), path)
            plain = re.sub(r"<slug:\w+>", "free", plain)
            found.append("/" + plain)
    assert found
    return found


def page_names():
    return [
        door.name
        for path, door in doors()
        if "<" not in path and door.callback.gate in {"member", "signed_in"}
    ]


@pytest.mark.parametrize(
    ("reader", "others"),
    [
        (cast.DEE, ["ben"]),
        (cast.MATEO, ["ana", "luis", "sofia"]),
        (cast.LUIS, ["ana", "mateo"]),
        (cast.ANA, ["luis", "mateo", "carla"]),
    ],
    ids=["a wife her husband", "a grown son his parents", "a husband his wife", "a subscriber grown people"],
)
def test_nobody_sees_a_grown_person_on_any_address(members, reader, others):
    client = Client()
    Walker(client).register(reader)
    for key in others:
        uuid = getattr(members, key).uuid
        for address in named(uuid):
            for language in ("", "/es"):
                status = client.get(language + address).status_code
                assert status in {302, 403, 404, 405}, (address, status)


@pytest.mark.parametrize(
    ("reader", "other"), [(cast.DEE, cast.BEN), (cast.MATEO, cast.ANA), (cast.OMAR, cast.NOEMI)]
)
def test_no_page_of_ones_own_names_the_other(members, reader, other):
    if reader is cast.OMAR:
        reader, other = cast.GABRIEL, cast.NOEMI  # a parent, and the child whom the file restricts
    client = Client()
    Walker(client).register(reader)
    pages = 0
    for path, door in doors():
        if "<" in path or door.callback.gate not in {"member", "signed_in", "public"}:
            continue
        text = client.get("/" + path, follow=True).content.decode()
        pages += 1
        assert other.member_no not in text and other.birth_on.isoformat() not in text
        assert f"{other.first_name} " not in text and f"{other.first_name}<" not in text, path
    assert pages > 10


def test_a_parent_sees_a_minor_child_and_only_that(members):
    client = Client()
    Walker(client).register(cast.ANA)
    try:
        address = reverse("home:family_member", args=[members.sofia.uuid])
    except NoReverseMatch:
        pytest.fail("the page of a family member is gone")
    assert client.get(address).status_code == 200
    assert client.get(reverse("home:family_member", args=[members.mateo.uuid])).status_code == 404


def test_a_visitor_is_sent_to_sign_in_from_every_member_page(client, members):
    for path, door in doors():
        if "<" not in path and door.callback.gate in {"member", "signed_in"}:
            answer = client.get("/" + path)
            assert answer.status_code in {302, 401, 405}, path
            if answer.status_code == 302:
                assert "/sign-in/" in answer.url, path
