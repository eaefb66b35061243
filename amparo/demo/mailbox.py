"""Where the demonstration keeps the mails that a real plan would send: one small file, readable by anyone."""

from __future__ import annotations

import email
import email.policy
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

TABLE = "CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, at TEXT, recipients TEXT, raw BLOB)"
SELECT = "SELECT id, at, recipients, raw FROM mail"
CODE = re.compile(r"(?<!\d)(\d{4})[ -]?(\d{4})(?!\d)")


class NoSuchMail(LookupError):
    """There is no mail with this number."""


@dataclass(frozen=True)
class Mail:
    """One mail as it left: `language` en or es, `code` the eight-digit code in it, if there is one."""

    number: int
    at: datetime
    to: str
    language: str
    subject: str
    text: str
    html: str

    @property
    def code(self) -> str:
        found = CODE.search(self.text)
        return f"{found[1]} {found[2]}" if found else ""


class Mailbox:
    """All mails of one demonstration, kept in a file of their own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, *, raw: bytes, recipients: list[str], at: datetime) -> None:
        """Keep one mail as it came over the wire."""
        with self._open() as database:
            database.execute(
                "INSERT INTO mail (at, recipients, raw) VALUES (?, ?, ?)",
                (at.isoformat(), ", ".join(recipients), raw),
            )

    def newest(self, limit: int = 100) -> list[Mail]:
        """The mails, newest first."""
        with self._open() as database:
            rows = database.execute(
                "SELECT id, at, recipients, raw FROM mail ORDER BY id DESC LIMIT ?", (limit,)
            )
            return [_read(*row) for row in rows]

    def find(self, number: int) -> Mail:
        """One mail. Raises NoSuchMail."""
        if number >= 2**63:  # more than SQLite counts
            raise NoSuchMail
        with self._open() as database:
            row = database.execute(
                "SELECT id, at, recipients, raw FROM mail WHERE id = ?", (number,)
            ).fetchone()
        if row is None:
            raise NoSuchMail
        return _read(*row)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=10)) as database, database:
            database.execute(TABLE)
            yield database


def _read(number: int, at: str, recipients: str, raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return Mail(
        number=number,
        at=datetime.fromisoformat(at),
        to=recipients,
        language=str(message["content-language"] or "en")[:2],
        subject=str(message["subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
