"""How many tries anyone has at the doors of registration (accounts.md 3.11); kept in the database."""

from __future__ import annotations

from datetime import timedelta

from amparo.accounts.limits import network
from amparo.accounts.registration.flow import Journey
from amparo.coverage import lookup
from amparo.kernel.throttle import Limit

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)
IN_A_ROW = 5  # what the page counts down from
MANY = 200  # failures of all people within an hour: an alarm
TOO_MANY = 1000  # and so many: nobody is matched by Social Security number for a while


def person(journey: Journey) -> str:
    """The person these facts speak of, as the tries are counted."""
    facts = journey.facts
    return "|".join((lookup.match_key(facts["last_name"]), facts["birth_on"], facts["zip5"]))


def match(*, journey: Journey, method: str, value: str, address: str, browser: str) -> list[Limit]:
    """A try with a Social Security number or a member number. Right ones count too.

    `browser` is what this browser is known by; without it the journey stands for it.
    """
    place, who = network(address), person(journey)
    return [
        Limit(f"match.{method}", value, 5, DAY),
        Limit(f"match.{method}.month", value, 15, MONTH),
        Limit("match.person", who, 5, DAY),
        Limit("match.person.month", who, 15, MONTH),
        Limit("match.place", place, 10, HOUR),
        Limit("match.place.day", place, 40, DAY),
        Limit("match.browser", browser or journey.row.reference, IN_A_ROW, HOUR),
    ]


def activation(*, journey: Journey, value: str, address: str, browser: str) -> list[Limit]:
    """A try with an activation code; whoever used up the tries with a number may still use the code from the desk."""
    return [
        Limit("activation", value, 5, DAY),
        Limit("activation.place", network(address), 20, HOUR),
        Limit("activation.browser", browser or journey.row.reference, 10, HOUR),
    ]


def everybody(method: str) -> list[Limit]:
    """Failures of all people at once; when they are used up this way of proving rests, the others go on."""
    most = {"ssn": TOO_MANY, "activation": 100}.get(method)
    return [Limit(f"match.everybody.{method}", "all", most, HOUR)] if most else []


def alarm() -> list[Limit]:
    """Failures of all people within an hour after which somebody should look: never a lock."""
    return [Limit("match.alarm", "all", MANY, HOUR)]


def username(*, journey: Journey, address: str) -> list[Limit]:
    """Asking whether a user name is free: that one is taken is told only after a match, and not often."""
    return [
        Limit("username.journey", journey.row.reference, 10, DAY),
        Limit("username.place", network(address), 60, HOUR),
    ]


def account(*, address: str, browser: str, email: str, member_id: int) -> list[Limit]:
    """Making an account, and the mail with its code to one address on one member's account."""
    mailbox = f"{email.lower()}|{member_id}"
    return [
        Limit("register.place", network(address), 20, HOUR),
        Limit("register.browser", browser, 5, HOUR),
        Limit("register.everybody", "all", 500, HOUR),
        Limit("mail.hour", mailbox, 10, HOUR),
        Limit("mail.day", mailbox, 20, DAY),
    ]


def contact_send(*, member_id: int, address: str) -> list[Limit]:
    """Sending a code to the address on the plan's records."""
    return [
        Limit("contact.hour", str(member_id), 3, HOUR),
        Limit("contact.day", str(member_id), 6, DAY),
        Limit("contact.place", network(address), 10, HOUR),
    ]


def contact_code(*, member_id: int, address: str) -> list[Limit]:
    """Typing that code; five for one code are counted beside it."""
    return [
        Limit("contact.code", str(member_id), 20, DAY),
        Limit("code.address", network(address), 30, HOUR),
    ]
