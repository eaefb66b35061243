"""Keeps personal data out of the log: one JSON object a line, exceptions by class and place only."""

from __future__ import annotations

import json
import logging
import re
import traceback

LONG_NUMBER = re.compile(r"\d(?:[\d\s-]{5,})\d")
ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")


def clean(text: str) -> str:
    """The text without long numbers and mail addresses."""
    return ADDRESS.sub("[address]", LONG_NUMBER.sub("[number]", text))


class Redact(logging.Filter):
    """Cleans what a record says before any handler writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = clean(record.getMessage())
        record.args = ()
        return True


class JsonLine(logging.Formatter):
    """One line of JSON; an exception gives its class and the places it passed, never its text or its values."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "from": record.name,
            "says": record.getMessage(),
        }
        if reference := getattr(record, "reference", ""):
            line["reference"] = reference
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])[-12:]
            line["places"] = " < ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in reversed(frames))
        return json.dumps(line, ensure_ascii=False)
