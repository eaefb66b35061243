"""A worker's sign of life: keeps its row fresh and its job's lease alive, and ends a worker that hangs."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from django.db import DatabaseError, connection

from amparo.kernel import clock, job_engine, job_names
from amparo.kernel.job_rows import Job, Worker

HUNG = 70  # exit code of a worker whose job took longer than it may

log = logging.getLogger("amparo.worker")


class Heartbeat:
    """Beats in a thread of its own, three times a lease, from `start` until `stop`."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self._job: tuple[Job, datetime] | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Say that this worker is there, then go on saying it."""
        self._say(clock.now())
        self._thread.start()

    def stop(self) -> None:
        """The worker stops in order: its row goes."""
        self._over.set()
        self._thread.join(timeout=5)
        with suppress(DatabaseError):
            Worker.objects.filter(name=self.worker).delete()

    @contextmanager
    def over(self, row: Job) -> Iterator[None]:
        """While this job runs its lease is renewed; when the process dies nobody renews it."""
        known = job_names.find(row.name)
        self._job = (row, clock.now() + known.longest) if known else None
        try:
            yield
        finally:
            self._job = None

    def _beat(self) -> None:
        while not self._over.wait(self._pause()):
            now, job = clock.now(), self._job
            if job is not None and now > job[1]:
                log.critical("job hangs; this worker ends itself", extra={"job": job[0].name})
                os._exit(HUNG)
            try:
                self._say(now)
                if job is not None and not job_engine.renew(job[0], now=now) and self._job is job:
                    log.warning("lease lost while the job runs", extra={"job": job[0].name})
            except DatabaseError as fault:
                log.warning("no heartbeat", extra={"fault": job_engine.describe(fault)})
            finally:
                connection.close()  # given back: the next beat is long from now

    def _pause(self) -> float:
        pause = job_engine.lease().total_seconds() / 3
        job = self._job
        if job is None:
            return pause
        return max(0.05, min(pause, (job[1] - clock.now()).total_seconds() + 0.05))

    def _say(self, now: datetime) -> None:
        if not Worker.objects.filter(name=self.worker).update(seen_at=now):
            Worker.objects.create(name=self.worker, began_at=now, seen_at=now)
