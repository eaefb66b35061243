"""Reads X12 as a stream of pieces: envelope segments, set headers, and member records whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

BLOCK = 1 << 14  # small enough to stay in the processor's cache: twice as quick as large blocks
LONGEST_SEGMENT = 1 << 16
STARTS = frozenset({"ISA", "GS", "ST", "INS", "SE", "GE", "IEA"})
OUTSIDE = frozenset({"ISA", "GS", "GE", "IEA"})
ISA_LENGTH = 106
ISA_MARKS = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
SPACE = b" \t\r\n\x00\x1a"  # what may stand between interchanges; 0x1a ends files of some old senders

Row = list[str]
Block = tuple[list[Row], Sequence[int]]


class Piece(NamedTuple):
    """One envelope segment, one set header (ST … before the first INS), or one member record (INS …)."""

    kind: str
    number: int  # of its first segment within the transaction set, ST being 1; 0 outside one
    rows: list[Row]
    lines: Sequence[int]  # of each row in the file

    @property
    def line(self) -> int:
        return self.lines[0]


class Unreadable(Exception):
    """The bytes are not X12 from this line on; `code` is a rule of rules.py."""

    def __init__(self, code: str, line: int) -> None:
        super().__init__(code)
        self.code = code
        self.line = line


@dataclass(frozen=True)
class Marks:
    """The separators an interchange declares; `joint` is the segment's end with the line break after it."""

    element: bytes
    end: bytes
    joint: bytes
    closing: re.Pattern[bytes]


def read(stream: BinaryIO) -> Iterator[Piece]:
    """Pieces in the order of the file, in flat memory; each interchange brings its own separators.

    UTF-8, or Latin-1 where it is none. Raises Unreadable where no interchange begins or a segment never ends.
    """
    source = _Source(stream)
    while marks := source.open():
        yield from _pieces(source.blocks(marks))


def _pieces(blocks: Iterator[Block]) -> Iterator[Piece]:
    """Group rows by the segments that begin a piece."""
    rows: list[Row] = []
    lines: Sequence[int] = ()
    number = 0
    for more, more_lines in blocks:
        cuts = [n for n, row in enumerate(more) if row[0] in STARTS]
        first = cuts[0] if cuts else len(more)
        if first:
            rows += more[:first]
            lines = [*lines, *more_lines[:first]]
        for start, stop in zip(cuts, [*cuts[1:], len(more)], strict=False):
            if rows:
                number = _first_number(rows[0][0], number)
                yield Piece(rows[0][0], number, rows, lines)
                number += len(rows) if number else 0
            rows, lines = more[start:stop], more_lines[start:stop]
    if rows:
        yield Piece(rows[0][0], _first_number(rows[0][0], number), rows, lines)


def _first_number(kind: str, number: int) -> int:
    return 1 if kind == "ST" else 0 if kind in OUTSIDE else number


class _Source:
    """The bytes still to be read, and the line they stand on."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.buffer = b""
        self.line = 1
        self.begun = False

    def open(self) -> Marks | None:
        """The separators of the interchange that begins here; None at the end of the file."""
        while not self.buffer.strip(SPACE) and self._more():
            pass
        if not self.begun:
            self.buffer = self.buffer.removeprefix(b"\xef\xbb\xbf")
        start = len(self.buffer) - len(self.buffer.lstrip(SPACE))
        self.line += _breaks(self.buffer[:start])
        self.buffer = self.buffer[start:]
        if not self.buffer:
            if not self.begun:
                raise Unreadable("empty_file", 1)
            return None
        while len(self.buffer) < ISA_LENGTH + 2 and self._more():
            pass
        self.begun = True
        return self._marks()

    def _marks(self) -> Marks:
        head = self.buffer[: ISA_LENGTH + 2]
        if not head.startswith(b"ISA"):
            raise Unreadable("no_interchange", self.line)
        if len(head) < ISA_LENGTH or any(head[at] != head[3] for at in ISA_MARKS):
            raise Unreadable("bad_isa", self.line)
        element, end = head[3:4], head[105:106]
        if element == end or element.isalnum() or end.isalnum():
            raise Unreadable("bad_isa", self.line)
        after = head[ISA_LENGTH:]
        joint = end + after[: len(after) - len(after.lstrip(b"\r\n"))]
        closing = re.compile(rb"(?:\A|" + re.escape(end) + rb")[\r\n]*IEA" + re.escape(element))
        return Marks(element, end, joint, closing)

    def blocks(self, marks: Marks) -> Iterator[Block]:
        """Rows of whole segments, up to the end of this interchange."""
        while True:
            closing = marks.closing.search(self.buffer)
            stop = self._stop(marks, closing.end() if closing else 0)
            if stop:
                block, self.buffer = self.buffer[:stop], self.buffer[stop:]
                yield self._rows(block, marks)
                if closing:
                    return
            if len(self.buffer) > BLOCK + LONGEST_SEGMENT:
                raise Unreadable("no_segment_end", self.line)
            if not self._more():
                break
        if self.buffer.strip(SPACE):  # cut short, or its last segment has no end
            block, self.buffer = self.buffer + marks.end, b""
            yield self._rows(block, marks)

    def _stop(self, marks: Marks, closing: int) -> int:
        """Where to cut the buffer: after the closing segment, else after the last whole one; 0 for not yet."""
        if closing:
            return self.buffer.find(marks.end, closing) + 1
        stop = self.buffer.rfind(marks.joint)
        return stop + len(marks.joint) if stop >= 0 else self.buffer.rfind(marks.end) + 1

    def _rows(self, block: bytes, marks: Marks) -> Block:
        """Split whole segments into elements. The quick way serves files that break lines as they began."""
        element, joint = marks.element.decode("latin-1"), marks.joint
        count = block.count(marks.end)
        step = 1 if _breaks(joint) else 0
        if block.count(joint) == count and _breaks(block) == count * step:
            text = _text(block, joint)
            rows = [part.split(element) for part in text.split(joint.decode("latin-1"))[:-1]]
            start, self.line = self.line, self.line + count * step
            return rows, range(start, start + count) if step else [start] * count
        return self._rows_slowly(block, marks)

    def _rows_slowly(self, block: bytes, marks: Marks) -> Block:
        """The same for files that break lines anywhere, within segments too."""
        element = marks.element.decode("latin-1")
        rows: list[Row] = []
        lines: list[int] = []
        *parts, after = block.split(marks.end)
        for part in parts:
            inner = part.lstrip(b"\r\n")
            self.line += _breaks(part[: len(part) - len(inner)])
            if inner.strip(SPACE):
                lines.append(self.line)
                rows.append(_decoded(inner.replace(b"\r", b"").replace(b"\n", b"")).split(element))
            self.line += _breaks(inner) + _breaks(marks.end)
        self.line += _breaks(after)
        return rows, lines

    def _more(self) -> bool:
        more = self.stream.read(BLOCK)
        self.buffer += more
        return bool(more)


def _breaks(some: bytes) -> int:
    return some.count(b"\n") or some.count(b"\r")


def _text(block: bytes, joint: bytes) -> str:
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_decoded(part) + joint.decode("latin-1") for part in block.split(joint)[:-1])


def _decoded(segment: bytes) -> str:
    try:
        return segment.decode("utf-8")
    except UnicodeDecodeError:
        return segment.decode("latin-1")
