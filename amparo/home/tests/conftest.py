"""Accounts bound to members of the cast, and a browser signed in as one of them."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from amparo.accounts import links
from amparo.kernel import clock


@pytest.fixture
def account(db):
    """account(members.ana) makes an account of long standing and binds it."""

    def make(member, *, days=200, language="en", **more):
        then = clock.now() - timedelta(days=days)
        name = f"{member.first_name or member.last_name}.{member.pk}".lower()
        user = get_user_model().objects.create(
            **{
                "username": name,
                "email": f"{member.pk}@mail.example",
                "state": "active",
                "language": language,
            }
            | {"created_at": then, "display_name": f"{member.first_name} {member.last_name}".strip()}
            | more
        )
        links.propose(user=user, member_id=member.pk, proved_by="ssn", now=then)
        links.bind(user=user, contact_proof="email", now=then)
        return user

    return make


@pytest.fixture
def signed_in(account):
    """signed_in(members.ana) is a browser in which she has signed in."""

    def enter(member, **more):
        browser = Client()
        browser.force_login(account(member, **more))
        return browser

    return enter
