"""`amparo demo`: serves an invented plan in mid-life, with its mails and codes open to see."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amparo import config
from amparo.demo import facts
from amparo.demo.catcher import Catcher
from amparo.demo.mailbox import Mailbox
from amparo.demo.place import Busy, NotOurs, Place, any_free, first_free, free
from amparo.demo.progress import step

USUAL_PORT = 8000
PATIENCE = 60.0  # seconds a part may take to start or to stop


class Command(BaseCommand):
    """Prepare, seed once, then keep mail catcher, worker and web server running until Ctrl-C."""

    help = "Serve a living demonstration of an invented plan on this machine."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="Forget everything and start over.")
        parser.add_argument("--port", type=int, help=f"The port ({USUAL_PORT} or the next free one).")

    def handle(self, *args: Any, **options: Any) -> None:
        settings = config.current()
        if not settings.demo:
            raise CommandError("Start it with ./run demo, which sets AMPARO_DEMO=1 and a home of its own.")
        port = self._port(options["port"])
        place = Place(settings.home_path)
        try:
            place.open(fresh=options["fresh"])
        except NotOurs as fault:
            raise CommandError(
                f"{fault} holds something that is not a demonstration; it was left alone."
            ) from None
        except Busy as fault:
            raise CommandError(f"This demonstration is running already: {fault}") from None
        signal.signal(signal.SIGTERM, _stop)
        try:
            self._live(place, port)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped. ./run demo goes on where you were; ./run demo --fresh starts over.")

    def _port(self, wanted: int | None) -> int:
        if wanted is None:
            return first_free(USUAL_PORT)
        if not free(wanted):
            raise CommandError(f"Port {wanted} is taken on this machine.")
        return wanted

    def _live(self, place: Place, port: int) -> None:
        smtp, address = any_free(), f"http://localhost:{port}"
        environment = _environment(place, port, smtp)
        place.say_who(address)
        if place.outdated:
            self.stdout.write("The demonstration itself has changed since your last start: it starts over.")
        with step(self.stdout, "Plan, keys and database"):
            self._run(environment, "init", "--sample")
        if not place.seeded:
            self._run(environment, "demo_seed", quiet=False)
            place.mark_seeded()
        catcher = Catcher(Mailbox(place.mails), port=smtp)
        catcher.start()
        server: subprocess.Popen[bytes] | None = None
        try:
            with step(self.stdout, "Web server and worker"):
                server = subprocess.Popen(_words("serve"), env=environment, start_new_session=True)
                self._wait_for(f"http://127.0.0.1:{port}/", server)
            self.stdout.write(facts.what_to_try(address))
            self.stdout.flush()
            server.wait()
            raise CommandError(f"The server ended by itself (exit code {server.returncode}).")
        finally:
            if server is not None:
                _end(server)
            catcher.stop()

    def _run(self, environment: dict[str, str], *words: str, quiet: bool = True) -> None:
        self.stdout.flush()
        done = subprocess.run(_words(*words), env=environment, capture_output=quiet, text=True, check=False)
        if done.returncode:
            raise CommandError(
                f"`amparo {' '.join(words)}` failed.\n{done.stdout or ''}{done.stderr or ''}".rstrip()
            )

    def _wait_for(self, address: str, server: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if server.poll() is not None:
                raise CommandError(f"The server ended at its start (exit code {server.returncode}).")
            try:
                with urllib.request.urlopen(address, timeout=5):  # noqa: S310 (an http address of our own)
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise CommandError("The server did not answer within a minute.")


def _environment(place: Place, port: int, smtp: int) -> dict[str, str]:
    """What every part of the demonstration is told."""
    return config.child_environment(
        demo=1,
        home=place.home,
        public_url=f"http://localhost:{port}",
        listen=f"127.0.0.1:{port}",
        smtp_host="127.0.0.1",
        smtp_port=smtp,
        smtp_security="none",
        log_level="ERROR",
        web_threads=4,
    )


def _words(*words: str) -> list[str]:
    return [sys.executable, "-m", "amparo", *words]


def _stop(*_: Any) -> None:
    raise KeyboardInterrupt


def _end(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to end; make it, if it does not."""
    server.terminate()
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=15)
