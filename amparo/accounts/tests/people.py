"""Accounts for tests of signing in: Ana, Ben, Carla with a password that our rules take."""

import re

from django.test import Client

from amparo.accounts.models import MemberLink, User
from amparo.kernel import clock

PASSWORD = "rueda lampara nube 44"
OTHER_PASSWORD = "tambor zanja 91 verde"


def account(username="ana.rivera", *, member=None, password=PASSWORD, **fields):
    """An active account with a proved address; bound to `member` if given."""
    now = clock.now()
    fields = {
        "email": f"{username}@example.com",
        "email_proved_at": now,
        "state": User.State.ACTIVE,
        **fields,
    }
    user = User(username=username, created_at=now, password_changed_at=now, **fields)
    user.set_password(password)
    user.save()
    if member is not None:
        MemberLink.objects.create(
            user=user, member_id=member.pk, state="active", proved_by="ssn", created_at=now, proved_at=now
        )
    return user


def staff(username="rosa.ibarra", **fields):
    """One of the plan's people."""
    return account(username, is_staff=True, staff_role="member_services", **fields)


def type_in(client, username="ana.rivera", password=PASSWORD, **more):
    """What happens when somebody fills in the sign-in page."""
    address = more.pop("address", "/sign-in/")
    return client.post(address, {"username": username, "password": password, **more})


def signed_in(user, password=PASSWORD):
    """A browser in which this person has signed in by the page."""
    client = Client()
    answer = type_in(client, user.username, password)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return client


def is_signed_in(client):
    """Whether this browser has a session with an account in it."""
    return client.get("/session/status").json()["seconds"] > 0


def words(answer):
    """The text of a page, without its tags."""
    text = re.sub(
        r"<(script|style|template)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL
    )
    return " ".join(text.split())
