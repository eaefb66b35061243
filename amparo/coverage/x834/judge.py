"""Holds one record to the rules: what it lacks, what is impossible in it, what is odd."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from amparo.coverage.x834 import codes
from amparo.coverage.x834.record import Cover, Enrolment, Note, month_end
from amparo.coverage.x834.rules import RULES, Severity

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
LENGTHS = {"last_name": 60, "first_name": 35, "middle_name": 25, "name_suffix": 10}
OLDEST = date(1890, 1, 1).isoformat()
ADDS = frozenset({"021", "025", "030"})


@dataclass(frozen=True)
class Context:
    """What a record's transaction set says for all of them."""

    full: bool  # BGN08 4 or RX; else a change file
    file_on: date
    products: Collection[str] = field(default=())  # codes in plan.toml; empty: not asked
    broker: dict[str, str] = field(default_factory=dict)  # id, name
    sponsor: str = ""


def judge(record: Enrolment, context: Context) -> list[Note]:
    """Every note about the record, the parser's included; what cannot be used is taken out of it."""
    _identity(record, context)
    _person(record, context)
    _contact(record)
    _languages(record)
    for cover in record.covers:
        _cover(record, cover, context)
    _cancellation(record, context)
    seen: set[tuple[str, str]] = set()
    notes = []
    for note in record.notes:
        key = (note.code, str(note.facts))
        if key not in seen:
            seen.add(key)
            notes.append(note)
    return notes


def worst(notes: Collection[Note]) -> Severity:
    """The gravest severity among them; WARNING for none."""
    order = list(Severity)
    return min((RULES[note.code].severity for note in notes), key=order.index, default=Severity.WARNING)


def _identity(record: Enrolment, context: Context) -> None:
    if not record.subscriber_no:
        record.say("no_subscriber_number")
    if max(len(record.subscriber_no), len(record.own_no), len(record.group_no)) > 50:
        record.say("number_too_long")
    if record.flag not in {"Y", "N"}:
        record.say("flag_unknown")
    if record.maintenance not in codes.MAINTENANCE:
        record.say("maintenance_unknown")
    if record.flag == "N" and record.relationship == "18":
        record.say("self_not_subscriber")
    if record.relationship not in codes.RELATIONSHIPS:
        record.say("relationship_unknown")
        record.relationship = codes.OTHER_RELATIVE
    if record.reason and record.reason not in codes.REASONS:
        record.say("reason_unknown")
    if record.ssn:
        _ssn(record)


def _ssn(record: Enrolment) -> None:
    digits = record.ssn
    for name in ("subscriber_no", "own_no"):
        if re.sub(r"\D", "", getattr(record, name)) == digits:
            record.say_at("NM1", "ssn_as_number")
    impossible = digits[:3] in {"000", "666"} or digits[3:5] == "00" or digits[5:] == "0000"
    if not re.fullmatch(r"[0-9]{9}", digits) or impossible:
        record.say_at("NM1", "ssn_impossible")
        record.ssn = ""


def _person(record: Enrolment, context: Context) -> None:
    creates = record.maintenance in ADDS or context.full
    if not record.last_name and (creates or not record.own_no):
        record.say_at("NM1", "no_name")
    for name, most in LENGTHS.items():
        if len(getattr(record, name)) > most:
            record.say_at("NM1", "name_too_long")
    noted = any(note.code == "bad_birth_date" for note in record.notes)
    if not record.birth_on and not noted and (creates or not record.own_no):
        record.say_at("DMG", "no_birth_date")
    if (
        record.birth_on
        and not OLDEST <= record.birth_on <= (context.file_on + timedelta(days=300)).isoformat()
    ):
        record.say_at("DMG", "bad_birth_date")
    if record.died_on and record.birth_on and record.died_on < record.birth_on:
        record.say("bad_death_date")
    if record.gender not in {"M", "F", "U", "X"}:
        record.gender = ""
    if record.relationship in {"19", "09", "17"} and record.birth_on and not record.handicapped:
        turns = f"{int(record.birth_on[:4]) + 26}{record.birth_on[4:]}"
        if turns < context.file_on.isoformat() and record.maintenance != "024" and _open(record):
            record.say("grown_child")


def _open(record: Enrolment) -> bool:
    return any(cover.action != "024" and not cover.ends for cover in record.covers)


def _contact(record: Enrolment) -> None:
    for prefix in ("", "mail_"):
        state, code = getattr(record, prefix + "state"), getattr(record, prefix + "zip")
        if record.country not in {"", "US", "USA"} and not prefix:
            record.state = state[:2]
        elif state and state not in codes.STATES:
            record.say_at(prefix + "N4", "bad_state")
            setattr(record, prefix + "state", "")
        digits = re.sub(r"[\s-]", "", code)
        if code and not re.fullmatch(r"\d{5}(\d{4})?", digits):
            record.say_at(prefix + "N4", "bad_zip")
            digits = ""
        setattr(record, prefix + "zip", digits)
    for name, most in {"line1": 55, "line2": 55, "city": 30}.items():
        for prefix in ("", "mail_"):
            setattr(record, prefix + name, getattr(record, prefix + name)[:most])
    if record.email and (len(record.email) > 254 or not EMAIL.fullmatch(record.email)):
        record.say_at("PER", "bad_email")
        record.email = ""
    for name in ("phone", "mobile", "work_phone"):
        digits = getattr(record, name)
        digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
        if digits and len(digits) != 10:
            record.say_at("PER", "bad_phone")
            digits = ""
        setattr(record, name, digits)


def _languages(record: Enrolment) -> None:
    for use, code in list(record.languages.items()):
        known = codes.language(code)
        if known is None:
            record.say_at("LUI", "bad_language")
            del record.languages[use]
        else:
            record.languages[use] = known


def _cover(record: Enrolment, cover: Cover, context: Context) -> None:
    def say(code: str, **facts: str) -> None:
        record.say(code, cover.line, cover.number, **facts)

    if cover.action not in codes.COVER_ACTIONS:
        say("cover_action_unknown")
    if not cover.kind:
        say("cover_kind_missing")
    elif cover.kind not in codes.COVER_KINDS:
        say("cover_kind_unknown")
    cover.kind, cover.code, cover.text, cover.tier = (
        cover.kind[:3],
        cover.code[:50],
        cover.text[:50],
        cover.tier[:3],
    )
    dated = any(note.code == "bad_date" and note.line >= cover.line for note in record.notes)
    if not cover.begins and cover.action in {"021", "030"} and record.maintenance != "024" and not dated:
        say("cover_without_begin")
    if context.products and cover.code and cover.code not in context.products:
        say("product_unknown", product=cover.code)
    if not context.full and record.maintenance in {"021", "024"}:
        edge = cover.ends or record.ends if record.maintenance == "024" else cover.begins
        if edge and edge < (context.file_on - timedelta(days=60)).isoformat():
            say("retroactive")


def _cancellation(record: Enrolment, context: Context) -> None:
    """A cancelled member's end: their own 357, each cover's 349, else the end of the file's month."""
    if record.maintenance != "024":
        for cover in record.covers:
            if cover.action == "024" and not (cover.ends or record.ends):
                cover.ends = record.effective or month_end(context.file_on).isoformat()
                record.say("end_repaired", cover.line, cover.number, end=cover.ends)
        if record.maintenance == "021" and not record.covers:
            record.say("cover_missing")
        return
    lacking = [cover for cover in record.covers if not cover.ends]
    if record.ends or (record.covers and not lacking):
        return
    record.ends = record.effective or month_end(context.file_on).isoformat()
    record.say("end_repaired", end=record.ends)
