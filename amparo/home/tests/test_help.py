"""The help page reaches people and answers what stops them; its links lead somewhere."""

import pytest
from django.test import Client

from amparo.home.topics import TOPICS
from tests.house.pages import Page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/help/", "/es/help/", "/privacy/", "/es/privacy/", "/accessibility/"])
def test_every_help_page_names_both_phones(path):
    text = Client().get(path).content.decode()
    assert "(956) 555-0142" in text
    assert "(956) 555-0199" in text


def test_every_topic_is_jumped_to_and_back():
    page = Page(Client().get("/help/").content.decode())
    assert page.dead_anchors() == []
    for topic in TOPICS:
        assert f"#{topic.key}" in page.links
        assert topic.key in page.ids
    assert page.links.count("#top") == len(TOPICS)


@pytest.mark.parametrize(
    "case",
    ["no-ssn", "number", "minor", "former", "no-email", "one-name", "shared", "code", "already", "not-found"],
)
def test_every_case_of_registering_has_an_answer(case):
    assert case in Page(Client().get("/help/").content.decode()).ids


def test_only_a_signed_in_reader_finds_the_broker_on_the_help_page(signed_in, members):
    assert "Palma Real Insurance" in signed_in(members.ana).get("/help/").content.decode()
    assert "Palma Real Insurance" not in Client().get("/help/").content.decode()
