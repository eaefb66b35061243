"""Reads a roster, the CSV for plans without 834 files, into the same records as an 834."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from amparo.coverage.x834.enrolments import Event, Judged, SetSeen
from amparo.coverage.x834.envelope import Fault
from amparo.coverage.x834.judge import Context, judge
from amparo.coverage.x834.record import Cover, Enrolment, Note, Provider, clean

RELATIONSHIPS = {
    "self": "18",
    "spouse": "01",
    "partner": "53",
    "child": "19",
    "stepchild": "17",
    "ward": "15",
}
RELATIONSHIPS |= {
    "adopted child": "09",
    "foster child": "10",
    "grandchild": "05",
    "parent": "03",
    "other": "G8",
}
LINES = {"medical": "HLT", "dental": "DEN", "vision": "VIS", "pharmacy": "PDG"}


class _Wrong(Exception):
    """A field that does not hold what its column takes."""


@dataclass(frozen=True)
class Column:
    """One column: its name, what it takes in words, whether it must be there and filled."""

    name: str
    takes: str
    needed: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("subscriber_number", "the family's number, the same on every row of a family", True),
    Column(
        "member_number", "the person's own number, as on the card; empty: the family's number and a suffix"
    ),
    Column(
        "relationship",
        "self for the subscriber; or " + ", ".join(k for k in RELATIONSHIPS if k != "self"),
        True,
    ),
    Column("last_name", "the legal last name, or the only name", True),
    Column("first_name", "the legal first name"),
    Column("middle_name", "the middle name"),
    Column("birth_date", "a day like 1984-03-12 or 03/12/1984", True),
    Column("sex", "F, M or X"),
    Column("ssn", "a Social Security number of nine digits; kept as a keyed digest only"),
    Column("address_1", "street and number"),
    Column("address_2", "apartment and the like"),
    Column("city", "a city"),
    Column("state", "a state in two letters"),
    Column("zip", "a ZIP code of five or nine digits"),
    Column("phone", "a phone number of ten digits"),
    Column("mobile", "a mobile phone number of ten digits"),
    Column("email", "an e-mail address"),
    Column("language", "en, es or another language code"),
    Column("confidential", "yes where others in the family must not see the person; no"),
    Column("broker_id", "an id of brokers.csv"),
    Column("group_number", "the group's or policy's number"),
    Column("product", "a product code of plan.toml"),
    Column("kind", "medical, dental, vision or pharmacy; empty: medical"),
    Column("cover_begins", "a day; needed where there is a product"),
    Column("cover_ends", "a day; empty while the cover lasts"),
    Column("pcp_npi", "the NPI of the primary care provider"),
    Column("pcp_name", "the provider's name"),
)
BY_NAME = {column.name: column for column in COLUMNS}


def enrolments(stream: BinaryIO, *, products: Collection[str], today: date) -> Iterator[Event]:
    """Judged records, one a row; rows of one person with further products follow each other.

    A fault in the first line rejects the file; a fault in a row holds that row.
    """
    try:
        text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
        rows = _numbered(text)
        _, first = next(rows, (1, []))
        header = [name.strip().lower().replace(" ", "_") for name in first]
        faults = list(_header(header))
        context = Context(True, today, products)
        yield SetSeen(1, context)
        yield from faults
        if not faults:
            yield from _rows(rows, header, context)
    except (UnicodeDecodeError, csv.Error):
        yield Fault(Note("roster_not_text", 1), frozenset({1}))


def _numbered(text: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins on; a quoted field may hold line breaks."""
    reader = csv.reader(text, strict=True)
    line = 1
    for fields in reader:
        yield line, fields
        line = reader.line_num + 1


def _header(header: list[str]) -> Iterator[Fault]:
    if not header:
        yield Fault(Note("empty_file", 1), frozenset({1}))
        return
    for column in COLUMNS:
        if column.needed and column.name not in header:
            yield Fault(Note("roster_column_missing", 1, 0, {"column": column.name}), frozenset({1}))
    for name in header:
        if name not in BY_NAME:
            yield Fault(Note("roster_column_unknown", 1, 0, {"column": clean(name)[:40]}), frozenset({1}))


def _rows(rows: Iterator[tuple[int, list[str]]], header: list[str], context: Context) -> Iterator[Event]:
    """Rows in a row that name the same person become one record with several covers."""
    before: tuple[tuple[str, ...], Enrolment] | None = None
    for line, fields in rows:
        if not any(field.strip() for field in fields):
            continue
        record, row = Enrolment(line=line, number=0), dict(zip(header, map(_clean, fields), strict=False))
        if len(fields) != len(header):
            record.say("roster_columns_differ")
        _fill(record, row)
        person = tuple(
            row.get(n, "") for n in ("subscriber_number", "member_number", "first_name", "birth_date")
        )
        if before and before[0] == person and not record.notes:
            before[1].covers += record.covers
            continue
        if before:
            yield Judged(before[1], judge(before[1], context), 1)
        before = (person, record)
    if before:
        yield Judged(before[1], judge(before[1], context), 1)


def _clean(field: str) -> str:
    return clean(" ".join(field.split()))


def _fill(record: Enrolment, row: dict[str, str]) -> None:
    def take(column: str, read: Callable[[str], str] = str) -> str:
        value = row.get(column, "")
        if not value:
            if BY_NAME[column].needed:
                record.say("roster_field_missing", column=column)
            return ""
        try:
            return read(value)
        except _Wrong:
            record.say("roster_value", column=column, wanted=BY_NAME[column].takes)
            return ""

    record.maintenance = "030"
    record.relationship = take("relationship", _relationship)
    record.flag = "Y" if record.relationship == "18" else "N"
    record.subscriber_no, record.own_no = take("subscriber_number"), take("member_number")
    record.group_no, record.broker_id = take("group_number"), take("broker_id")[:80]
    record.last_name, record.first_name = take("last_name"), take("first_name")
    record.middle_name, record.birth_on = take("middle_name"), take("birth_date", _day)
    record.gender, record.ssn = take("sex").upper()[:1], re.sub(r"[\s-]", "", take("ssn"))
    record.line1, record.line2, record.city = take("address_1"), take("address_2"), take("city")
    record.state, record.zip = take("state").upper(), take("zip")
    record.phone, record.mobile = re.sub(r"\D", "", take("phone")), re.sub(r"\D", "", take("mobile"))
    record.email, record.confidentiality = take("email"), take("confidential", _yes_no)
    record.languages = {"6": code} if (code := take("language")) else {}
    if record.line1 or record.zip:
        record.given.add("address")
    if name := take("pcp_name"):
        record.providers.append(Provider("P3", name, take("pcp_npi")))
    if product := take("product"):
        begins, ends = take("cover_begins", _day), take("cover_ends", _day)
        cover = Cover(
            "030", take("kind", _line) or "HLT", record.line, 0, begins=begins, ends=ends, code=product
        )
        record.covers.append(cover)


def _relationship(text: str) -> str:
    if text.lower() not in RELATIONSHIPS:
        raise _Wrong
    return RELATIONSHIPS[text.lower()]


def _line(text: str) -> str:
    if text.lower() not in LINES:
        raise _Wrong
    return LINES[text.lower()]


def _yes_no(text: str) -> str:
    if text.lower() not in {"yes", "no", "y", "n"}:
        raise _Wrong
    return "R" if text.lower().startswith("y") else "U"


def _day(text: str) -> str:
    for pattern in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, pattern).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    raise _Wrong
