"""Finds a caller and says how far they came in registering, in plain words for the desk (DESK-3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts.registration import flow
from amparo.coverage import search

REFERENCE = re.compile(r"R-?([0-9A-Z]{4})-?([0-9A-Z]{4})", re.IGNORECASE)

WHY: dict[str, Promise] = {
    "free": _("The facts fit and the way is open. The caller has not finished."),
    "no_row": _("The number is not on the enrollment records. Compare it with the caller's card."),
    "birth": _("The number is known, but the birth date differs from the record."),
    "name": _(
        "The number and birth date fit, but the name differs. Check how the enrollment papers spell it."
    ),
    "zip": _("Everything fits but the ZIP code. Ask for the mailing address."),
    "ambiguous": _("Two people fit these facts. Find the right one and issue an activation code."),
    "minor": _(
        "The person is under age and does not register. The parent on the plan sees their information."
    ),
    "former": _("The coverage ended too long ago. Explain by letter or phone."),
    "deceased": _("The record says that this person has died. Ask a supervisor before you go on."),
    "taken": _("This member already has an account. Help with user name or password."),
    "name_soft": _(
        "The name fits only nearly and the record holds no contact. Verify, then issue an activation code."
    ),
    "code": _("The activation code was wrong or too old. Verify, then issue a new one."),
    "": _("The caller has not got as far as a number."),
}


@dataclass(frozen=True)
class Attempt:
    """One try at registering, for staff: when, how, and why it did not go on."""

    reference: str
    at: datetime
    method: str
    why: Promise
    tries: int


@dataclass(frozen=True)
class Found:
    """The answer to one search: members, or one attempt."""

    members: list[search.Row]
    attempt: Attempt | None


def find(*, text: str, today: date, now: datetime) -> Found:
    """Look for members by name, birth date, member number or phone; or for an attempt by its reference."""
    if match := REFERENCE.fullmatch(text.strip()):
        row = flow.by_reference(reference=f"R-{match[1]}-{match[2]}", now=now)
        if row is None:
            return Found([], None)
        why = WHY.get(row.outcome, WHY["no_row"])
        return Found([], Attempt(row.reference, row.created_at, row.method, why, row.tries))
    return Found(search.search(text=text, today=today, limit=25), None)
