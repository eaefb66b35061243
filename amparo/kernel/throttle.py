"""Durable limits on how often something may be tried; a try is spent on its own, before the door's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from amparo.kernel import secret_ids
from amparo.kernel.refusals import Refusal
from amparo.kernel.throttle_rows import Bucket


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of `action` by one `subject` in any `per`; an empty subject is ignored."""

    action: str
    subject: str
    most: int
    per: timedelta


class Throttled(Refusal):
    """Too many tries; `until` is when the next one is allowed."""

    code = "throttled"

    def __init__(self, *, until: datetime) -> None:
        super().__init__(until=until)
        self.until = until


def _key(action: str, subject: str) -> bytes:
    return secret_ids.digest(f"throttle|{action}", subject)


def spend(limits: Sequence[Limit], *, now: datetime) -> None:
    """Take one try from every limit, or none and raise Throttled. Commits by itself: a later rollback gives none back."""
    wanted = sorted((limit for limit in limits if limit.subject), key=lambda x: (x.action, x.subject, x.per))
    with transaction.atomic(durable=True):
        rows, until = [], None
        for limit in wanted:
            row = _bucket(limit)
            since = now.timestamp() - limit.per.total_seconds()
            row.tries = [t for t in row.tries if t > since]
            if len(row.tries) >= limit.most:
                free = now + timedelta(seconds=row.tries[-limit.most] - since)
                until = max(until, free) if until else free
            rows.append(row)
        if until is None:
            for row in rows:
                row.tries.append(now.timestamp())
                row.save(update_fields=["tries"])
    if until is not None:
        raise Throttled(until=until)


def _bucket(limit: Limit) -> Bucket:
    which = {
        "key_digest": _key(limit.action, limit.subject),
        "action": limit.action,
        "period": int(limit.per.total_seconds()),
    }
    Bucket.objects.bulk_create([Bucket(**which)], ignore_conflicts=True)
    rows = Bucket.objects.all()
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()
    return rows.get(**which)


def give_back(limits: Sequence[Limit], *, now: datetime) -> None:
    """Return the newest try of every limit: what was tried turned out right."""
    with transaction.atomic():
        for limit in sorted((x for x in limits if x.subject), key=lambda x: (x.action, x.subject, x.per)):
            row = _bucket(limit)
            row.tries = row.tries[:-1]
            row.save(update_fields=["tries"])


def clear(*, action: str, subject: str) -> None:
    """Forget every try of this action by this subject (the desk's unlock)."""
    Bucket.objects.filter(key_digest=_key(action, subject), action=action).delete()
