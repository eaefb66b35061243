"""The demonstration's own folder and ports: made, started over, held by one process at a time."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import socket
from functools import cache
from pathlib import Path
from typing import TextIO

MARK = "this-is-a-demonstration"
STAMP = "seeded"
MAILS = "mails.sqlite3"


class NotOurs(Exception):
    """The folder holds something that is not a demonstration; it is left alone."""


class Busy(Exception):
    """Another process runs this demonstration; the message says which."""


class Place:
    """One demonstration's folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.outdated = False  # after `open`: a past was there, but not of today's story and tables
        self._lock: TextIO | None = None

    @property
    def seeded(self) -> bool:
        """Whether the whole past is there, told by the story and the tables of today."""
        return self._stamp() == fingerprint()

    @property
    def mails(self) -> Path:
        return self.home / MAILS

    def open(self, *, fresh: bool) -> None:
        """Make the folder ours. `fresh`, or a seeding that never ended, starts over. Raises NotOurs, Busy."""
        if self.home.exists() and any(self.home.iterdir()) and not (self.home / MARK).exists():
            raise NotOurs(str(self.home))
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.home / MARK).touch()
        self._hold()
        self.outdated = not fresh and self._stamp() not in {"", fingerprint()}
        if fresh or not self.seeded:
            self._empty()

    def say_who(self, text: str) -> None:
        """Leave word for a second start: where this demonstration can be found."""
        if self._lock is not None:
            self._lock.seek(0)
            self._lock.truncate()
            self._lock.write(text)
            self._lock.flush()

    def mark_seeded(self) -> None:
        (self.home / STAMP).write_text(fingerprint(), "utf-8")

    def _stamp(self) -> str:
        path = self.home / STAMP
        return path.read_text("utf-8") if path.exists() else ""

    def _hold(self) -> None:
        self._lock = (self.home / "running").open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.seek(0)
            raise Busy(self._lock.read().strip() or "starting") from None

    def _empty(self) -> None:
        for path in self.home.iterdir():
            if path.name in {MARK, "running"}:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


@cache
def fingerprint() -> str:
    """A digest of the story and of the tables it is written into."""
    package = Path(__file__).resolve().parents[1]
    files = [*package.glob("*/migrations/*.py"), *package.glob("demo/*.py")]
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.read_bytes())
    return total.hexdigest()


def free(port: int) -> bool:
    """Whether nobody listens on this port of this machine, on either kind of address."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as fault:
            if fault.errno in {98, 48, 13}:  # in use (Linux, macOS), not allowed
                return False
    return True


def first_free(start: int, tries: int = 50) -> int:
    """The first free port from `start` on."""
    for port in range(start, start + tries):
        if free(port):
            return port
    raise Busy(f"no port from {start} to {start + tries - 1} is free")


def any_free() -> int:
    """A port the system gives us."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
