"""Keeps personal data out of the log: one JSON object a line, exceptions by class and place only."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

from amparo import config

MOST_PLACES = 12
KEPT = ("reference", "job", "status_code")  # what our own code may add with `extra`
FROM_CODE = ("fault", "place", "exception", "places")  # names of classes, files and functions only

UUID = r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
ADDRESS = r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+"
TOKEN = r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])(?<![\w-])[\w-]{20,}(?![\w-])"  # noqa: S105  # cookies, links' tokens, digests
QUERY = r"\?[^\s\"']+"
NUMBER = r"\d[\d\s./()–—-]{4,}\d"  # six or more: SSN, telephone, codes, dates, addresses of machines
PRIVATE = re.compile(
    f"(?P<uuid>{UUID})|(?P<address>{ADDRESS})|(?P<token>{TOKEN})|(?P<query>{QUERY})|(?P<number>{NUMBER})",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """The text without mail addresses, tokens, query strings and long numbers; UUIDs are ids and stay."""
    return PRIVATE.sub(lambda m: m[0] if m.lastgroup == "uuid" else f"[{m.lastgroup}]", text)


class Redact(logging.Filter):
    """Takes out of a record everything that may be somebody's, before a handler formats it.

    Exceptions given as arguments become their class; a request gives its route, never its path.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if not getattr(record, "redacted", False):
            record.msg, record.args = clean(_says(record)), ()
            for name, value in _exception(record.exc_info).items():
                setattr(record, name, value)
            record.exc_info = record.exc_text = record.stack_info = None
            record.redacted = True
        return True


class JsonLine(logging.Formatter):
    """One line of JSON with what Redact has left; an exception by class and places, never text or values."""

    def format(self, record: logging.LogRecord) -> str:
        Redact().filter(record)
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "from": record.name,
            "says": record.getMessage(),
        }
        request = getattr(record, "request", None)
        if reference := getattr(request, "reference", ""):
            line["reference"] = clean(str(reference))
        for name in KEPT:
            if value := getattr(record, name, ""):
                line[name] = value if isinstance(value, int) else clean(str(value))
        for name in FROM_CODE:
            if value := getattr(record, name, ""):
                line[name] = str(value)
        return json.dumps(line, ensure_ascii=False)


def catch_what_nobody_caught() -> None:
    """For a process that writes to a log: an exception that ends it or a thread is logged, not printed.

    A person at a terminal still sees Python's own traceback, and so does who tries the demonstration.
    """
    if sys.stderr.isatty() or config.current().demo:
        return
    log = logging.getLogger("amparo")

    def ended(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("the process ended", exc_info=(kind, fault, trace))

    def thread_ended(what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None and what.exc_type is not SystemExit:
            log.critical("a thread ended", exc_info=(what.exc_type, what.exc_value, what.exc_traceback))

    sys.excepthook = ended
    threading.excepthook = thread_ended


def _says(record: logging.LogRecord) -> str:
    """The message with each argument made harmless. It never fails, or the record would be printed raw."""
    request = getattr(record, "request", None)
    path = str(getattr(request, "path", "")) or None
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    text, args = str(record.msg), record.args
    if not args:
        return text.replace(path, _route(request)) if path and len(path) > 1 else text
    try:
        if isinstance(args, dict):
            return text % {name: _harmless(value, path, request) for name, value in args.items()}
        values = args if isinstance(args, tuple) else (args,)
        return text % tuple(_harmless(value, path, request) for value in values)
    except (TypeError, ValueError, KeyError):
        return text


def _harmless(value: object, path: str | None, request: object) -> object:
    if isinstance(value, bool | float) or value is None:
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**7 else "[number]"
    if isinstance(value, str):
        return _route(request) if path and value == path else clean(value)
    if isinstance(value, BaseException | type):
        return (value if isinstance(value, type) else type(value)).__name__
    return f"[{type(value).__name__}]"


def _route(request: object) -> str:
    """The pattern of the page's address, in which no token and no name stands."""
    found = getattr(getattr(request, "resolver_match", None), "route", None)
    return f"/{found}" if found is not None else "[no such page]"


def _exception(info: Any) -> dict[str, str]:
    if not info or info is True or info[0] is None:
        return {}
    kinds: list[str] = []
    fault = info[1]
    while fault is not None and len(kinds) < 5:
        kinds.append(type(fault).__name__)
        fault = fault.__cause__ or fault.__context__
    steps = traceback.extract_tb(info[2])[-MOST_PLACES:]
    places = " < ".join(f"{_short(step.filename)}:{step.lineno}" for step in reversed(steps))
    return {"exception": " < ".join(kinds), "places": places}


def _short(path: str) -> str:
    for root in ("/site-packages/", "/amparo/"):
        if root in path:
            return root.removeprefix("/site-packages/").removeprefix("/") + path.rsplit(root, 1)[1]
    return path.rsplit("/", 1)[-1]
