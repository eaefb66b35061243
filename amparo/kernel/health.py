"""Whether this installation is well: database, tables, keys, worker, queue, audit chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from amparo.kernel import jobs
from amparo.kernel.audit import chain
from amparo.kernel.job_rows import Slot
from amparo.kernel.vault import guard, keyring

WORKER_QUIET = timedelta(minutes=5)


@dataclass(frozen=True)
class Health:
    """`faults` name what stops the service; the numbers are for watching."""

    faults: tuple[str, ...]
    waiting: int = 0
    due: int = 0
    given_up: int = 0
    unchained: int = 0
    worker_seen_seconds: int = -1


def look(*, now: datetime) -> Health:
    """Ask everything once. Nothing personal is in the answer."""
    faults = []
    try:
        keyring.ring()
    except keyring.NoKeys:
        faults.append("keys")
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            faults.append("migrations")
            return Health(tuple(faults))
        if not faults and guard.faults():
            faults.append("keys of another database")
        queue = jobs.status(now=now)
        last = Slot.objects.order_by("-starts_at").values_list("starts_at", flat=True).first()
        seen = int((now - last).total_seconds()) if last else -1
        return Health(
            tuple(faults), queue.waiting, queue.due, queue.given_up, chain.tail(now=now).count, seen
        )
    except DatabaseError:
        return Health((*faults, "database"))
