"""Work for later: jobs by name and ids, queued in the caller's transaction, run by any number of workers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Min

from amparo.kernel import clock, job_engine, job_names
from amparo.kernel.job_names import Handler, Known
from amparo.kernel.job_rows import Job, Worker

AT_ONCE = datetime(
    1970, 1, 1, tzinfo=UTC
)  # due in every reckoning of "now", the demonstration's past included
LONGEST = timedelta(minutes=30)


def job(name: str, *, tries: int = 8, longest: timedelta = LONGEST) -> Callable[[Handler], Handler]:
    """Register a handler under a name; it gets the ids it was queued with and `now`.

    It runs outside any transaction and must be safe to run twice. A handler that takes longer than `longest`
    hangs: its worker is ended, which counts as a failed try.
    """

    def register(handler: Handler) -> Handler:
        job_names.keep(Known(name, handler, tries, longest))
        return handler

    return register


def every(
    name: str, *, minutes: int = 0, seconds: int = 0, longest: timedelta = LONGEST
) -> Callable[[Handler], Handler]:
    """Register a periodic job; each slot is run once, whatever the number of workers."""
    if minutes * 60 + seconds < 1:
        raise ValueError(f"{name}: every how many minutes?")

    def register(handler: Handler) -> Handler:
        job_names.keep(Known(name, handler, 3, longest, minutes * 60 + seconds))
        return handler

    return register


def names() -> list[str]:
    """The names of all registered jobs."""
    return job_names.every_name()


def later(name: str, *, at: datetime | None = None, **ids: int | str) -> None:
    """Queue a job in the caller's transaction. Only ids travel: whole numbers, or UUIDs as text."""
    if job_names.find(name) is None:
        raise LookupError(f"no job is called {name}")
    for key, value in ids.items():
        if key == "now" or isinstance(value, bool) or not (isinstance(value, int) or _is_uuid(value)):
            raise TypeError(f"{name}: {key} is not an id")
    Job.objects.create(name=name, ids=ids, due_at=at or AT_ONCE, made_at=clock.now())


def _is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value
    except ValueError:
        return False


def drain(*, now: datetime) -> int:
    """Run everything due in this process, periodic jobs aside; how many were done."""
    me, done = f"drain:{uuid.uuid4()}", 0
    while row := job_engine.take(worker=me, now=now):
        done += job_engine.run(row, now=now)
    return done


@dataclass(frozen=True)
class Status:
    """How the queue and its workers stand."""

    waiting: int
    due: int
    oldest_due: timedelta  # how long the job that is due longest has waited
    given_up: int
    unknown: int  # waiting under names that this release does not know
    workers: int
    heartbeat: timedelta | None  # since any worker last gave a sign; None when there is none


def status(*, now: datetime) -> Status:
    """How many jobs wait, are due, were given up, and whether anybody works."""
    waiting = Job.objects.filter(done_at=None, given_up_at=None)
    due = waiting.filter(due_at__lte=now)
    made = due.filter(due_at=AT_ONCE).aggregate(at=Min("made_at"))["at"]
    dated = due.exclude(due_at=AT_ONCE).aggregate(at=Min("due_at"))["at"]
    since = min((at for at in (made, dated) if at), default=now)
    seen = list(Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True))
    return Status(
        waiting=waiting.count(),
        due=due.count(),
        oldest_due=max(timedelta(), now - since),
        given_up=Job.objects.exclude(given_up_at=None).count(),
        unknown=waiting.exclude(name__in=names()).count(),
        workers=sum(at > now - 2 * job_engine.lease() for at in seen),
        heartbeat=max(timedelta(), now - seen[0]) if seen else None,
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
