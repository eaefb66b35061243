"""Finds members for the desk: by name with its slips, birth date, member number, end of a phone (DESK-3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from amparo.coverage import names
from amparo.coverage.lookup import normal_member_no
from amparo.coverage.models import Member

MOST_LOOKED_AT = 400
DATES = ("%m/%d/%Y", "%Y-%m-%d", "%m-%d-%Y")


@dataclass(frozen=True)
class Row:
    """One member in a list of results: what tells people apart, no more."""

    member_id: int
    uuid: UUID
    member_no: str
    name: str
    birth_on: date
    city: str
    zip5: str
    is_subscriber: bool
    restricted: bool
    cover: str  # current | coming | ended | none
    died: bool


@dataclass(frozen=True)
class Wanted:
    """What a search asks for; every part that is given must fit."""

    name: str = ""
    birth_on: date | None = None
    member_no: str = ""
    phone: str = ""

    @property
    def anything(self) -> bool:
        long_name = len(names.match_key(self.name)) >= 2
        return bool(long_name or self.birth_on or len(self.member_no) >= 4 or len(self.phone) >= 4)


def understand(text: str) -> Wanted:
    """What one line of typing means: a day is a birth date, four digits alone end a phone, more are a number."""
    words, digits, birth_on = [], [], None
    for part in text.split():
        if day := _day(part):
            birth_on = day
        elif any(c.isdigit() for c in part):
            digits.append(re.sub(r"[^0-9A-Za-z]", "", part))
        else:
            words.append(part)
    number = "".join(digits)  # people write numbers in groups
    end_of_phone = len(number) == 4 and number.isdigit()
    return Wanted(
        " ".join(words),
        birth_on,
        "" if end_of_phone else normal_member_no(number),
        number if end_of_phone else "",
    )


def search(
    *,
    text: str = "",
    name: str = "",
    birth_on: date | None = None,
    member_no: str = "",
    phone: str = "",
    today: date,
    limit: int = 25,
) -> list[Row]:
    """At most `limit` members who fit all that is given, the best first; nothing given finds nobody.

    `text` is one line that is understood; the other parts stand above it. A Social Security number finds nobody.
    """
    line = understand(text)
    digits = re.sub(r"\D", "", phone)[-10:]
    wanted = Wanted(
        name or line.name,
        birth_on or line.birth_on,
        normal_member_no(member_no) or line.member_no,
        digits or line.phone,
    )
    if not wanted.anything:
        return []
    rows = _exactly(wanted)[:limit]
    if len(rows) < limit and wanted.name:
        known = {row.pk for row in rows}
        rows += [row for row in _nearly(wanted) if row.pk not in known][: limit - len(rows)]
    return [_row(member, today) for member in rows]


def _base(wanted: Wanted) -> QuerySet[Member]:
    rows = Member.objects.order_by("search_key", "birth_on", "id")
    if wanted.birth_on:
        rows = rows.filter(birth_on=wanted.birth_on)
    if number := wanted.member_no:
        fits = Q(own_key__startswith=number) | Q(number_key__startswith=number)
        if len(number) == 10 and number.isdigit():  # a phone number typed whole
            fits |= Q(phone=number) | Q(mobile=number) | Q(work_phone=number)
        rows = rows.filter(fits)
    if end := wanted.phone:
        rows = rows.filter(Q(phone__endswith=end) | Q(mobile__endswith=end) | Q(work_phone__endswith=end))
    return rows


def _exactly(wanted: Wanted) -> list[Member]:
    """Every typed word begins a word of the name."""
    rows = _base(wanted)
    for word in names.words(wanted.name):
        rows = rows.filter(search_key__contains=f" {word}")
    return list(rows[:MOST_LOOKED_AT])


def _nearly(wanted: Wanted) -> list[Member]:
    """Nicknames, and one slip in a word of five letters or more: its beginning, its end, or both ends are right."""
    typed = names.words(wanted.name)
    if not typed:
        return []
    longest = max(typed, key=len)
    begins, ends = f" {longest}"[:3], f"{longest} "[-3:]
    either = Q(search_key__contains=f" {longest}"[:4]) | Q(search_key__contains=f"{longest} "[-4:])
    both = Q(search_key__contains=begins) & Q(search_key__contains=ends)
    rows = _base(wanted).filter(either | both)
    return [
        row for row in rows[:MOST_LOOKED_AT] if all(_like(word, row.search_key.split()) for word in typed)
    ]


def _like(word: str, filed: list[str]) -> bool:
    return any(
        other.startswith(word)
        or (len(word) >= 5 and names.one_slip(word, other))
        or names.first_fit(word, other) > names.Fit.NO
        for other in filed
    )


def _day(part: str) -> date | None:
    for pattern in DATES:
        try:
            return datetime.strptime(part, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _row(member: Member, today: date) -> Row:
    cover = "none"
    if member.cover_from:
        cover = "coming" if member.cover_from > today else "current"
        if member.cover_to and member.cover_to < today:
            cover = "ended"
    parts = (member.first_name, member.middle_name, member.last_name, member.name_suffix)
    return Row(
        member_id=member.pk,
        uuid=member.uuid,
        member_no=f"{member.member_no} {member.suffix}".strip(),
        name=" ".join(names.display(part) for part in parts if part),
        birth_on=member.birth_on,
        city=names.display(member.city),
        zip5=member.zip5,
        is_subscriber=member.is_subscriber,
        restricted=member.restricted,
        cover=cover,
        died=member.died_on is not None,
    )
