"""Keeps the parts of one machine running: starts each again when it ends, and ends them all in order."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

STEADY_SECONDS = 60.0  # who lived longer did not fail at its start
MOST_FALLS = 8  # in a row, each within STEADY_SECONDS; then something is wrong that a start cannot mend
LONGEST_WAIT = 15.0  # seconds before the next start
PATIENCE = 12.0  # seconds a part has to end by itself: the worker's job in hand, requests under way

log = logging.getLogger("amparo.serve")


class Part:
    """One process that should run: its name, the words that start it, and how it has fared."""

    def __init__(self, name: str, words: Sequence[str]) -> None:
        self.name, self.words = name, list(words)
        self.process: subprocess.Popen[bytes] | None = None
        self.falls = 0
        self._born = self._next = 0.0

    def start(self) -> None:
        """Begin, in a session of its own: Ctrl-C at the terminal reaches us, and we tell the parts."""
        self._born = time.monotonic()
        self.process = subprocess.Popen(
            self.words,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    def look(self) -> bool:
        """Start again what has ended, a little later each time; False when that is hopeless."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._next:
                self.start()
        elif (code := self.process.poll()) is not None:
            self.falls = self.falls + 1 if now - self._born < STEADY_SECONDS else 1
            log.warning("%s ended with code %s; it is started again", self.name, code)
            self.kill()
            self.process, self._next = None, now + min(LONGEST_WAIT, 2**self.falls / 8)
        return self.falls < MOST_FALLS

    def ask_to_end(self) -> None:
        """SIGTERM, if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end until this moment; then end it and whatever it left behind."""
        if self.process is not None:
            try:
                self.process.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("%s did not end in time and was killed", self.name)
            self.kill()
            self.process.wait()

    def kill(self) -> None:
        """Whatever is left of its process group."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return


def keep_running(parts: Mapping[str, Sequence[str]], *, stop: threading.Event) -> int:
    """Run all parts until `stop`, then end them; the exit code: 0 for a stop in order, 1 when a part keeps failing."""
    kept = [Part(name, words) for name, words in parts.items()]
    code = 0
    while not stop.is_set():
        for part in kept:
            if not part.look():
                log.critical("%s ended %s times in a row; giving up", part.name, part.falls)
                code = 1
                stop.set()
        stop.wait(0.2)
    for part in kept:
        part.ask_to_end()
    until = time.monotonic() + PATIENCE
    for part in kept:
        part.wait(until)
    return code


def _end_with_parent() -> None:
    """Linux sends us SIGTERM when the supervisor is killed, so that no orphan keeps the port."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
