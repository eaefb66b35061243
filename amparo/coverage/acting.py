"""Whom a member may see: themselves; a subscriber, the household's minor children (PROF-5, decision 0004)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.coverage.lookup import age_on, months_since
from amparo.coverage.models import Member
from amparo.plan import profile

CHILDREN = frozenset(
    {"05", "07", "09", "10", "15", "17", "19", "31"}
)  # INS02: children, wards, grandchildren …


@dataclass(frozen=True)
class Seen:
    """A member whom the actor may see; `why` is self or minor_child."""

    member_id: int
    uuid: UUID
    why: str


def seen_by(*, member_id: int, today: date) -> list[Seen]:
    """Everybody this member may see, self first. Two queries at most."""
    actor = Member.objects.only("uuid", "household_id", "is_subscriber", "birth_on", "died_on").get(
        id=member_id
    )
    own = [Seen(actor.pk, actor.uuid, "self")]
    rules = profile.current().rules
    if not actor.is_subscriber or age_on(actor.birth_on, today) < rules.adult_age:
        return own
    rows = Member.objects.filter(
        household_id=actor.household_id,
        is_subscriber=False,
        relationship__in=CHILDREN,
        restricted=False,
        died_on=None,
        cover_from__isnull=False,
    ).order_by("birth_on", "id")
    return own + [
        Seen(row.pk, row.uuid, "minor_child")
        for row in rows.only("uuid", "birth_on", "cover_to")
        if age_on(row.birth_on, today) < rules.adult_age
        and (row.cover_to is None or months_since(row.cover_to, today) < rules.former_member_months)
    ]


def may_see(*, actor_member_id: int, member_id: int, today: date) -> bool:
    """Whether the one may see the other's page; asked on every request, so a birthday counts at once."""
    return any(seen.member_id == member_id for seen in seen_by(member_id=actor_member_id, today=today))


def seen_by_uuid(*, actor_member_id: int, uuid: UUID, today: date) -> Seen | None:
    """The member behind a page's address, or None: missing and not-yours are the same."""
    return next((s for s in seen_by(member_id=actor_member_id, today=today) if s.uuid == uuid), None)
