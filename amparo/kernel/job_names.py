"""The register of jobs: which handler stands behind a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

Handler = Callable[..., None]


@dataclass(frozen=True)
class Known:
    """One registered job.

    `tries`: how often it is tried; `longest`: after which time its worker is ended; `seconds`: the length of
    a slot if it is periodic, else 0.
    """

    name: str
    run: Handler
    tries: int
    longest: timedelta
    seconds: int = 0


_known: dict[str, Known] = {}


def keep(known: Known) -> None:
    """Register a job; a name belongs to one handler, and a reload of its module replaces it."""
    there = _known.get(known.name)
    if there is not None and there.run.__module__ != known.run.__module__:
        raise ValueError(f"two jobs are called {known.name}")
    _known[known.name] = known


def find(name: str) -> Known | None:
    """The job of this name, if there is one."""
    return _known.get(name)


def every_name() -> list[str]:
    """The names of all registered jobs."""
    return sorted(_known)


def periodic() -> list[Known]:
    """The jobs that run by the clock."""
    return [known for known in _known.values() if known.seconds]
