"""The plan's people for the tests: joined by invitation, with a real second factor."""

from __future__ import annotations

import re

from django.test import Client

from amparo.accounts import second_factor, staff
from amparo.accounts.models import User
from amparo.kernel import clock

PASSWORD = "grullas sobre el canal gris"


def path_of(link: str) -> str:
    """The path of an address as a mail or a command prints it."""
    return link.split("localhost:8000", 1)[1]


def colleague(role: str, *, name: str = "Tom Keller") -> tuple[Client, User]:
    """Somebody of the plan, joined through the pages and signed in with password and app."""
    client = Client()
    email = f"{role}@valle.example"
    link = staff.invite(email=email, role=role, by=None, now=clock.now())
    username = f"{role.replace('_', '.')[:20]}.desk"
    client.post(path_of(link), {"name": name, "username": username, "password": PASSWORD})
    page = client.get("/profile/security/app/").content.decode()
    secret = re.search(r"\b((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})\b", page).group(1).replace(" ", "")
    client.post("/profile/security/app/", {"code": second_factor.code_at(secret, now=clock.now())})
    client.get("/profile/security/recovery-code/")  # shown once, and the note that the app is set
    return client, User.objects.get(username=username)
