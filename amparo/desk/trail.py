"""What one of the plan's people has looked at and done, in words (DESK-1)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.coverage import read
from amparo.desk.callers import REASONS
from amparo.kernel.audit import read as audit

WORDS: dict[str, Promise] = {
    "desk.searched": _("Searched for a caller"),
    "desk.member_viewed": _("Opened the member's page"),
    "desk.script_opened": _("Opened the script"),
    "desk.verified": _("Verified the caller"),
    "desk.verify_failed": _("Could not verify the caller"),
    "desk.number_given": _("Showed the member number"),
    "desk.code_issued": _("Issued an activation code"),
    "desk.unlocked": _("Freed the tries"),
    "desk.code_sent_again": _("Sent the e-mail code again"),
    "desk.reset_sent": _("Sent the code for a new password again"),
    "desk.sessions_ended": _("Signed the account out everywhere"),
    "account.frozen": _("Froze the account"),
    "desk.release_asked": _("Asked to give the account back"),
    "desk.close_asked": _("Asked to close the account"),
    "desk.released": _("Gave the account back"),
    "desk.closed_stolen": _("Closed the account"),
    "desk.frozen_viewed": _("Opened the list of frozen accounts"),
    "desk.imports_viewed": _("Opened the list of imports"),
    "desk.import_viewed": _("Opened an import"),
    "desk.jobs_viewed": _("Opened the list of jobs"),
    "desk.job_retried": _("Tried a job again"),
    "desk.staff_viewed": _("Opened the list of staff"),
    "staff.invited": _("Invited a colleague"),
}
MANY = 100


@dataclass(frozen=True)
class Line:
    """One thing this person did; `name` and `member` are empty where it concerned no member."""

    at: datetime
    what: Promise
    member: uuid.UUID | None
    name: str
    why: Promise | str


def own(*, actor: uuid.UUID) -> list[Line]:
    """The newest hundred, newest first. What is noted for a member and for their account is told once."""
    found: dict[tuple[datetime, str], audit.Entry] = {}
    entries = audit.by(actor=actor, events=WORDS, limit=2 * MANY)
    names = read.names_by_uuid([entry.subject for entry in entries if entry.subject])
    for entry in entries:
        key = (entry.at, entry.event)
        if key not in found or entry.subject in names:
            found[key] = entry
    return [
        Line(
            at=entry.at,
            what=WORDS[entry.event],
            member=entry.subject if entry.subject in names else None,
            name=names.get(entry.subject, "") if entry.subject else "",
            why=REASONS.get(entry.facts.get("why", ""), ""),
        )
        for entry in list(found.values())[:MANY]
    ]
