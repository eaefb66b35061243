"""Work for later: jobs by name and ids, queued in the caller's transaction, run by any number of workers."""

from __future__ import annotations

import random
import threading
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from amparo import config
from amparo.kernel import clock
from amparo.kernel.job_rows import Job, Slot

Handler = Callable[..., None]
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # due in every reckoning of "now", the demonstration's past included


def lease() -> timedelta:
    """How long a worker that says nothing keeps its job."""
    return timedelta(seconds=config.current().job_lease_seconds)


@dataclass(frozen=True)
class Known:
    """One registered job: its handler, how often it is tried, and, if periodic, every how many seconds."""

    name: str
    run: Handler
    tries: int
    seconds: int = 0


_known: dict[str, Known] = {}


def job(name: str, *, tries: int = 8) -> Callable[[Handler], Handler]:
    """Register a handler under a name; it gets the ids it was queued with and `now`."""

    def register(handler: Handler) -> Handler:
        _known[name] = Known(name, handler, tries)
        return handler

    return register


def every(name: str, *, minutes: int = 0, seconds: int = 0) -> Callable[[Handler], Handler]:
    """Register a periodic job; each slot is run once, whatever the number of workers."""

    def register(handler: Handler) -> Handler:
        _known[name] = Known(name, handler, 3, minutes * 60 + seconds)
        return handler

    return register


def names() -> list[str]:
    """The names of all registered jobs."""
    return sorted(_known)


def later(name: str, *, at: datetime | None = None, **ids: int | str) -> None:
    """Queue a job in the caller's transaction. Only ids travel: whole numbers, or UUIDs as text."""
    if name not in _known:
        raise LookupError(f"no job is called {name}")
    for key, value in ids.items():
        if isinstance(value, bool) or not (isinstance(value, int) or _is_uuid(value)):
            raise TypeError(f"{name}: {key} is not an id")
    Job.objects.create(name=name, ids=ids, due_at=at or AT_ONCE, made_at=clock.now())


def _is_uuid(value: object) -> bool:
    try:
        return str(uuid.UUID(str(value))) == value
    except ValueError:
        return False


def take(*, worker: str, now: datetime) -> Job | None:
    """Lease the next due job to this worker, or None. A job whose worker died too often is given up here."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = Job.objects.filter(free, due_at__lte=now, done_at=None, given_up_at=None).order_by("due_at", "id")
    while True:
        if not connection.features.has_select_for_update_skip_locked:
            row = due.first()  # reading takes no lock; the update below lets only one worker win
            if row is None or _lease(row, free, worker, now):
                return _unless_hopeless(row, now)
            continue
        with transaction.atomic():
            row = due.select_for_update(skip_locked=True).first()
            if row is not None:
                _lease(row, free, worker, now)
        return _unless_hopeless(row, now)


def _lease(row: Job, free: Q, worker: str, now: datetime) -> bool:
    mine = Job.objects.filter(free, id=row.id, done_at=None, given_up_at=None)
    taken = mine.update(lease_until=now + lease(), lease_by=worker, tries=F("tries") + 1)
    row.lease_by, row.tries = worker, row.tries + 1
    return bool(taken)


def _unless_hopeless(row: Job | None, now: datetime) -> Job | None:
    known = _known.get(row.name) if row else None
    if row and known and row.tries > known.tries:
        kept = {"given_up_at": now, "fault": "WorkerLost", "lease_until": None}
        Job.objects.filter(id=row.id, lease_by=row.lease_by).update(**kept)
        return take(worker=row.lease_by, now=now)
    return row


def run(row: Job, *, now: datetime) -> bool:
    """Do one leased job, outside any transaction; True when it is done."""
    known = _known.get(row.name)
    try:
        if known is None:
            raise LookupError(row.name)
        known.run(**row.ids, now=now)
    except Exception as fault:  # a door: whatever goes wrong is kept, without its text
        _failed(row, fault, known.tries if known else 1, now)
        return False
    Job.objects.filter(id=row.id, lease_by=row.lease_by).update(done_at=now, lease_until=None)
    return True


def _failed(row: Job, fault: Exception, most: int, now: datetime) -> None:
    places = [f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in traceback.extract_tb(fault.__traceback__)[-4:]]
    kept: dict[str, Any] = {"fault": f"{type(fault).__name__} {' < '.join(reversed(places))}"[:200], "lease_until": None}
    if row.tries >= most:
        kept["given_up_at"] = now
    else:
        wait = min(3600, 5 * 2 ** (row.tries - 1))
        kept["due_at"] = now + timedelta(seconds=wait * random.uniform(0.8, 1.2))  # noqa: S311
    Job.objects.filter(id=row.id, lease_by=row.lease_by).update(**kept)


def queue_periodic(*, now: datetime) -> None:
    """Queue each periodic job whose slot nobody has taken yet."""
    for known in list(_known.values()):
        if not known.seconds:
            continue
        stamp = int(now.timestamp()) // known.seconds * known.seconds
        starts = datetime.fromtimestamp(stamp, tz=now.tzinfo)
        with transaction.atomic():
            _, taken = Slot.objects.get_or_create(name=known.name, starts_at=starts)
            if taken:
                Job.objects.create(name=known.name, ids={}, due_at=now, made_at=now)


def drain(*, now: datetime) -> int:
    """Run everything due in this process; how many were done."""
    done = 0
    while row := take(worker="drain", now=now):
        done += run(row, now=now)
    return done


@contextmanager
def kept_alive(row: Job) -> Iterator[None]:
    """Renew the lease while a long job runs; when its worker dies, nobody renews it and another takes it."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(lease().total_seconds() / 3):
            Job.objects.filter(id=row.id, lease_by=row.lease_by).update(lease_until=clock.now() + lease())
            connection.close()

    beat = threading.Thread(target=renew, daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()


@dataclass(frozen=True)
class Status:
    """How the queue stands."""

    waiting: int
    due: int
    given_up: int


def status(*, now: datetime) -> Status:
    """How many jobs wait, are due, were given up."""
    waiting = Job.objects.filter(done_at=None, given_up_at=None)
    return Status(
        waiting=waiting.count(),
        due=waiting.filter(due_at__lte=now).count(),
        given_up=Job.objects.exclude(given_up_at=None).count(),
    )


@dataclass(frozen=True)
class GivenUp:
    """A job that nobody tries any more, and the class and places of its last fault."""

    id: int
    name: str
    tries: int
    given_up_at: datetime
    fault: str


def given_up(*, limit: int = 200) -> list[GivenUp]:
    """The jobs that were given up, newest first."""
    rows = Job.objects.exclude(given_up_at=None).order_by("-given_up_at")[:limit]
    return [GivenUp(r.pk, r.name, r.tries, r.given_up_at, r.fault) for r in rows if r.given_up_at]


def retry(*, job_id: int, now: datetime) -> bool:
    """Try a given-up job again from the start; False when it is none."""
    rows = Job.objects.filter(pk=job_id).exclude(given_up_at=None)
    return bool(rows.update(given_up_at=None, tries=0, due_at=now, fault="", lease_until=None))


@every("kernel.forget_jobs", minutes=60)
def forget_jobs(*, now: datetime) -> None:
    """Drop done jobs after a week and old slots after a month."""
    Job.objects.filter(done_at__lt=now - timedelta(days=7)).delete()
    Slot.objects.filter(starts_at__lt=now - timedelta(days=30)).delete()
