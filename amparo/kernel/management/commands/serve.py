"""`amparo serve`: the web server and one worker on this machine, each started again when it ends by itself."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from amparo import config
from amparo.kernel import worker
from amparo.kernel.vault import keyring


def web() -> list[str]:
    """The words that start granian as Config wants it; it writes no access log, for addresses say who visits."""
    settings = config.current()
    host, _, port = settings.listen.rpartition(":")
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "amparo.wsgi:application"),
        *("--host", host.strip("[]"), "--port", port, "--workers", str(settings.web_workers)),
        *("--blocking-threads", str(settings.web_threads), "--backpressure", str(16 * settings.web_threads)),
        *("--no-access-log", "--log-level", "warning", "--respawn-failed-workers"),
    ]


class Command(BaseCommand):
    """For one machine. Many machines run `amparo web` and `amparo worker` under their own supervisor."""

    help = "Serve the pages and do what waits in the queue, on this machine."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            keyring.ring()
        except keyring.NoKeys as fault:
            raise CommandError(str(fault)) from None
        words = {"web": web(), "worker": [sys.executable, "-m", "amparo", "worker"]}
        stop = worker.stop_on_signal()
        running = {name: subprocess.Popen(line) for name, line in words.items()}
        starts = dict.fromkeys(words, 0)
        while not stop.wait(0.5):
            for name, process in running.items():
                if process.poll() is not None:
                    starts[name] += 1
                    if starts[name] > 20:
                        stop.set()
                        self.stderr.write(f"{name} ended too often.")
                        break
                    time.sleep(min(30, 2 ** starts[name] / 4))
                    running[name] = subprocess.Popen(words[name])
        for process in running.values():
            process.terminate()
        for process in running.values():
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
