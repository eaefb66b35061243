"""Reads the audit trail for a page: plain entries, newest first."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from amparo.kernel.audit import macs, models, record
from amparo.kernel.audit.record import Origin
from amparo.kernel.vault import seal

log = logging.getLogger("amparo.audit")


@dataclass(frozen=True)
class Entry:
    """One entry as a page may show it."""

    at: datetime
    event: str
    actor: uuid.UUID | None
    subject: uuid.UUID | None
    facts: Mapping[str, str]
    origin: Origin


def about(*, subjects: Sequence[uuid.UUID], events: Iterable[str] = (), limit: int = 50) -> list[Entry]:
    """What happened to these accounts or members; only `events`, when any are named."""
    return _read(Q(subject__in=subjects), events, limit)


def by(*, actor: uuid.UUID, events: Iterable[str] = (), limit: int = 50) -> list[Entry]:
    """What this account did; only `events`, when any are named."""
    return _read(Q(actor=actor), events, limit)


def _read(which: Q, events: Iterable[str], limit: int) -> list[Entry]:
    if named := list(events):
        which &= Q(event__in=named)
    rows = models.Entry.objects.filter(which).order_by("-at", "-id")[:limit]
    return [entry for row in rows if (entry := _entry(row))]


def _entry(row: models.Entry) -> Entry | None:
    """None for a row that somebody changed or put in: a page must not repeat it."""
    try:
        facts, origin = record.opened(row)
    except seal.CannotOpen:
        facts, origin = {}, Origin()
        log.error("audit entry %s cannot be opened; run `amparo audit verify`", row.pk)
    if not macs.holds(row):
        log.error("audit entry %s was changed or is not ours; run `amparo audit verify`", row.pk)
        return None
    return Entry(row.at, row.event, row.actor, row.subject, facts, origin)
