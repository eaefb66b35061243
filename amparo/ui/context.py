"""What every page knows: the plan, the places, the other language, who is here and how long the session lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import get_language

from amparo.kernel import clock
from amparo.plan import profile
from amparo.ui import brand, menu

OTHER = {"en": ("es", "Español"), "es": ("en", "English")}


@dataclass(frozen=True)
class Language:
    """The page's language, and the switch to the other: its code, its own name, and this page's twin."""

    code: str
    other: str
    other_name: str
    twin: str


@dataclass(frozen=True)
class Session:
    """How long a signed-in person's session lasts if nothing happens."""

    seconds: int
    limit: int
    until: datetime


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor of every page."""
    person: Any = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    places = _places(request, person) if signed_in else []
    return {
        **frame(request.get_full_path()),
        "places": places,
        "header_places": [p for p in places if p.key != "help"][: menu.IN_HEADER],
        "bar_places": places[: menu.IN_BAR],
        "signed_in": signed_in,
        "who": getattr(person, "display_name", "") if signed_in else "",
        "session_time": _session(request) if signed_in else None,
    }


def frame(path: str) -> dict[str, Any]:
    """The part that needs no request, so that a page can be shown when everything else is gone."""
    return {
        "plan": profile.current(),
        "language": language_of(path),
        "brand_url": brand.url(),
        "logo": brand.logo(),
        "built": built(),
        "demo": settings.CONFIG.demo,
    }


def language_of(path: str) -> Language:
    """The languages of a page by its path."""
    code = "es" if path == "/es" or path.startswith("/es/") else "en"
    if (get_language() or code)[:2] in OTHER:
        code = (get_language() or code)[:2]
    other, name = OTHER[code]
    return Language(code, other, name, twin(path, other))


def twin(path: str, language: str) -> str:
    """The same page in a language: English at the root, Spanish under /es/."""
    bare = path.removeprefix("/es") if path == "/es" or path.startswith("/es/") else path
    return f"/es{bare}" if language == "es" else bare or "/"


def built() -> dict[str, str]:
    """Addresses that the frame links to, of the pages that are there."""
    return _built(get_language() or "en", get_urlconf() or "")


@lru_cache(maxsize=8)
def _built(language: str, urlconf: str) -> dict[str, str]:
    names = {
        "home": "home:home", "help": "home:help", "more": "home:more", "privacy": "home:privacy",
        "profile": "home:profile", "security": "accounts:security", "accessibility": "home:accessibility",
        "language": "language", "sign_in": "accounts:sign_in", "sign_out": "accounts:sign_out",
        "session_status": "accounts:session_status", "session_extend": "accounts:session_extend",
        "demo": "demo:start",
    }  # fmt: skip
    return {key: address for key, name in names.items() if (address := _address(name))}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _places(request: HttpRequest, person: Any) -> list[menu.Place]:
    if person.is_staff:
        return menu.desk_places(request.path, person)
    return menu.places(request.path)


def _session(request: HttpRequest) -> Session | None:
    seconds, limit = getattr(request, "session_seconds_left", None), getattr(request, "session_limit", None)
    if seconds is None or limit is None:
        return None
    return Session(int(seconds), int(limit), clock.now() + timedelta(seconds=int(seconds)))
