"""Whether this installation is well: database, tables, keys, worker, queue, mails, audit chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from amparo.kernel import job_engine, jobs
from amparo.kernel.audit import chain
from amparo.kernel.mail_rows import WaitingMail
from amparo.kernel.vault import guard, keyring

LATE = timedelta(minutes=10)  # a due job that has waited for longer wants more workers, or a look


@dataclass(frozen=True)
class Health:
    """`faults` stop the service, `warnings` want somebody's look; the numbers are for watching."""

    faults: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    queue: jobs.Status | None = None
    mails_waiting: int = 0
    mails_refused: int = 0
    unchained: int = 0


_tables_are_there = False  # once true it stays true for this process, so that being asked often costs little


def look(*, now: datetime) -> Health:
    """Ask everything once. Nothing personal is in the answer."""
    try:
        if faults := _faults():
            return Health(faults)
        queue, tail = jobs.status(now=now), chain.tail(now=now)
        return Health(
            (),
            _warnings(queue, tail),
            queue,
            mails_waiting=WaitingMail.objects.filter(sent_at=None, refused_at=None).count(),
            mails_refused=WaitingMail.objects.exclude(refused_at=None).count(),
            unchained=tail.count,
        )
    except (DatabaseError, InterfaceError):
        return Health(("database",))


def _faults() -> tuple[str, ...]:
    """What no request can do without: "keys", "migrations", "keys of another database". Raises DatabaseError."""
    found = []
    try:
        keyring.ring()
    except keyring.NoKeys:
        found.append("keys")
    connection.ensure_connection()
    if not tables_are_there():
        found.append("migrations")
    elif not found and guard.faults():
        found.append("keys of another database")
    return tuple(found)


def tables_are_there() -> bool:
    """Whether every migration of this release is applied."""
    global _tables_are_there
    if not _tables_are_there:
        executor = MigrationExecutor(connection)
        _tables_are_there = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _tables_are_there


def _warnings(queue: jobs.Status, tail: chain.Tail) -> tuple[str, ...]:
    silent = queue.heartbeat is None or queue.heartbeat > 2 * job_engine.lease()
    told = {
        "worker": silent,
        "jobs late": queue.oldest_due > LATE,
        "jobs given up": queue.given_up > 0,
        "jobs unknown": queue.unknown > 0,
        "audit chain late": tail.late,
    }
    return tuple(name for name, wrong in told.items() if wrong)
