"""The least time an answer about an identity takes, so that no outcome tells itself by the clock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from amparo import config


@contextmanager
def floor() -> Iterator[None]:
    """Wait, outside any transaction, until the floor is reached, however the block was left."""
    until = time.monotonic() + config.current().answer_floor_ms / 1000
    try:
        yield
    finally:
        time.sleep(max(0.0, until - time.monotonic()))
