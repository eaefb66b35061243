"""A real browser, a real server and a real mail server for the tests in this folder."""

from __future__ import annotations

import email
import email.policy
import re
import socket
import threading
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from amparo.kernel import clock, jobs
from tests.browser import chromium


def pytest_collection_modifyitems(items: list[Any]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser():
    with chromium.started() as started:
        yield started


@pytest.fixture(autouse=True)
def plain_names(settings):
    """The test server finds static files by their plain names, also where `collectstatic` has run."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


class Mailbox:
    """Keeps every mail the product really sent over SMTP."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], Any]] = []
        self.lock = threading.Lock()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self.lock:
            self.letters.append((list(envelope.rcpt_tos), letter))
        return "250 kept"

    def to(self, address: str) -> list[Any]:
        """The mails to one address, oldest first, after everything that waits has been sent."""
        jobs.drain(now=clock.now())
        with self.lock:
            return [letter for people, letter in self.letters if address in people]

    def code(self, address: str) -> str:
        """The newest eight-digit code that went to the address."""
        for letter in reversed(self.to(address)):
            text = letter.get_body(("plain",)).get_content()
            if found := re.search(r"\b(\d{4})-?(\d{4})\b", text):
                return found.group(1) + found.group(2)
        raise AssertionError(f"no code went to {address}")


@pytest.fixture
def mailbox(settings):
    kept = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield kept
    server.stop()
