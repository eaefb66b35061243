"""Whom a member may see: themselves; a subscriber, the household's minor children (PROF-5, decision 0004)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q

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
    """Everybody this member may see, self first. One query."""
    actor, *children = rows_seen(member_id=member_id, today=today)
    return [Seen(actor.pk, actor.uuid, "self"), *(Seen(row.pk, row.uuid, "minor_child") for row in children)]


def rows_seen(*, member_id: int, today: date) -> list[Member]:
    """The same as whole rows, with the broker's name, phone and e-mail, for this room's own pages' data."""
    household = Member.objects.filter(id=member_id).values("household_id")
    child = Q(is_subscriber=False, relationship__in=CHILDREN, restricted=False)
    rows = Member.objects.filter(Q(id=member_id) | child, household_id__in=household).annotate(
        broker_name=F("household__broker__name"),
        broker_phone=F("household__broker__phone"),
        broker_email=F("household__broker__email"),
    )
    family = list(rows.order_by("birth_on", "id"))
    actor = next(row for row in family if row.pk == member_id)
    return [actor, *(row for row in family if _admits(actor, row, today))]


def _admits(actor: Member, row: Member, today: date) -> bool:
    """Whether a grown subscriber may see this row: a minor child, alive, covered or lately so, not restricted."""
    rules = profile.current().rules
    if not actor.is_subscriber or age_on(actor.birth_on, today) < rules.adult_age:
        return False
    if row.is_subscriber or row.relationship not in CHILDREN or row.restricted:
        return False
    if row.died_on is not None or row.cover_from is None or age_on(row.birth_on, today) >= rules.adult_age:
        return False
    return row.cover_to is None or months_since(row.cover_to, today) < rules.former_member_months


def may_see(*, actor_member_id: int, member_id: int, today: date) -> bool:
    """Whether the one may see the other's page; asked on every request, so a birthday counts at once."""
    return any(seen.member_id == member_id for seen in seen_by(member_id=actor_member_id, today=today))


def seen_by_uuid(*, actor_member_id: int, uuid: UUID, today: date) -> Seen | None:
    """The member behind a page's address, or None: missing and not-yours are the same."""
    return next((s for s in seen_by(member_id=actor_member_id, today=today) if s.uuid == uuid), None)
