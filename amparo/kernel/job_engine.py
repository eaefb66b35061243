"""Leases a due job to one worker, does it outside any transaction, and settles what became of it."""

from __future__ import annotations

import logging
import random
import traceback
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from amparo import config
from amparo.kernel import job_names
from amparo.kernel.job_rows import Job
from amparo.kernel.patience import patiently

FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0  # seconds before the second try, and at most before any other
MOST_PLACES = 4

log = logging.getLogger("amparo.jobs")


def lease() -> timedelta:
    """How long a worker that says nothing keeps its job."""
    return timedelta(seconds=config.current().job_lease_seconds)


def take(*, worker: str, now: datetime) -> Job | None:
    """Lease the next due job to this worker, or None. A job whose workers died too often is given up here.

    Jobs with a name that this process does not know are left to a process of the release that does.
    """
    while True:
        row = patiently(lambda: _next(worker, now))
        if row is None or not _is_hopeless(row):
            return row
        log.error("job given up", extra={"job": row.name, "fault": "WorkerLost"})
        _settle(row, given_up_at=now, fault="WorkerLost", tries=row.tries - 1)


def run(row: Job, *, now: datetime) -> bool:
    """Do one leased job; True when it is done. `now` is what the handler is told."""
    known = job_names.find(row.name)
    if known is None:
        raise LookupError(f"no job is called {row.name}")
    try:
        known.run(**row.ids, now=now)
    except Exception as fault:  # a door: whatever goes wrong is kept, without its text
        _failed(row, fault, known.tries, now)
        return False
    if not _settle(row, done_at=now, fault=""):
        log.warning("job done after its lease was over", extra={"job": row.name})
    return True


def renew(row: Job, *, now: datetime) -> bool:
    """Keep a lease for another while; False when it is not this worker's any more."""
    return bool(_mine(row).update(lease_until=now + lease()))


def _next(worker: str, now: datetime) -> Job | None:
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = Job.objects.filter(free, due_at__lte=now, done_at=None, given_up_at=None)
    due = due.filter(name__in=job_names.every_name()).order_by("due_at", "id")
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            row = due.select_for_update(skip_locked=True).first()
            return row if row is not None and _lease(row, free, worker, now) else None
    # SQLite: looking takes no lock; the conditional update below lets exactly one worker win
    while (row := due.first()) is not None:
        if _lease(row, free, worker, now):
            return row
    return None


def _lease(row: Job, free: Q, worker: str, now: datetime) -> bool:
    mine = Job.objects.filter(free, id=row.pk, due_at=row.due_at, done_at=None, given_up_at=None)
    taken = mine.update(lease_until=now + lease(), lease_by=worker, tries=F("tries") + 1)
    row.lease_by, row.tries = worker, row.tries + 1
    return bool(taken)


def _is_hopeless(row: Job) -> bool:
    known = job_names.find(row.name)
    return known is not None and row.tries > known.tries


def _mine(row: Job) -> QuerySet[Job]:
    """The row while this try of this worker holds it; another worker's try has another number."""
    return Job.objects.filter(id=row.pk, lease_by=row.lease_by, tries=row.tries, done_at=None)


def _settle(row: Job, **kept: Any) -> bool:
    return bool(patiently(lambda: _mine(row).update(lease_until=None, **kept)))


def _failed(row: Job, fault: Exception, most: int, now: datetime) -> None:
    what = describe(fault)
    if row.tries >= most:
        log.error("job given up", extra={"job": row.name, "fault": what})
        _settle(row, fault=what, given_up_at=now)
    else:
        log.warning("job failed, tried again later", extra={"job": row.name, "fault": what})
        _settle(row, fault=what, due_at=now + wait_after(row.tries))


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: doubling from 5 seconds to an hour, a fifth more or less by chance."""
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(tries - 1, 20))
    return timedelta(seconds=wait * random.uniform(0.8, 1.2))  # noqa: S311


def describe(fault: BaseException) -> str:
    """An exception by its class and the last places it passed; never its text or anybody's values."""
    steps = traceback.extract_tb(fault.__traceback__)[-MOST_PLACES:]
    places = [f"{step.filename.rsplit('/', 1)[-1]}:{step.lineno}" for step in reversed(steps)]
    return " < ".join([type(fault).__name__, *places])[:200]
