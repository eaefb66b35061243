"""Tries again what the database refused only because somebody else was writing."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError, OperationalError, connection

Result = TypeVar("Result")
PAUSES = (0.02, 0.1, 0.5)  # seconds, each made longer or shorter by chance
AGAIN = frozenset({"40001", "40P01", "55P03"})  # PostgreSQL: serialization, deadlock, lock not available


def patiently(work: Callable[[], Result]) -> Result:
    """Do a whole transaction; when it met a lock, do it again, four times in all.

    Inside a transaction of the caller it is done once: only the caller could begin that one again.
    """
    for pause in PAUSES:
        try:
            return work()
        except OperationalError as fault:
            if connection.in_atomic_block or not was_in_the_way(fault):
                raise
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311
    return work()


def was_in_the_way(fault: DatabaseError) -> bool:
    """Whether the fault says no more than that another transaction held a lock."""
    cause = fault.__cause__
    if getattr(cause, "sqlstate", None) in AGAIN:
        return True
    return str(getattr(cause, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
