"""Reads the audit trail for a page: plain entries, newest first."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Q

from amparo.kernel.audit import models
from amparo.kernel.audit.record import Origin
from amparo.kernel.vault import seal


@dataclass(frozen=True)
class Entry:
    """One entry as a page may show it."""

    at: datetime
    event: str
    actor: uuid.UUID | None
    subject: uuid.UUID | None
    facts: Mapping[str, str]
    origin: Origin


def about(*, subjects: Sequence[uuid.UUID], limit: int = 50) -> list[Entry]:
    """What happened to these accounts or members."""
    return _read(Q(subject__in=subjects), limit)


def by(*, actor: uuid.UUID, limit: int = 50) -> list[Entry]:
    """What this account did."""
    return _read(Q(actor=actor), limit)


def _read(which: Q, limit: int) -> list[Entry]:
    rows = models.Entry.objects.filter(which).order_by("-at", "-id")[:limit]
    return [
        Entry(
            at=row.at,
            event=row.event,
            actor=row.actor,
            subject=row.subject,
            facts=_facts(row),
            origin=Origin(address=row.address, browser=row.browser),
        )
        for row in rows
    ]


def _facts(row: models.Entry) -> Mapping[str, str]:
    if row.sealed_facts is None:
        return {}
    plain = seal.unseal(row.sealed_facts, key="field", about=f"audit|{row.nonce}")
    return cast(Mapping[str, str], json.loads(plain))
