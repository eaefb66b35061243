"""The worker's loop: queue what is due by the clock, lease a job, do it, again, until it is told to stop."""

from __future__ import annotations

import logging
import os
import random
import signal
import socket
import threading
from datetime import datetime
from types import FrameType

from django.db import DatabaseError, close_old_connections, connections
from django.utils import translation

from amparo.kernel import clock, job_engine, job_slots
from amparo.kernel.heartbeat import Heartbeat

PAUSE_SECONDS = 0.5  # between two looks at an empty queue
PERIODIC_SECONDS = 5.0  # between two looks at the clock
NO_DATABASE_SECONDS = 5.0

log = logging.getLogger("amparo.worker")


def name() -> str:
    """This worker's name: machine, process, and a number so that a recycled process id is another worker."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{random.randrange(10**6)}"  # noqa: S311


def stop_on_signal() -> threading.Event:
    """An event that SIGTERM or SIGINT sets: the job in hand is finished first."""
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    return stop


def work(*, stop: threading.Event, once: bool = False) -> int:
    """Work until `stop` is set, or with `once` until nothing is due. How many jobs were done."""
    heart, seen, done = Heartbeat(name()), dict[str, datetime](), 0
    heart.start()
    next_look = 0.0
    while not stop.is_set():
        now = clock.now()
        try:
            if now.timestamp() >= next_look:
                job_slots.queue_due(now=now, seen=seen)
                next_look = now.timestamp() + PERIODIC_SECONDS
            found = _one(heart, now)
        except DatabaseError as fault:  # a door: the database is away; wait for it, the lease covers the job
            log.error("the database did not answer", extra={"fault": job_engine.describe(fault)})
            connections.close_all()
            stop.wait(NO_DATABASE_SECONDS)
            continue
        done += found is True
        if found is None:
            if once:
                break
            close_old_connections()
            stop.wait(PAUSE_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311
    heart.stop()
    connections.close_all()
    return done


def _one(heart: Heartbeat, now: datetime) -> bool | None:
    """Do the next due job: True when done, False when it failed, None when there is none."""
    row = job_engine.take(worker=heart.worker, now=now)
    if row is None:
        return None
    try:
        with heart.over(row), translation.override("en"):
            return job_engine.run(row, now=now)
    finally:
        close_old_connections()  # a connection that a job broke, or a pooled one, goes back
