"""The test site of the look, and people who sign in to it."""

import copy
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import translation

from amparo.kernel import clock


@pytest.fixture
def site(settings):
    """The product's pages and the pages of tests/site.py."""
    settings.ROOT_URLCONF = "amparo.ui.tests.site"
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [str(Path(__file__).parent / "templates")]
    settings.TEMPLATES = templates


@pytest.fixture
def stranger(site, db):
    return Client(raise_request_exception=False)


def _signed_in(**facts):
    person = get_user_model().objects.create(
        state="active", created_at=clock.now(), email="a@mail.example", **facts
    )
    client = Client(raise_request_exception=False)
    client.force_login(person)
    session = client.session
    session["second_factor"] = True
    session.save()
    return client


@pytest.fixture
def ana(site, db):
    return _signed_in(username="ana.garcia", display_name="Ana García Rivera")


@pytest.fixture
def tom(site, db):
    return _signed_in(
        username="tom.keller", display_name="Tom Keller", is_staff=True, staff_role="member_services"
    )


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind in the test's thread; every test starts in English."""
    with translation.override("en"):
        yield
