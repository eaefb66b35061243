"""How many tries anyone has at the doors of sign-in and recovery (accounts.md 3.11); kept in the database."""

from __future__ import annotations

import uuid
from datetime import timedelta
from ipaddress import ip_address, ip_network

from amparo.kernel.throttle import Limit

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
IN_A_ROW = 100  # wrong passwords after which the password is disabled (63B 3.2.2)


def network(address: str) -> str:
    """What counts as one place: an IPv4 address, the /64 of an IPv6 one."""
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    return str(ip) if ip.version == 4 else str(ip_network(f"{ip}/64", strict=False))


def password(*, name: str, address: str, device: str, known: bool) -> list[Limit]:
    """A password at sign-in. An owner's browser has its own bucket: strangers cannot lock them out."""
    place = network(address)
    own = (
        Limit("sign_in.known", f"{name}|{device}", 10, 15 * MINUTE)
        if known
        else Limit("sign_in.name", name, 5, 15 * MINUTE)
    )
    return [
        own,
        Limit("sign_in.address", place, 30, 15 * MINUTE),
        Limit("sign_in.address_day", place, 200, DAY),
        Limit("sign_in.device", device, 10, 15 * MINUTE),
    ]


def another_name(*, name: str, address: str) -> tuple[list[Limit], list[Limit]]:
    """First: did this place try this name within the hour; second: how many different names it may try."""
    place = network(address)
    return [Limit("sign_in.pair", f"{place}|{name}", 1, HOUR)], [Limit("sign_in.names", place, 20, HOUR)]


def in_a_row(name: str) -> list[Limit]:
    """Wrong passwords without a right one between them; a bucket that does not fill up again by itself."""
    return [Limit("sign_in.row", name, IN_A_ROW, 3650 * DAY)]


def passkey(*, address: str) -> list[Limit]:
    """A passkey at sign-in, where nobody has said yet who they are."""
    return [Limit("sign_in.address", network(address), 30, 15 * MINUTE)]


def everybody() -> list[Limit]:
    """All failures of all people: an alarm, never a lock."""
    return [Limit("sign_in.everybody", "all", 1000, 5 * MINUTE)]


def second_factor(*, user_id: uuid.UUID, address: str) -> list[Limit]:
    """A code of the app, a recovery code or a passkey as second proof."""
    who = str(user_id)
    return [
        Limit("second_factor", who, 5, 5 * MINUTE),
        Limit("second_factor.hour", who, 20, HOUR),
        Limit("second_factor.day", who, 50, DAY),
        Limit("second_factor.address", network(address), 10, 5 * MINUTE),
    ]


def confirming(*, user_id: uuid.UUID) -> list[Limit]:
    """Proving oneself again while signed in."""
    return [Limit("confirm", str(user_id), 10, 5 * MINUTE)]


def asking(*, subject: str, address: str) -> list[Limit]:
    """Asking for the mail of a forgotten name or password. `subject`: what was typed."""
    return [
        Limit("recovery.hour", subject, 3, HOUR),
        Limit("recovery.day", subject, 5, DAY),
        Limit("recovery.address", network(address), 20, HOUR),
    ]


def code(*, user_id: uuid.UUID, address: str) -> list[Limit]:
    """Typing a code that came by e-mail; five for one code are counted beside the code itself."""
    return [
        Limit("code.day", str(user_id), 20, DAY),
        Limit("code.address", network(address), 30, HOUR),
    ]


def answers(*, address: str) -> list[Limit]:
    """Answering security questions; wrong ones of one account are counted beside the answers."""
    return [Limit("answers.address", network(address), 10, HOUR)]


def new_address(*, user_id: uuid.UUID) -> list[Limit]:
    """Sending a code to a new e-mail address."""
    return [
        Limit("email_change.hour", str(user_id), 5, HOUR),
        Limit("email_change.day", str(user_id), 10, DAY),
    ]
