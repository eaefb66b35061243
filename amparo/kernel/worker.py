"""The worker's loop: queue what is due by the clock, lease a job, do it, again, until it is told to stop."""

from __future__ import annotations

import logging
import os
import random
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType

from django.db import close_old_connections, connections

from amparo.kernel import clock, jobs

logger = logging.getLogger("amparo.worker")
PAUSE_SECONDS = 0.5
PERIODIC_SECONDS = 5.0


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


def work(*, stop: threading.Event, once: bool = False, beat: Callable[[], None] = lambda: None) -> int:
    """Work until `stop` is set, or with `once` until nothing is due. How many jobs were done."""
    me, done, next_look = name(), 0, 0.0
    while not stop.is_set():
        now = clock.now()
        if now.timestamp() >= next_look:
            jobs.queue_periodic(now=now)
            beat()
            next_look = now.timestamp() + PERIODIC_SECONDS
        row = jobs.take(worker=me, now=now)
        if row is not None:
            with jobs.kept_alive(row):
                done += jobs.run(row, now=now)
        elif once:
            break
        close_old_connections()
        if row is None:
            stop.wait(PAUSE_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311
    connections.close_all()
    return done
