"""An 834 file as judged records: read, checked, parsed, held to the rules; nothing is stored here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from amparo.coverage.x834.envelope import Fault, Member, Opened, Set, Used, walk
from amparo.coverage.x834.judge import Context, judge
from amparo.coverage.x834.parse import parse
from amparo.coverage.x834.read import read
from amparo.coverage.x834.record import Enrolment, Note


@dataclass(frozen=True)
class Judged:
    """One record with everything there is to say about it, and the set it stands in."""

    record: Enrolment
    notes: list[Note] = field(repr=False)
    set_no: int


@dataclass(frozen=True)
class SetSeen:
    """A transaction set begins; comes before its first record."""

    number: int
    context: Context


Event = Fault | Opened | SetSeen | Judged


def enrolments(stream: BinaryIO, *, used: Used, products: Collection[str], today: date) -> Iterator[Event]:
    """Everything an 834 file brings. `used` knows earlier control numbers; `today` stands in for BGN03."""
    current: Set | None = None
    context = Context(False, today)
    for event in walk(read(stream), used=used):
        if not isinstance(event, Member):
            yield event
            continue
        if event.of is not current:
            current = event.of
            context = Context(
                current.full, current.file_on or today, products, current.broker, current.sponsor
            )
            yield SetSeen(current.number, context)
        record = parse(event.piece)
        yield Judged(record, judge(record, context), current.number)
