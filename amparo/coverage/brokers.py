"""Keeps brokers by the id that enrolment files carry (SITE-3); read from brokers.csv."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from amparo.coverage.models import Broker

COLUMNS = ("id", "name", "phone", "email")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
SENTENCES = {
    "columns": _("The first line must be id,name,phone,email."),
    "not_text": _("The file is not a CSV text file in UTF-8."),
    "fields": _("The row has more or fewer than four fields."),
    "id": _("The id is missing, or longer than 80 characters."),
    "name": _("The name is missing, or longer than 120 characters."),
    "phone": _("The phone number does not have ten digits."),
    "email": _("The e-mail address is not possible."),
}


@dataclass(frozen=True)
class Read:
    """What a file came to: rows taken, those that changed something, and (line, code) of the others."""

    accepted: int
    changed: int
    faults: tuple[tuple[int, str], ...]


def keep(*, path: Path) -> Read:
    """Write every good row, in the caller's transaction; a bad row is named and passed over."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream, strict=True))
    except (UnicodeDecodeError, csv.Error):
        return Read(0, 0, ((1, "not_text"),))
    if not rows or [name.strip().lower() for name in rows[0]] != list(COLUMNS):
        return Read(0, 0, ((1, "columns"),))
    faults: list[tuple[int, str]] = []
    accepted = changed = 0
    known = {broker.broker_id: broker for broker in Broker.objects.all()}
    for line, fields in enumerate(rows[1:], start=2):
        values = [" ".join(field.split()) for field in fields]
        if not any(values):
            continue
        if code := _fault(values):
            faults.append((line, code))
            continue
        accepted += 1
        changed += _store(known, *values)
    return Read(accepted, changed, tuple(faults))


def _fault(values: list[str]) -> str:
    if len(values) != len(COLUMNS):
        return "fields"
    broker_id, name, phone, email = values
    if not 0 < len(broker_id) <= 80:
        return "id"
    if not 0 < len(name) <= 120:
        return "name"
    if phone and len(_digits(phone)) != 10:
        return "phone"
    return "email" if email and (len(email) > 254 or not EMAIL.fullmatch(email)) else ""


def _digits(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def _store(known: dict[str, Broker], broker_id: str, name: str, phone: str, email: str) -> bool:
    broker = known.setdefault(broker_id, Broker(broker_id=broker_id))
    told = {"name": name, "phone": _digits(phone), "email": email}
    if broker.pk and all(getattr(broker, key) == value for key, value in told.items()):
        return False
    for key, value in told.items():
        setattr(broker, key, value)
    broker.save()
    return True
