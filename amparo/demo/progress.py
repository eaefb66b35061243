"""Says on the terminal what is being done, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def step(out: Any, name: str) -> Iterator[None]:
    """One line for one step: its name while it lasts (on a terminal), then a tick and the seconds."""
    begun = time.monotonic()
    if out.isatty():
        out.write(f"  … {name}", ending="\r")
        out.flush()
    yield
    out.write(f"  ✓ {name:<44}{time.monotonic() - begun:5.1f} s")
    out.flush()
