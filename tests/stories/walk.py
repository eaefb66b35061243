"""Walks a person of the cast through the product over HTTP, one page after another."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client

from amparo.demo import cast
from amparo.kernel import clock, jobs

PASSWORD = "siete nubes sobre el valle"
ANSWERS = {
    "question1": "first_school",
    "answer1": "Escuela Benito",
    "question2": "first_pet",
    "answer2": "Canela",
    "question3": "childhood_street",
    "answer3": "Avenida Hidalgo",
}


def facts(person: cast.Person, **other: Any) -> dict[str, Any]:
    """What the person types on the first page."""
    said = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "birth_month": person.birth_on.month,
        "birth_day": person.birth_on.day,
        "birth_year": person.birth_on.year,
        "zip5": person.zip5,
    }
    return said | other


class Walker:
    """One browser on its way through registration; `es=True` walks the Spanish twin."""

    def __init__(self, client: Client, *, es: bool = False) -> None:
        self.client = client
        self.root = "/es/register/" if es else "/register/"

    def get(self, step: str = "") -> Any:
        return self.client.get(f"{self.root}{step + '/' if step else ''}")

    def post(self, step: str = "", data: dict[str, Any] | None = None) -> Any:
        return self.client.post(f"{self.root}{step + '/' if step else ''}", data or {})

    def to_method(self, person: cast.Person, **other: Any) -> Any:
        self.post()
        return self.post("person", facts(person, **other))

    def to_number(self, person: cast.Person, method: str, **other: Any) -> Any:
        self.to_method(person, **other)
        return self.post("method", {"method": method})

    def identify(self, person: cast.Person, *, method: str = "ssn", value: str = "", **other: Any) -> Any:
        """Up to the answer about the number."""
        self.to_number(person, method, **other)
        given = value or (person.ssn if method == "ssn" else person.member_no)
        return self.post(method, {"code" if method == "activation" else method: given})

    def account(self, person: cast.Person, **other: Any) -> Any:
        self.post("questions", ANSWERS)
        name = f"{person.key}.{person.household.subscriber_no[:4]}"
        data = {"username": name, "email": person.email, "phone": "", "password": PASSWORD, "terms": "on"}
        return self.post("account", data | other)

    def register(self, person: cast.Person, *, method: str = "ssn", value: str = "", **other: Any) -> Any:
        """The whole way, to the answer after the e-mail code."""
        self.identify(person, method=method, value=value)
        self.account(person, **other)
        return self.post("code", {"code": code_for(other.get("email", person.email))})


def letters(address: str) -> list[Any]:
    """The mails to an address, oldest first, after everything that waits has been sent."""
    jobs.drain(now=clock.now())
    return [letter for letter in mail.outbox if address in letter.to]


def code_for(address: str) -> str:
    """The newest eight-digit code that went to the address."""
    for letter in reversed(letters(address)):
        if found := re.search(r"^\s+(\d{4}-\d{4})\s*$", letter.body, re.MULTILINE):
            return found.group(1)
    raise AssertionError("no code went there")
