"""What a visitor of the demonstration may try, with every fact to type."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts import roles
from amparo.demo import cast, story
from amparo.demo.cast import Person


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has not registered yet; `ssn` like 123-45-6789, or empty."""

    person: Person
    about: str | Promise
    ssn: str


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in."""

    name: str
    about: str | Promise
    login: story.Login


@dataclass(frozen=True)
class Page:
    """Everything on /demo/."""

    newcomers: list[Newcomer]
    accounts: list[Account]
    others: list[Account]
    staff: list[Account]


def page() -> Page:
    """The cast as the demonstration's first page shows it."""
    newcomers = [
        Newcomer(cast.ROSA, _("Reads Spanish, has a Social Security number."), _dashed(cast.ROSA.ssn)),
        Newcomer(cast.WALTER, _("Has no Social Security number: the desk gives him his member number."), ""),
        Newcomer(cast.ELENA, _("Reads English, has a Social Security number."), _dashed(cast.ELENA.ssn)),
    ]
    return Page(
        newcomers=newcomers,
        accounts=[
            Account("Ana Morales", _("A member in mid-life: a family, six months of history."), story.ANA),
            Account("Francisco Duarte", _("His coverage has ended; he may still look."), story.FRANK),
        ],
        others=[
            Account("Benjamin Carter", _("Registered, but never typed the e-mail code."), story.BEN),
            Account(
                "Carla Mendoza", _("A stranger tried many passwords: she has to set a new one."), story.CARLA
            ),
            Account(
                "Dee Carter",
                _("Somebody else registered in her name; she said so, and it is frozen."),
                story.DEE,
            ),
        ],
        staff=[Account(e.name, roles.ROLES[e.role].name, e.login) for e in story.STAFF],
    )


def what_to_try(address: str) -> str:
    """The same in short for the terminal."""
    rosa, walter, elena = cast.ROSA, cast.WALTER, cast.ELENA
    lines = [
        "",
        f"Valle Health Plan, a demonstration with invented people:  {address}",
        "",
        "Register (the e-mail can be any; its code comes to the mails page below):",
        *_typed(
            rosa, f"Social Security number {_dashed(rosa.ssn)}", "in Spanish: " + address + "/es/register/"
        ),
        *_typed(walter, f"member number {walter.member_no}", "no SSN; the desk can read the number out"),
        *_typed(
            elena, f"Social Security number {_dashed(elena.ssn)}", "in English: " + address + "/register/"
        ),
        "",
        "Sign in:",
        _login("a member in mid-life", story.ANA),
        _login("one of the plan's people", story.TOM.login),
        "",
        f"Mails sent, with their codes:    {address}/demo/mails/",
        f"Second-factor codes of staff:    {address}/demo/codes/",
        f"Everybody, every fact:           {address}/demo/",
        "",
        "Ctrl-C stops it.",
    ]
    return "\n".join(lines)


def _typed(person: Person, number: str, note: str) -> list[str]:
    born = f"{person.birth_on:%B} {person.birth_on.day}, {person.birth_on.year}"
    return [
        f"  {person.first_name} {person.last_name}, born {born}, ZIP {person.zip5}",
        f"      {number}  ({note})",
    ]


def _login(who: str, login: story.Login) -> str:
    return f"  {who:<25} {login.username:<16} {login.password}"


def _dashed(ssn: str) -> str:
    return f"{ssn[:3]}-{ssn[3:5]}-{ssn[5:]}"
