"""Tells our own pages from other addresses: the only places where we send a browser on."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

NEVER = frozenset(
    {"sign_in", "sign_out", "signed_out", "second_factor", "session_status", "session_extend", "language"}
)

WHILE_ENROLLING = frozenset(
    {
        "app",
        "passkey_add",
        "passkey_options",
        "passkey",
        "passkey_remove",
        "recovery_code",
        "confirm",
        "sign_out",
        "signed_out",
        "session_status",
        "session_extend",
        "language",
        "second_factor",
        "sign_in",
        "security",
    }
)


def is_sign_out(request: HttpRequest) -> bool:
    """Whether the request asks to sign out: then a session that ended meanwhile is no loss."""
    try:
        return resolve(request.path_info).url_name == "sign_out"
    except Resolver404:
        return False


def own_page(address: str | None) -> str:
    """The path and query when it is one of our pages that a person can open, otherwise empty (ASVS 3.7.2)."""
    if (
        not address
        or not address.startswith("/")
        or not url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    ):
        return ""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return "" if found.url_name in NEVER else address


def came_from(request: HttpRequest) -> str:
    """The page of ours that holds the form just sent, by its Referer; empty when it does not say."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host():
        return ""
    return own_page(parts.path + (f"?{parts.query}" if parts.query else ""))


def front() -> str:
    """The front page, in the language of this request."""
    return reverse("home:home")
