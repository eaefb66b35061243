"""Finds a caller and says how far they came in registering, in plain words for the desk (DESK-3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts.registration import flow
from amparo.coverage import search

REFERENCE = re.compile(r"R[-\s]?([0-9A-Z]{4})[-\s]?([0-9A-Z]{4})", re.IGNORECASE)
MOST = 25

REASONS: dict[str, Promise] = {
    "call": _("The member is on the phone"),
    "for_them": _("Somebody calls for the member"),
    "letter": _("A letter or an e-mail from the member"),
    "check": _("Checking a record"),
}

WHY: dict[str, Promise] = {
    "free": _("Nowhere: the facts fit, the way is open."),
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
    "no_contact": _(
        "The facts fit, but the record holds no e-mail address to prove. Verify, then issue an activation code."
    ),
    "code": _("The activation code was wrong or too old. Verify, then issue a new one."),
    "": _("The caller has not got as far as a number."),
}
OTHER = _("The facts did not fit. Verify the caller, then issue an activation code.")

METHODS: dict[str, Promise] = {
    "ssn": _("Social Security number"),
    "number": _("Member number"),
    "activation": _("Activation code"),
}

NEXT: dict[str, Promise] = {  # by the last step they answered
    "ssn": _("They were found; the security questions come next."),
    "number": _("They were found; the security questions come next."),
    "activation": _("The code was right; the security questions come next."),
    "contact": _("They typed the code from the plan; the security questions come next."),
    "questions": _("The security questions are answered; user name and password come next."),
    "code": _("The account is made; they are to type the code from the e-mail."),
}


@dataclass(frozen=True)
class Attempt:
    """One try at registering, for staff: when, how, and why it did not go on."""

    reference: str
    at: datetime
    method: Promise | str
    why: Promise
    step: Promise | str  # where a person who was found stands now; empty for others
    tries: int


@dataclass(frozen=True)
class Found:
    """The answer to one search: members, or one attempt."""

    members: list[search.Row]
    attempt: Attempt | None
    more: bool = False  # there are others; the search should be narrower


def reference_of(text: str) -> str:
    """The reference that a line is, in the form it is kept; empty where it is none."""
    match = REFERENCE.fullmatch(text.strip())
    return f"R-{match[1]}-{match[2]}".upper() if match else ""


def find(*, text: str, today: date, now: datetime) -> Found:
    """Look for members by name, birth date, member number or phone; or for an attempt by its reference."""
    if reference := reference_of(text):
        return Found([], _attempt(reference, now))
    rows = search.search(text=text, today=today, limit=MOST + 1)
    return Found(rows[:MOST], None, more=len(rows) > MOST)


def _attempt(reference: str, now: datetime) -> Attempt | None:
    row = flow.by_reference(reference=reference, now=now)
    if row is None:
        return None
    return Attempt(
        reference=row.reference,
        at=row.created_at,
        method=METHODS.get(row.method, "–"),
        why=WHY.get(row.outcome, OTHER),
        step=NEXT.get(row.step, "") if row.outcome == "free" else "",
        tries=row.tries,
    )
