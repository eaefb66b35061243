"""Writes the demo's enrolment file: an 834 of about 900 people, the cast among them, from one seed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from amparo.demo.cast import PEOPLE, Person, Product
from amparo.demo.families import invent

SENDER, RECEIVER = "RGVEXCHANGE", "VALLEHEALTH"
GROUP = "VALLE2026"


@dataclass(frozen=True)
class Broker:
    """A broker of the plan; the file names each at the head of one transaction set."""

    id: str
    name: str
    phone: str
    email: str


BROKERS = (
    Broker("4400121", "Palma Real Insurance", "9565550162", "hello@palmareal.example"),
    Broker("4400358", "Ochoa & Bennett Agency", "9565550173", "service@ochoabennett.example"),
    Broker("4400907", "Seguros del Valle", "9565550184", "ayuda@segurosdelvalle.example"),
)
# Primary care doctors: last name, first name, NPI with its check digit.
DOCTORS = (
    ("SALAZAR", "IRENE", "1558301044"),
    ("WHITFIELD", "DANIEL", "1306004171"),
    ("VILLEGAS", "TOMAS", "1912007287"),
    ("PRESTON", "ALICE", "1487001368"),
)


def write(*, today: date, families: int = 325, seed: int = 834) -> str:
    """The file as text. `today` decides the dates of cover; `families` are invented ones."""
    people = [*PEOPLE, *invent(families=families, today=today, seed=seed)]
    sets = [
        list(_set(n, broker, [p for p in people if p.household.broker == n - 1], today))
        for n, broker in enumerate(BROKERS, start=1)
    ]
    stamp, control = f"{today:%y%m%d}", f"{today:%y%m%d}001"
    segments = [
        f"ISA*00*{'':10}*00*{'':10}*ZZ*{SENDER:15}*ZZ*{RECEIVER:15}*{stamp}*0400*^*00501*{control}*0*P*:",
        f"GS*BE*{SENDER}*{RECEIVER}*{today:%Y%m%d}*0400*1*X*005010X220A1",
        *(segment for of in sets for segment in of),
        f"GE*{len(sets)}*1",
        f"IEA*1*{control}",
    ]
    return "".join(f"{segment}~\n" for segment in segments)


def cast_only(*, today: date) -> str:
    """The same file with nobody but the cast, for tests."""
    return write(today=today, families=0)


def brokers_csv() -> str:
    """The brokers as `amparo import_brokers` takes them."""
    return "id,name,phone,email\n" + "".join(f"{b.id},{b.name},{b.phone},{b.email}\n" for b in BROKERS)


def _set(number: int, broker: Broker, people: list[Person], today: date) -> Iterator[str]:
    control = f"{number:04d}"
    subscribers = sum(person.number == 1 for person in people)
    segments = [
        f"ST*834*{control}*005010X220A1",
        f"BGN*00*VALLE{today:%Y%m%d}{number}*{today:%Y%m%d}*040000*CT***4",
        f"REF*38*{GROUP}",
        f"DTP*007*D8*{today:%Y%m%d}",
        f"QTY*TO*{len(people)}",
        f"QTY*ET*{subscribers}",
        f"QTY*DT*{len(people) - subscribers}",
        "N1*P5*RIO GRANDE VALLEY EXCHANGE*FI*741234567",
        "N1*IN*VALLE HEALTH PLAN*FI*749876543",
        f"N1*BO*{_upper(broker.name)}*94*{broker.id}",
        f"ACT*{broker.id}",
    ]
    for _, family in groupby(people, key=lambda person: person.household.subscriber_no):
        segments += _family(list(family), today)
    yield from segments
    yield f"SE*{len(segments) + 1}*{control}"


def _family(people: list[Person], today: date) -> Iterator[str]:
    tier = _tier(people)
    same_day = {p.birth_on for p in people if sum(q.birth_on == p.birth_on for q in people) > 1}
    births = 0
    for person in people:
        births += person.birth_on in same_day
        order = births if person.birth_on in same_day else 0
        yield from _member(person, tier, order, today)


def _tier(people: list[Person]) -> str:
    spouse = any(p.relationship in {"01", "53"} for p in people)
    children = any(p.relationship == "19" for p in people)
    return {(False, False): "EMP", (True, False): "ESP", (False, True): "ECH", (True, True): "FAM"}[
        spouse, children
    ]


def _member(person: Person, tier: str, birth_order: int, today: date) -> Iterator[str]:
    home = person.household
    begins = date(today.year - (4 if person.ended_months else 0), 1, 1)
    ends = _months_back(today, person.ended_months) if person.ended_months else None
    yield _ins(person, birth_order, today)
    yield f"REF*0F*{home.subscriber_no}"
    yield f"REF*1L*{GROUP}"
    yield f"REF*17*{person.member_no}"
    yield f"DTP*356*D8*{begins:%Y%m%d}"
    name = ["NM1", "IL", "1", _upper(person.last_name), _upper(person.first_name), _upper(person.middle_name)]
    yield _trimmed([*name, "", "", *(("34", person.ssn) if person.ssn else ())])
    if person.phone or person.email:
        pairs = (("HP", person.phone) if not person.email else ("CP", person.phone), ("EM", person.email))
        told = [part for pair in pairs if pair[1] for part in pair]
        yield "*".join(["PER", "IP", "", *told])
    yield f"N3*{_upper(home.street)}"
    yield f"N4*{_upper(home.city)}*TX*{home.zip5}**CY*{home.county}"
    yield f"DMG*D8*{person.birth_on:%Y%m%d}*{person.gender}"
    if person.language == "es":
        yield "LUI*LD*SPA**6"
    for product in person.covers:
        yield from _cover(person, product, tier, begins, ends)


def _ins(person: Person, birth_order: int, today: date) -> str:
    subscriber = person.number == 1
    elements = ["INS", "Y" if subscriber else "N", person.relationship, "030", "XN", "A", "", ""]
    elements += ["FT" if subscriber else "", "", "N" if person.relationship == "19" else ""]
    died = f"{_months_back(today, person.died_months):%Y%m%d}" if person.died_months else ""
    elements += ["D8" if died else "", died, "R" if person.restricted else ""]
    elements += ["", "", "", str(birth_order or "")]
    return _trimmed(elements)


def _cover(person: Person, product: Product, tier: str, begins: date, ends: date | None) -> Iterator[str]:
    yield f"HD*030**{product.line}*{product.text}*{tier}"
    yield f"DTP*348*D8*{begins:%Y%m%d}"
    if ends:
        yield f"DTP*349*D8*{ends:%Y%m%d}"
    yield f"REF*1L*{product.code}"
    if product.line in {"PPO", "EPO"} and not ends:
        last, first, npi = DOCTORS[int(person.household.subscriber_no) % len(DOCTORS)]
        yield "LX*1"
        yield f"NM1*P3*1*{last}*{first}****XX*{npi}*25"


def _months_back(today: date, months: int) -> date:
    """The last day of the month so many months ago."""
    month = today.year * 12 + today.month - months  # the month after it, counted from year 0
    return date(month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _trimmed(elements: Iterable[str]) -> str:
    return "*".join(elements).rstrip("*")


def _upper(text: str) -> str:
    """As enrolment files write: capitals, no accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).upper()
