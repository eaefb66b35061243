"""What one member record says, as plain data: the shape between reading a file and judging it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True)
class Note:
    """Something to say about one place: `code` is a rule of rules.py, `facts` fill its words."""

    code: str
    line: int
    number: int = 0
    facts: dict[str, str] = field(default_factory=dict)


@dataclass
class Cover:
    """One HD loop: days are ISO texts, empty where the file gives none."""

    action: str
    kind: str
    line: int
    number: int
    text: str = ""
    tier: str = ""
    begins: str = ""
    ends: str = ""
    code: str = ""


@dataclass
class Provider:
    """One chosen provider: `kind` is NM101."""

    kind: str
    name: str
    npi: str = ""
    phone: str = ""
    begins: str = ""


@dataclass
class Answering:
    """Somebody who answers for the member: custodial parent, guardian, power of attorney."""

    kind: str
    name: str
    phone: str = ""
    email: str = ""


@dataclass
class Enrolment:
    """One INS record. `ssn` never leaves memory: staging keeps its digest."""

    line: int
    number: int
    flag: str = ""  # INS01
    relationship: str = ""
    maintenance: str = ""
    reason: str = ""
    confidentiality: str = ""  # INS13: R restricted, U not, empty nothing said
    handicapped: bool = False
    died_on: str = ""
    subscriber_no: str = ""
    own_no: str = ""
    group_no: str = ""
    begins: str = ""  # 356
    ends: str = ""  # 357
    effective: str = ""  # 303
    corrected: bool = False
    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    name_suffix: str = ""
    birth_on: str = ""
    gender: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""
    mail_line1: str = ""
    mail_line2: str = ""
    mail_city: str = ""
    mail_state: str = ""
    mail_zip: str = ""
    phone: str = ""
    mobile: str = ""
    work_phone: str = ""
    email: str = ""
    languages: dict[str, str] = field(default_factory=dict)  # use 5–8 → code
    old_last_name: str = ""
    old_first_name: str = ""
    old_birth_on: str = ""
    covers: list[Cover] = field(default_factory=list)
    providers: list[Provider] = field(default_factory=list)
    answering: list[Answering] = field(default_factory=list)
    broker_id: str = ""  # where the record itself names one; else its set does
    given: set[str] = field(default_factory=set)  # which parts the record has: address, contact, mail …
    ssn: str = field(default="", repr=False)
    notes: list[Note] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)  # segment → its line and number

    @property
    def is_subscriber(self) -> bool:
        return self.flag == "Y"

    def say(self, code: str, line: int = 0, number: int = 0, **facts: str) -> None:
        """Note something about this record, at its own place unless told another."""
        self.notes.append(Note(code, line or self.line, number or self.number, facts))

    def say_at(self, segment: str, code: str) -> None:
        """Note something about one of its segments."""
        self.say(code, *self.places.get(segment, (0, 0)))

    def as_json(self) -> dict[str, Any]:
        """For staging: everything but the numbers that identify a person, and the notes."""
        kept = {k: v for k, v in vars(self).items() if k not in {"ssn", "notes", "places"}}
        kept["given"] = sorted(self.given)
        for name in ("covers", "providers", "answering"):
            kept[name] = [vars(part) for part in kept[name]]
        return kept


def from_json(kept: dict[str, Any]) -> Enrolment:
    """The record that as_json wrote."""
    record = Enrolment(**kept)
    record.given = set(record.given)
    record.covers = [Cover(**part) for part in kept["covers"]]
    record.providers = [Provider(**part) for part in kept["providers"]]
    record.answering = [Answering(**part) for part in kept["answering"]]
    return record


def clean(text: str) -> str:
    """Trimmed, letters composed (NFC), without control characters, which no database should have to keep."""
    text = text.strip()
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in unicodedata.normalize("NFC", text) if c.isprintable()).strip()


def day(text: str) -> str:
    """CCYYMMDD as an ISO day; empty where it is no day of the calendar."""
    if len(text) < 8 or not text[:8].isdigit():
        return ""
    iso = f"{text[:4]}-{text[4:6]}-{text[6:8]}"
    try:
        date.fromisoformat(iso)
    except ValueError:
        return ""
    return iso


def as_date(iso: str) -> date | None:
    """An ISO day as a date, None for an empty text."""
    return date.fromisoformat(iso) if iso else None


def month_end(day: date) -> date:
    """The last day of its month."""
    following = (
        day.replace(year=day.year + 1, month=1, day=1)
        if day.month == 12
        else day.replace(month=day.month + 1, day=1)
    )
    return following - timedelta(days=1)
