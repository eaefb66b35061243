"""Checks the envelopes of an X12 file while its pieces pass: order, counts, control numbers, totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from amparo.coverage.x834.read import Piece, Row, Unreadable
from amparo.coverage.x834.record import Note, as_date, clean, day

VERSION = "005010X220"
TOTALS = {"TO": "all", "ET": "subscribers", "DT": "dependants"}


@dataclass
class Set:
    """One ST … SE: who sends it, what it means, what it counts to."""

    number: int  # counted over the whole file
    line: int
    control: str
    action: str = ""
    file_on: date | None = None
    broker: dict[str, str] = field(default_factory=dict)
    sponsor: str = ""
    totals: dict[str, tuple[str, int, int]] = field(default_factory=dict)  # said, line, segment
    counted: dict[str, int] = field(default_factory=lambda: {"all": 0, "subscribers": 0, "dependants": 0})

    @property
    def full(self) -> bool:
        return self.action in {"4", "RX"}


@dataclass(frozen=True)
class Fault:
    """A note about sets as a whole; `sets` are those that are not taken because of it."""

    note: Note
    sets: frozenset[int]


@dataclass(frozen=True)
class Opened:
    """An interchange begins."""

    sender: str
    receiver: str
    control: str
    line: int


@dataclass(frozen=True)
class Member:
    """One member record of a set."""

    piece: Piece
    of: Set


Event = Fault | Opened | Member
Used = Callable[[str, str, str], bool]


class _Walk:
    """Where we are between ISA and IEA."""

    def __init__(self, used: Used) -> None:
        self.used = used
        self.repeated = False
        self.sets = 0
        self.isa: Row = []
        self.gs: Row = []
        self.st: Set | None = None
        self.in_interchange: set[int] = set()
        self.in_group: set[int] = set()
        self.groups = 0
        self.last = 0


def walk(pieces: Iterable[Piece], *, used: Used) -> Iterator[Event]:
    """Member records, and faults with the sets they spoil; `used` says whether a control number came before.

    Sets are numbered over the whole file. An Opened comes before the first set of each interchange.
    """
    state = _Walk(used)
    try:
        for piece in pieces:
            state.last = piece.lines[-1]
            if piece.kind == "INS" and state.st:
                _count(state.st, piece)
                yield Member(piece, state.st)
            else:
                yield from STEPS.get(piece.kind, _misplaced)(state, piece)
    except Unreadable as fault:
        yield _fault(state.in_interchange if state.isa else (), fault.code, fault.line)
        return
    if missing := "SE" if state.st else "GE" if state.gs else "IEA" if state.isa else "":
        yield _fault(state.in_interchange, "cut_short", state.last, segment=missing)


def _fault(sets: Iterable[int], code: str, line: int, number: int = 0, **facts: str) -> Fault:
    return Fault(Note(code, line, number, facts), frozenset(sets))


def _el(row: Row, place: int) -> str:
    return clean(row[place]) if len(row) > place else ""


def _misplaced(state: _Walk, piece: Piece) -> Iterator[Event]:
    yield _fault(
        state.in_interchange or {state.sets}, "envelope_order", piece.line, segment=clean(piece.kind)[:3]
    )


def _isa(state: _Walk, piece: Piece) -> Iterator[Event]:
    if state.isa:
        yield _fault(state.in_interchange, "cut_short", piece.line, segment="IEA")
    state.isa, state.gs, state.st = piece.rows[0], [], None
    state.in_interchange, state.groups = set(), 0
    name = (_el(state.isa, 6), _el(state.isa, 8), _el(state.isa, 13))
    state.repeated = state.used(*name)
    yield Opened(*name, piece.line)


def _gs(state: _Walk, piece: Piece) -> Iterator[Event]:
    if not state.isa or state.gs:
        yield from _misplaced(state, piece)
    state.gs, state.in_group = piece.rows[0], set()
    state.groups += 1


def _st(state: _Walk, piece: Piece) -> Iterator[Event]:
    state.sets += 1
    state.in_interchange.add(state.sets)
    state.in_group.add(state.sets)
    if not state.gs or state.st:
        yield from _misplaced(state, piece)
    state.st = _header(piece, state.sets)
    yield from _acceptable(state, state.st, piece)


def _header(piece: Piece, number: int) -> Set:
    of = Set(number, piece.line, _el(piece.rows[0], 2))
    for offset, (row, line) in enumerate(zip(piece.rows, piece.lines, strict=True)):
        tag, first = row[0], _el(row, 1)
        if tag == "BGN":
            of.action, of.file_on = _el(row, 8), as_date(day(_el(row, 3)))
        elif tag == "QTY" and first in TOTALS:
            of.totals[first] = (_el(row, 2), line, offset + 1)
        elif tag == "N1" and first == "P5":
            of.sponsor = _el(row, 2)[:60]
        elif tag == "N1" and first == "BO":
            of.broker = {"id": (_el(row, 4) or _el(row, 2))[:80], "name": _el(row, 2)[:120]}
    return of


def _acceptable(state: _Walk, of: Set, piece: Piece) -> Iterator[Event]:
    """Whether the set is for us to apply."""
    here = {of.number}
    version = _el(state.gs, 8)
    if _el(piece.rows[0], 1) != "834" or (state.gs and _el(state.gs, 1) != "BE"):
        yield _fault(here, "wrong_kind", piece.line, 1)
    elif not version.startswith(VERSION):
        yield _fault(here, "wrong_version", piece.line, 1, version=version[:12])
    if _el(state.isa, 15) == "T":
        yield _fault(here, "test_file", piece.line, 1)
    if state.repeated:
        yield _fault(here, "control_number_used", piece.line, 1)
    begin = next((row for row in piece.rows if row[0] == "BGN"), [])
    if _el(begin, 1) == "22":
        yield _fault(here, "information_copy", piece.line, 1)
    if of.action not in {"2", "4", "RX"}:
        yield _fault(here, "unknown_action", piece.line, 1)


def _count(of: Set, piece: Piece) -> None:
    of.counted["all"] += 1
    of.counted["subscribers" if _el(piece.rows[0], 1) == "Y" else "dependants"] += 1


def _se(state: _Walk, piece: Piece) -> Iterator[Event]:
    if not state.st:
        yield from _misplaced(state, piece)
        return
    of, row = state.st, piece.rows[0]
    state.st = None
    here = {of.number}
    if _el(row, 1).lstrip("0") != str(piece.number):
        said = _el(row, 1)[:10]
        yield _fault(
            here, "wrong_count", piece.line, piece.number, segment="SE", said=said, counted=str(piece.number)
        )
    if _el(row, 2) != of.control:
        yield _fault(here, "control_numbers_differ", piece.line, piece.number, segment="SE")
    for qualifier, (said, line, number) in of.totals.items():
        counted = str(of.counted[TOTALS[qualifier]])
        if said.lstrip("0") != counted.lstrip("0"):
            yield _fault(
                here, "totals_differ", line, number, qualifier=qualifier, said=said[:10], counted=counted
            )


def _ge(state: _Walk, piece: Piece) -> Iterator[Event]:
    if not state.gs or state.st:
        yield from _misplaced(state, piece)
    yield from _closing(state.in_group, piece, len(state.in_group), _el(state.gs, 6))
    state.gs = []


def _iea(state: _Walk, piece: Piece) -> Iterator[Event]:
    if not state.isa or state.gs:
        yield from _misplaced(state, piece)
    yield from _closing(state.in_interchange, piece, state.groups, _el(state.isa, 13))
    state.isa = []


def _closing(sets: set[int], piece: Piece, counted: int, control: str) -> Iterator[Event]:
    row = piece.rows[0]
    if _el(row, 1).lstrip("0") != str(counted):
        said = _el(row, 1)[:10]
        yield _fault(sets, "wrong_count", piece.line, segment=row[0], said=said, counted=str(counted))
    if _el(row, 2) != control:
        yield _fault(sets, "control_numbers_differ", piece.line, segment=row[0])
    if len(piece.rows) > 1:
        yield _fault(sets, "envelope_order", piece.lines[1], segment=clean(piece.rows[1][0])[:3])


STEPS: dict[str, Callable[[_Walk, Piece], Iterator[Event]]] = {
    "ISA": _isa,
    "GS": _gs,
    "ST": _st,
    "SE": _se,
    "GE": _ge,
    "IEA": _iea,
}
