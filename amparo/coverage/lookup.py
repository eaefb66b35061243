"""Finds the one member that somebody's facts describe, or refuses (REG-2, REG-3, REG-10)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db.models import Q

from amparo.coverage.models import Member
from amparo.coverage.names import Fit, first_fit, last_fit, match_key
from amparo.kernel import secret_ids
from amparo.kernel.refusals import Refusal

__all__ = [
    "SSN_LABEL",
    "Facts",
    "Found",
    "NoMatch",
    "age_on",
    "find",
    "match_key",
    "months_since",
    "normal_member_no",
    "number_tried",
    "numbers_tried",
    "ssn_digit_fault",
]

SSN_LABEL = "ssn|1"  # secret_ids writes "ssn|1|" and the nine digits; everybody who digests an SSN uses this
MOST_ROWS = (
    24  # a shared number brings a family; every search compares as many, so that no outcome takes longer
)


@dataclass(frozen=True)
class Facts:
    """What a person says about themselves. A person with one name gives it as last name."""

    first_name: str
    last_name: str
    birth_on: date
    zip5: str


@dataclass(frozen=True)
class Found:
    """The member. `exact` is False where a tolerated difference was needed."""

    member_id: int
    member_uuid: UUID
    exact: bool
    has_contact: bool
    has_email: bool
    former: bool


class NoMatch(Refusal):
    """Nobody, or nobody who may register. `why` is for staff: never on a page, in a log or in facts."""

    code: ClassVar[str] = "no_match"
    WHY = ("no_row", "birth", "name", "zip", "ambiguous", "minor", "former", "deceased")

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


@dataclass(frozen=True)
class _Row:
    id: int
    uuid: UUID
    person_id: int
    first_name: str
    middle_name: str
    last_name: str
    birth_on: date
    zips: frozenset[str]
    by_ssn: bool
    has_contact: bool
    has_email: bool
    died: bool
    cover_from: date | None
    cover_to: date | None


@dataclass(frozen=True)
class _Score:
    """How one row stands to the facts."""

    birth: bool
    first: Fit
    last: Fit
    zip: bool

    @property
    def near(self) -> bool:
        return self.birth and self.first > Fit.NO and self.last > Fit.NO

    @property
    def exact(self) -> bool:
        return self.birth and self.first == self.last == Fit.SAME and self.zip


_NOBODY = _Row(
    0,
    UUID(int=0),
    0,
    "Nadie",
    "",
    "Ninguno Nunca",
    date(1, 1, 1),
    frozenset(),
    False,
    False,
    False,
    False,
    None,
    None,
)


def find(
    *,
    facts: Facts,
    ssn_digests: Sequence[bytes] = (),
    member_no: str = "",
    today: date,
    adult_age: int,
    former_months: int,
) -> Found:
    """The one member these facts describe, found by SSN digest or by member number.

    Birth date and first name must fit, the last name may differ as `names` allows; with a member number the
    ZIP must be equal too. Two who fit are nobody. One query and the same comparisons for every outcome.
    """
    rows = _rows(ssn_digests=ssn_digests, number_key=normal_member_no(member_no))
    padded = rows + [_NOBODY] * max(0, MOST_ROWS - len(rows))
    scored = [(row, _score(row, facts)) for row in padded]
    fitting = [(row, score) for row, score in scored if score.near and (score.zip or row.by_ssn)]
    if not fitting:
        raise NoMatch(_why([score for row, score in scored if row is not _NOBODY]))
    row, score = _the_one(fitting, today)
    former = row.cover_to is not None and row.cover_to < today
    if row.died:
        raise NoMatch("deceased")
    if age_on(row.birth_on, today) < adult_age:
        raise NoMatch("minor")
    if row.cover_from is None or (row.cover_to and months_since(row.cover_to, today) >= former_months):
        raise NoMatch("former")
    return Found(
        row.id,
        row.uuid,
        exact=score.exact,
        has_contact=row.has_contact,
        has_email=row.has_email,
        former=former,
    )


def _rows(*, ssn_digests: Sequence[bytes], number_key: str) -> list[_Row]:
    """Every row the number brings; one query, whatever is asked for."""
    fields = (
        *(
            "id",
            "uuid",
            "person_id",
            "first_name",
            "middle_name",
            "last_name",
            "birth_on",
            "zip5",
            "mail_zip5",
        ),
        *("email", "phone", "mobile", "died_on", "cover_from", "cover_to"),
    )
    wanted = Q(number_key=number_key) | Q(own_key=number_key)
    if ssn_digests:
        wanted = Q(ssn_digest__in=list(ssn_digests))
    found = Member.objects.filter(wanted).order_by("id").values(*fields)[:MOST_ROWS]
    return [
        _Row(
            **{key: row[key] for key in fields[:7]},
            zips=frozenset({row["zip5"], row["mail_zip5"]} - {""}),
            by_ssn=bool(ssn_digests),
            has_contact=bool(row["email"] or row["phone"] or row["mobile"]),
            has_email=bool(row["email"]),
            died=row["died_on"] is not None,
            cover_from=row["cover_from"],
            cover_to=row["cover_to"],
        )
        for row in found
    ]


def number_tried(ssn: str) -> str:
    """Under what the tries at an SSN are counted: its digest, so that the desk can free them without knowing it."""
    return secret_ids.digest(SSN_LABEL, ssn).hex()


def numbers_tried(member_id: int) -> list[str]:
    """Everything under which tries at this member's own numbers are counted."""
    row = Member.objects.only("ssn_digest", "own_key", "number_key").get(id=member_id)
    ssn = [bytes(row.ssn_digest).hex()] if row.ssn_digest else []
    return [*ssn, *{row.own_key, row.number_key}]


def _score(row: _Row, facts: Facts) -> _Score:
    if not row.first_name:  # a person with one name: it may be typed in either field, or in both
        typed = {match_key(facts.first_name), match_key(facts.last_name)} - {""}
        same = Fit.SAME if typed == {match_key(row.last_name)} else Fit.NO
        first, last = same, same
    else:
        first = first_fit(facts.first_name, row.first_name, row.middle_name)
        last = last_fit(facts.last_name, row.last_name)
    return _Score(row.birth_on == facts.birth_on, first, last, facts.zip5 in row.zips)


def _the_one(fitting: list[tuple[_Row, _Score]], today: date) -> tuple[_Row, _Score]:
    """The only one who fits. Two places of one person count as one when only one of them is still covered."""
    if len(fitting) > 1 and len({row.person_id for row, _ in fitting}) == 1:
        covered = [(r, s) for r, s in fitting if r.cover_from and (r.cover_to is None or r.cover_to >= today)]
        fitting = covered or [max(fitting, key=lambda pair: pair[0].cover_to or date.min)]
    if len(fitting) > 1:
        raise NoMatch("ambiguous")
    return fitting[0]


def _why(scores: list[_Score]) -> str:
    """The first fact nobody's row agrees with."""
    if not scores:
        return "no_row"
    if not any(score.birth for score in scores):
        return "birth"
    return "zip" if any(score.near for score in scores) else "name"


def age_on(birth_on: date, today: date) -> int:
    """Whole years; somebody born on 29 February turns a year older on 1 March."""
    return today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))


def months_since(day: date, today: date) -> int:
    """Whole months from a day to today, 0 when it lies ahead."""
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    return max(0, months)


def normal_member_no(text: str) -> str:
    """A member number as it is compared: capitals and digits; O, I, L are 0 and 1 among digits."""
    bare = re.sub(r"[^0-9A-Z]", "", text.upper())
    digits = bare.replace("O", "0").replace("I", "1").replace("L", "1")
    return digits if digits.isdigit() else bare


def ssn_digit_fault(text: str, *, accept_itin: bool = True) -> str:
    """Why this cannot be a Social Security number: "length", "never_issued", or nothing."""
    digits = re.sub(r"[\s\-.]", "", text)
    if not re.fullmatch(r"[0-9]{9}", digits):
        return "length"
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    impossible = area in {"000", "666"} or group == "00" or serial == "0000"
    return "never_issued" if impossible or (area[0] == "9" and not accept_itin) else ""
