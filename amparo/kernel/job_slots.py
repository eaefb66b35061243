"""Queues each periodic job exactly once a slot, whatever the number of workers."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from django.db import IntegrityError, transaction

from amparo.kernel import job_names
from amparo.kernel.job_rows import Job, Slot
from amparo.kernel.patience import patiently


def queue_due(*, now: datetime, seen: dict[str, datetime]) -> int:
    """Queue what no worker has queued yet for the slots of this moment; how many jobs that were.

    `seen` remembers, for one worker, the slots that are taken, so that most calls ask the database nothing.
    A slot that passed while no worker ran is not made up for: periodic jobs do what is due, not what was.
    """
    queued = 0
    for known in job_names.periodic():
        starts = slot_of(now, known.seconds)
        if seen.get(known.name) != starts:
            queued += patiently(partial(_take, known.name, starts, now))
            seen[known.name] = starts
    return queued


def slot_of(now: datetime, seconds: int) -> datetime:
    """When the slot of this length began in which `now` lies; slots are counted from the epoch."""
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)


def _take(name: str, starts: datetime, now: datetime) -> int:
    if Slot.objects.filter(name=name, starts_at=starts).exists():
        return 0
    try:
        with transaction.atomic():
            Slot.objects.create(name=name, starts_at=starts)
            Job.objects.create(name=name, ids={}, due_at=now, made_at=now)
    except IntegrityError:  # another worker was first
        return 0
    return 1
