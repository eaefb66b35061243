"""Where a request came from: the client's address behind trusted proxies, and its browser in words."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from amparo.kernel.audit.record import Origin

Address = IPv4Address | IPv6Address
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def of(meta: Mapping[str, Any], *, proxies: int) -> Origin:
    """What the audit keeps of a request (its META): the network it came from, and the browser."""
    return Origin(
        address=truncated(address(meta, proxies=proxies)),
        browser=browser_of(str(meta.get("HTTP_USER_AGENT", ""))),
    )


def address(meta: Mapping[str, Any], *, proxies: int) -> str:
    """The client's address, or empty when there is none.

    `proxies` is how many proxies of the operator stand before us, each of which adds one entry to
    X-Forwarded-For: only the entry that the outermost of them wrote is believed. What stands left of it was
    written by the client. With 0, or with fewer entries than proxies, the connection's own address counts.
    """
    entries = [entry for entry in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if entry.strip()]
    if len(entries) >= proxies > 0:
        found = _parsed(entries[-proxies])
    else:
        found = _parsed(str(meta.get("REMOTE_ADDR", "")))
    return str(found) if found else ""


def is_here(meta: Mapping[str, Any], *, proxies: int) -> bool:
    """Whether a program on this machine asks, and not somebody through a proxy on this machine."""
    if proxies == 0 and ("HTTP_X_FORWARDED_FOR" in meta or "HTTP_FORWARDED" in meta):
        return False  # a proxy that nobody told us of stands before us
    found = _parsed(address(meta, proxies=proxies))
    return found is not None and found.is_loopback


def truncated(text: str) -> str:
    """The address's /24 or /48, which is all we keep; empty when it is none."""
    found = _parsed(text)
    if found is None:
        return ""
    return str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))


def browser_of(user_agent: str) -> str:
    """Browser and system in words, like "Firefox, Windows"; empty when we cannot tell."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, (browser, system)))


def _parsed(text: str) -> Address | None:
    """An address, with a port or brackets around it as some proxies write it; IPv4 inside IPv6 is IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
