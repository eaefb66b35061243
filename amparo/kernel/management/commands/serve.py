"""`amparo serve`: the web server and one worker on this machine, each started again when it ends by itself."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from amparo import config
from amparo.kernel import clock, health, redact, supervise, worker
from amparo.kernel.vault import guard, keyring


class Command(BaseCommand):
    """For one machine. Many machines run `amparo web` and `amparo worker` under their own supervisor."""

    help = "Serve the pages and do what waits in the queue, on this machine."

    def handle(self, *args: Any, **options: Any) -> None:
        check()
        redact.catch_what_nobody_caught()
        stop = worker.stop_on_signal()
        parts = {"web": web(), "worker": [sys.executable, "-m", "amparo", "worker"]}
        if code := supervise.keep_running(parts, stop=stop):
            raise CommandError(
                "A part of the server keeps ending; its last words stand above.", returncode=code
            )


def web() -> list[str]:
    """The words that start granian as Config wants it; it writes no access log, for addresses say who visits."""
    settings = config.current()
    host, port = address(settings.listen)
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "amparo.wsgi:application"),
        *("--host", host, "--port", str(port), "--http", "1", "--no-ws"),
        *("--workers", str(settings.web_workers), "--blocking-threads", str(settings.web_threads)),
        *("--backpressure", str(max(128, 16 * settings.web_threads))),
        *("--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "8"),
        *("--no-access-log", "--log-level", "error"),
    ]


def address(listen: str) -> tuple[str, int]:
    """Host and port of `host:port` or `[v6]:port`. Raises CommandError."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError("AMPARO_LISTEN takes an address and a port, like 127.0.0.1:8000 or [::]:8000.")
    return host.strip("[]"), int(port)


def check() -> None:
    """Refuse to start what could not serve: keys, tables, port. Raises CommandError with what to do."""
    try:
        keyring.ring()
        guard.at_boot(now=clock.now())
        if not health.tables_are_there():
            raise CommandError("The tables are not those of this release. Run `amparo migrate`.")
    except (keyring.NoKeys, guard.WrongKeys) as fault:
        raise CommandError(str(fault)) from None
    except DatabaseError:
        raise CommandError("The database does not answer. See AMPARO_DATABASE_URL.") from None
    finally:
        connections.close_all()
    _port_is_free(*address(config.current().listen))


def _port_is_free(host: str, port: int) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        with socket.socket(found[0][0], socket.SOCK_STREAM) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[0][4])
    except OSError as fault:
        raise CommandError(f"Nothing can listen at {host} port {port}: {fault.strerror}.") from None
