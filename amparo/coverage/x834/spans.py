"""What one HD loop does to a member's stretches of cover: add, change, end, reopen, with history kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from amparo.coverage.x834.record import Cover, as_date

DAY = timedelta(days=1)


@dataclass
class Stretch:
    """One span of cover while it is being worked on; `at` is its row's place, empty for a new one."""

    kind: str
    product: str
    starts: date
    ends: date | None
    void: bool = False
    text: str = ""
    tier: str = ""
    at: int | None = None
    line: int = 0
    number: int = 0

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


def apply(
    stretches: list[Stretch], cover: Cover, *, cancelled: bool, member_ends: str, changes_only: bool
) -> str:
    """Change `stretches` in place as the cover says; returns the code of a rule where it cannot be done.

    `cancelled`: the whole record is a cancellation (INS03 = 024); `member_ends`: DTP 357; `changes_only`: an
    absent end date means "as before" instead of "open" (INS03 = 001).
    """
    same = [s for s in stretches if s.kind == cover.kind and (not cover.code or s.product == cover.code)]
    begins, ends = as_date(cover.begins), as_date(cover.ends or member_ends)
    if cover.action == "002":
        return _delete(same, begins)
    if cancelled or cover.action == "024":
        return _end(stretches, same, cover, begins, ends)
    if cover.action == "025" and _reopen(same, begins, ends, cover):
        return ""
    return _set(stretches, same, cover, begins, ends, keep_end=changes_only and ends is None)


def end_all(stretches: Iterable[Stretch], ends: date) -> None:
    """A cancelled member: nothing lasts beyond that day."""
    for stretch in stretches:
        _cut(stretch, ends)


def _cut(stretch: Stretch, ends: date) -> None:
    if stretch.void:
        return
    if stretch.starts > ends:
        stretch.void, stretch.ends = True, ends
    elif stretch.ends is None or stretch.ends > ends:
        stretch.ends = ends


def _delete(same: list[Stretch], begins: date | None) -> str:
    found = [s for s in same if not s.void and (begins is None or s.starts == begins)]
    for stretch in found:
        stretch.void = True
        stretch.ends = stretch.ends or stretch.starts
    return "" if found else "cover_not_found"


def _end(
    stretches: list[Stretch], same: list[Stretch], cover: Cover, begins: date | None, ends: date | None
) -> str:
    if ends is None:
        return "cover_without_end"
    live = [s for s in same if not s.void]
    exact = [s for s in live if s.starts == begins]
    for stretch in exact or live:
        _cut(stretch, ends)
    if live:
        return ""
    if begins is None:
        return "cover_not_found"
    if ends >= begins and not any(s.starts == begins for s in same):
        stretches.append(_new(cover, begins, ends))
    return ""


def _reopen(same: list[Stretch], begins: date | None, ends: date | None, cover: Cover) -> bool:
    """Take back the end of the last stretch, if the new beginning leaves no gap after it."""
    if not same:
        return False
    last = max(same, key=lambda s: (s.starts == begins, not s.void, s.starts))
    gap = begins is not None and (
        begins < last.starts or (last.ends is not None and begins > last.ends + DAY)
    )
    if last.starts != begins and (gap or last.void):
        return False
    last.ends, last.void = ends, ends is not None and ends < last.starts
    _words(last, cover)
    _make_room([s for s in same if s is not last], last)
    return True


def _set(
    stretches: list[Stretch],
    same: list[Stretch],
    cover: Cover,
    begins: date | None,
    ends: date | None,
    *,
    keep_end: bool,
) -> str:
    exact = next((s for s in same if s.starts == begins), None)
    if begins is None:
        live = [s for s in same if not s.void]
        exact = max(live, key=lambda s: s.starts, default=None)
    if exact is None and begins is None:
        return "cover_without_begin"
    if exact is not None:
        _words(exact, cover)
        if not (keep_end or begins is None) or ends:
            exact.ends, exact.void = ends, False
        if exact.ends and exact.ends < exact.starts:
            exact.void = True
        _make_room([s for s in same if s is not exact], exact)
    elif begins is not None and (ends is None or ends >= begins):
        stretch = _new(cover, begins, ends)
        _make_room(same, stretch)
        stretches.append(stretch)
    return ""


def _make_room(others: list[Stretch], stretch: Stretch) -> None:
    """Earlier stretches end the day before; this one ends the day before a later one begins."""
    if stretch.void:
        return
    for other in others:
        if not other.void and other.product == stretch.product and other.starts < stretch.starts:
            _cut(other, stretch.starts - DAY)
    later = [
        o.starts for o in others if not o.void and o.product == stretch.product and o.starts > stretch.starts
    ]
    if later and (stretch.ends is None or stretch.ends >= min(later)):
        stretch.ends = min(later) - DAY


def _new(cover: Cover, begins: date, ends: date | None) -> Stretch:
    return Stretch(
        cover.kind,
        cover.code,
        begins,
        ends,
        False,
        cover.text,
        cover.tier,
        line=cover.line,
        number=cover.number,
    )


def _words(stretch: Stretch, cover: Cover) -> None:
    stretch.text = cover.text or stretch.text
    stretch.tier = cover.tier or stretch.tier
