"""The places of the portal and of the desk, in order; a place is shown once its room is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    """One entry: `short` is its name in the phone's bar; `current` is "", "page" or "true" (a page below it)."""

    key: str
    name: str | Promise
    short: str | Promise
    icon: str
    url: str
    current: str = ""


# key, name, short name, icon, URL name, duty a staff account needs
MEMBER = [
    ("home", _("Home"), _("Home"), "home", "home:home", ""),
    ("inbox", _("Inbox"), _("Inbox"), "mail", "inbox:list", ""),
    ("cards", pgettext_lazy("place", "ID cards"), _("Cards"), "card", "cards:card", ""),
    ("care", _("Find care"), _("Find care"), "care", "directory:find", ""),
    ("bill", _("Bills"), _("Bills"), "bill", "billing:bill", ""),
    ("wellness", _("Rewards"), _("Rewards"), "gift", "rewards:home", ""),
    ("coverage", _("My coverage"), _("Coverage"), "shield", "home:coverage", ""),
    ("profile", _("Profile and family"), _("Profile"), "person", "home:profile", ""),
    ("help", _("Help"), _("Help"), "help", "home:help", ""),
]
DESK = [
    ("find", _("Find a caller"), _("Callers"), "search", "desk:find", "find_caller"),
    ("frozen", _("Frozen accounts"), _("Frozen"), "lock", "desk:frozen", "unlock"),
    ("imports", _("Imports"), _("Imports"), "file", "desk:imports", "see_imports"),
    ("jobs", _("Jobs"), _("Jobs"), "clock", "desk:jobs", "see_jobs"),
    ("people", _("Staff"), _("Staff"), "people", "desk:staff", "invite_staff"),
]
IN_HEADER, IN_BAR = 6, 4


def places(path: str) -> list[Place]:
    """The member's places that are built, the current one marked."""
    return _marked(_built("member", get_language() or "en"), path)


def desk_places(path: str, person: Any) -> list[Place]:
    """The desk's places that are built and that this person's role opens."""
    allowed = {row[0] for row in DESK if person.may(row[5])}
    return _marked([p for p in _built("desk", get_language() or "en") if p.key in allowed], path)


@lru_cache(maxsize=8)
def _built(menu: str, language: str) -> tuple[Place, ...]:
    found = []
    for key, name, short, icon, url_name, _duty in MEMBER if menu == "member" else DESK:
        try:
            found.append(Place(key, name, short, icon, reverse(url_name)))
        except NoReverseMatch:
            continue
    return tuple(found)


def _marked(built: Sequence[Place], path: str) -> list[Place]:
    home = reverse("home:home")
    inside = [p for p in built if path == p.url or (p.url != home and path.startswith(p.url))]
    here = max((p.url for p in inside), key=len, default="")
    now = "page" if path == here else "true"
    return [replace(p, current=now) if p.url == here else p for p in built]
