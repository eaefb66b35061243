"""Turns the segments of one member record into an Enrolment; what it cannot use it notes and goes on."""

from __future__ import annotations

import re
from collections.abc import Callable

from amparo.coverage.x834.read import Piece, Row
from amparo.coverage.x834.record import Answering, Cover, Enrolment, Provider, clean, day

# Where an NM1 leads: its first element names the loop (2100A … 2100H).
NAMES = {
    "IL": "name",
    "74": "name",
    "70": "old",
    "31": "mail",
    "36": "employer",
    "M8": "school",
    "S3": "custodian",
}
NAMES |= {"45": "drop"} | dict.fromkeys(
    ("6Y", "9K", "E1", "EI", "EXS", "GB", "GD", "J6", "LR", "QD", "S1", "TZ", "X4"), "responsible"
)
PASSED = frozenset(["EC", "ICM", "AMT", "HLH", "DSB", "IDC", "PLA", "ACT", "N1", "QTY", "N2"])
KNOWN = PASSED | frozenset(
    ["REF", "DTP", "NM1", "PER", "N3", "N4", "DMG", "LUI", "HD", "LX", "COB", "LS", "LE"]
)
OWN_NUMBERS = ("17", "23")  # REF qualifiers that carry the member's own number, the first wins
LANGUAGE_USES = frozenset("5678")
PHONES = {"HP": "phone", "TE": "phone", "CP": "mobile", "WP": "work_phone"}


class _Reading:
    """The record so far, and the loop the next segment belongs to."""

    def __init__(self, piece: Piece) -> None:
        self.record = Enrolment(line=piece.line, number=piece.number)
        self.loop = "member"
        self.own: dict[str, str] = {}
        self.line = piece.line
        self.number = piece.number

    def say(self, code: str, **facts: str) -> None:
        self.record.say(code, self.line, self.number, **facts)


def parse(piece: Piece) -> Enrolment:
    """The record of an INS piece. Nothing is judged here beyond what cannot be read at all."""
    reading = _Reading(piece)
    for offset, (row, line) in enumerate(zip(piece.rows, piece.lines, strict=True)):
        reading.line, reading.number = line, piece.number + offset
        _take(reading, row)
    record = reading.record
    record.own_no = next((reading.own[q] for q in OWN_NUMBERS if q in reading.own), "")
    return record


def _take(reading: _Reading, row: Row) -> None:
    tag = row[0]
    handler = HANDLERS.get((reading.loop, tag)) or ANYWHERE.get(tag)
    if handler:
        handler(reading, row)
        prefix = "mail_" if reading.loop == "mail" else ""
        reading.record.places.setdefault(prefix + tag, (reading.line, reading.number))
    elif tag not in KNOWN:
        reading.say("unknown_segment", segment=clean(tag)[:3])


def _at(row: Row, place: int) -> str:
    return clean(row[place]) if len(row) > place else ""


def _ins(reading: _Reading, row: Row) -> None:
    record = reading.record
    record.flag, record.relationship = _at(row, 1), _at(row, 2)
    record.maintenance, record.reason = _at(row, 3), _at(row, 4)
    record.handicapped = _at(row, 10) == "Y"
    if _at(row, 12):
        record.died_on = day(_at(row, 12))
        if not record.died_on:
            reading.say("bad_death_date")
    record.confidentiality = _at(row, 13)


def _ref(reading: _Reading, row: Row) -> None:
    qualifier, value = _at(row, 1), _at(row, 2)
    if reading.loop == "name" and qualifier in {"0F", "1L"}:
        reading.say("out_of_order", segment="REF")
    if qualifier == "0F":
        reading.record.subscriber_no = value
    elif qualifier == "1L":
        reading.record.group_no = value
    elif value:
        reading.own.setdefault(qualifier, value)


def _dtp(reading: _Reading, row: Row) -> None:
    record, qualifier = reading.record, _at(row, 1)
    name = {"356": "begins", "357": "ends", "303": "effective"}.get(qualifier)
    if name:
        value = day(_at(row, 3))
        setattr(record, name, value)
        if not value:
            reading.say("bad_date" if qualifier == "357" else "odd_date", qualifier=qualifier)


def _nm1(reading: _Reading, row: Row) -> None:
    kind = _at(row, 1)
    if reading.loop in {"cover", "provider"}:
        _provider(reading, row)
        return
    if reading.loop in {"cob", "report"}:
        return
    if kind == "IL" and reading.record.last_name:
        reading.say("unknown_segment", segment="NM1")
        return
    reading.loop = NAMES.get(kind, "other")
    if reading.loop == "name":
        _name(reading, row)
    elif reading.loop == "old":
        record = reading.record
        record.old_last_name, record.old_first_name = _at(row, 3), _at(row, 4)
    elif reading.loop in {"custodian", "responsible"}:
        name = " ".join(part for part in (_at(row, 4), _at(row, 5), _at(row, 3), _at(row, 7)) if part)
        reading.record.answering.append(Answering(kind, name))


def _name(reading: _Reading, row: Row) -> None:
    record = reading.record
    record.corrected = _at(row, 1) == "74"
    record.last_name, record.first_name = _at(row, 3), _at(row, 4)
    record.middle_name, record.name_suffix = _at(row, 5), _at(row, 7)
    record.ssn = _ssn(reading, row)


def _ssn(reading: _Reading, row: Row) -> str:
    if _at(row, 8) != "34":
        return ""
    digits = re.sub(r"[\s-]", "", _at(row, 9))
    if not digits:
        reading.say("ssn_missing")
    return digits


def _per(reading: _Reading, row: Row) -> None:
    """PER carries up to three pairs of qualifier and number."""
    target = reading.record if reading.loop == "name" else reading.record.answering[-1]
    if reading.loop == "name":
        reading.record.given.add("contact")
    for place in (3, 5, 7):
        qualifier, value = _at(row, place), _at(row, place + 1)
        if not value:
            continue
        if qualifier == "EM":
            target.email = value
        elif qualifier in PHONES:
            name = PHONES[qualifier] if isinstance(target, Enrolment) else "phone"
            if not getattr(target, name):
                setattr(target, name, re.sub(r"\D", "", value))


def _street(reading: _Reading, row: Row) -> None:
    prefix = "mail_" if reading.loop == "mail" else ""
    reading.record.given.add(prefix + "address")
    setattr(reading.record, prefix + "line1", _at(row, 1))
    setattr(reading.record, prefix + "line2", _at(row, 2))


def _place(reading: _Reading, row: Row) -> None:
    prefix = "mail_" if reading.loop == "mail" else ""
    reading.record.given.add(prefix + "address")
    for name, place in (("city", 1), ("state", 2), ("zip", 3)):
        setattr(reading.record, prefix + name, _at(row, place))
    if not prefix:
        reading.record.country = _at(row, 4)


def _dmg(reading: _Reading, row: Row) -> None:
    record, value = reading.record, day(_at(row, 2))
    if reading.loop == "old":
        record.old_birth_on = value
        return
    record.birth_on, record.gender = value, _at(row, 3)
    if not value and _at(row, 2):
        reading.say("bad_birth_date")


def _lui(reading: _Reading, row: Row) -> None:
    use = _at(row, 4)
    if use not in LANGUAGE_USES:
        reading.say("bad_language")
        return
    reading.record.languages[use] = _at(row, 2) or _at(row, 3)


def _hd(reading: _Reading, row: Row) -> None:
    reading.loop = "cover"
    cover = Cover(_at(row, 1), _at(row, 3), reading.line, reading.number, text=_at(row, 4), tier=_at(row, 5))
    reading.record.covers.append(cover)


def _cover_dtp(reading: _Reading, row: Row) -> None:
    cover, qualifier, text = reading.record.covers[-1], _at(row, 1), _at(row, 3)
    name = {"348": "begins", "349": "ends"}.get(qualifier)
    if not name:
        return
    value = day(text)
    setattr(cover, name, value)
    if not value:
        reading.say("bad_date", qualifier=qualifier)
    if _at(row, 2) == "RD8" and name == "begins":
        cover.ends = day(text.partition("-")[2])


def _cover_ref(reading: _Reading, row: Row) -> None:
    if _at(row, 1) == "1L":
        reading.record.covers[-1].code = _at(row, 2)


def _lx(reading: _Reading, row: Row) -> None:
    if reading.loop in {"cover", "provider", "cob"}:
        reading.loop = "provider"


def _provider(reading: _Reading, row: Row) -> None:
    reading.loop = "provider"
    name = " ".join(part for part in (_at(row, 4), _at(row, 5), _at(row, 3), _at(row, 7)) if part)
    npi = _at(row, 9) if _at(row, 8) == "XX" else ""
    reading.record.providers.append(Provider(_at(row, 1), name, npi))


def _provider_per(reading: _Reading, row: Row) -> None:
    for place in (3, 5, 7):
        if _at(row, place) in {"TE", "WP", "HP"} and reading.record.providers:
            reading.record.providers[-1].phone = re.sub(r"\D", "", _at(row, place + 1))
            return


def _provider_pla(reading: _Reading, row: Row) -> None:
    if reading.record.providers:
        reading.record.providers[-1].begins = day(_at(row, 3))


def _into(loop: str) -> Callable[[_Reading, Row], None]:
    def enter(reading: _Reading, row: Row) -> None:
        reading.loop = loop

    return enter


Handler = Callable[[_Reading, Row], None]
HANDLERS: dict[tuple[str, str], Handler] = {
    ("member", "INS"): _ins,
    ("member", "REF"): _ref,
    ("name", "REF"): _ref,
    ("member", "DTP"): _dtp,
    ("name", "DTP"): _dtp,
    ("name", "PER"): _per,
    ("custodian", "PER"): _per,
    ("responsible", "PER"): _per,
    ("name", "N3"): _street,
    ("mail", "N3"): _street,
    ("name", "N4"): _place,
    ("mail", "N4"): _place,
    ("name", "DMG"): _dmg,
    ("old", "DMG"): _dmg,
    ("name", "LUI"): _lui,
    ("cover", "DTP"): _cover_dtp,
    ("cover", "REF"): _cover_ref,
    ("provider", "PER"): _provider_per,
    ("provider", "PLA"): _provider_pla,
}
ANYWHERE: dict[str, Handler] = {
    "NM1": _nm1,
    "HD": _hd,
    "LX": _lx,
    "COB": _into("cob"),
    "LS": _into("report"),
    "LE": _into("member"),
}
