"""A mail server on this machine that keeps what it is given and delivers nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiosmtpd.controller import Controller

from amparo.demo.mailbox import Mailbox
from amparo.kernel import clock


class _Keep:
    """aiosmtpd's handler: every mail goes into the mailbox."""

    def __init__(self, mailbox: Mailbox, when: Callable[[], datetime]) -> None:
        self.mailbox = mailbox
        self.when = when

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mailbox.put(raw=envelope.content, recipients=list(envelope.rcpt_tos), at=self.when())
        return "250 kept"


class Catcher:
    """The mail server of one demonstration; `when` says when a mail came (the story has days of its own)."""

    def __init__(self, mailbox: Mailbox, *, port: int, when: Callable[[], datetime] = clock.now) -> None:
        self._keep = _Keep(mailbox, when)
        self._port = port
        self._controller: Any = None

    def start(self) -> None:
        """Listen from now on; it may be stopped and started again."""
        self._controller = Controller(self._keep, hostname="127.0.0.1", port=self._port)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop(no_assert=True)
