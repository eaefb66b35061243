"""Private files: only their owner may read them, and they are written whole or not at all."""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Put `text` in place of whatever was there, safe on disk when this returns."""
    temporary = _written(path, text)
    temporary.replace(path)
    _sync_folder(path.parent)


def write_new(path: Path, text: str) -> bool:
    """Write a file that must not exist yet. False, with nothing changed, when it does."""
    temporary = _written(path, text)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink()
    _sync_folder(path.parent)
    return True


def append(path: Path, text: str) -> None:
    """Add lines to the end of a file, safe on disk when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def open_to_others(path: Path, *, but: int = 0) -> bool:
    """May anyone but the owner touch this file? `but` names permission bits that are allowed."""
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077 & ~but)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time works on this file; the others wait."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _written(path: Path, text: str) -> Path:
    """A new file beside `path`, of mode 0600 from its first moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    return Path(name)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
