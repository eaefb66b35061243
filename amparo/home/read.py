"""What home, profile and coverage page show: plain data from coverage and accounts, for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from amparo.accounts import links, second_factor
from amparo.accounts import profile as account
from amparo.coverage import acting
from amparo.coverage import read as enrolled
from amparo.coverage.read import CoverView, MemberView, ProviderView
from amparo.home import greeting, next_thing
from amparo.home.next_thing import Next, Situation
from amparo.plan import profile as plan

if TYPE_CHECKING:
    from amparo.accounts.models import User


KINDS = ("medical", "pharmacy", "dental", "vision")  # in the order a person looks for them


@dataclass(frozen=True)
class Broker:
    """The member's own broker; `phone_link` is what a tel: link wants."""

    name: str
    phone: str
    phone_link: str
    email: str


@dataclass(frozen=True)
class Covered:
    """One person the reader sees: their data and what covers them. `grace_until` once all cover has ended."""

    me: bool
    member: MemberView
    covers: tuple[CoverView, ...]
    doctor: ProviderView | None
    doctor_phone: str
    grace_until: date | None

    @property
    def in_force(self) -> list[CoverView]:
        return [cover for cover in self.covers if cover.state == "current"]

    @property
    def shown(self) -> list[CoverView]:
        """What matters in short: cover in force, else cover to come, else what ended last."""
        for state in ("current", "coming"):
            if found := [cover for cover in self.covers if cover.state == state]:
                return found
        last = max((cover.ends_on for cover in self.covers if cover.ends_on), default=None)
        return [cover for cover in self.covers if cover.ends_on == last]


@dataclass(frozen=True)
class Home:
    """The home page of one member."""

    now: datetime
    part: str
    me: MemberView
    covers: tuple[CoverView, ...]
    children: tuple[MemberView, ...]
    broker: Broker | None
    next: Next


@dataclass(frozen=True)
class Profile:
    """The profile page of one member (PROF-1)."""

    me: MemberView
    account: account.Mine
    children: tuple[MemberView, ...]
    broker: Broker | None

    @property
    def email_name(self) -> str:
        """The address up to the @: a narrow page breaks it there."""
        return self.account.email.partition("@")[0]

    @property
    def email_host(self) -> str:
        return "@" + self.account.email.partition("@")[2]


def home(*, user: User, now: datetime) -> Home | None:
    """Home, or None when this account is bound to no member (any more)."""
    member_id = links.active_member(user)
    if member_id is None:
        return None
    today = greeting.today(now=now)
    circle = enrolled.circle_of(member_id, today)
    me, *children = circle.people
    card = Covered(True, me, _covers(me.id, today), None, "", None)
    situation = Situation(
        today=today,
        account_since=greeting.today(now=user.created_at),
        covered=bool(card.in_force),
        starts_on=min((c.starts_on for c in card.covers if c.state == "coming"), default=None),
        ends_on=_end(card.in_force),
        ended_on=me.cover_to,
        children=tuple((child.name.short, child.birth_on) for child in children),
        phone=user.phone,
        second_factor=_second_factor(user, today),
    )
    return Home(
        now=greeting.here(now=now),
        part=greeting.part_of_day(now=now),
        me=me,
        covers=tuple(card.shown),
        children=tuple(children),
        broker=_broker(circle.broker),
        next=next_thing.decide(situation, plan.current().rules),
    )


def profile(*, user: User, now: datetime) -> Profile | None:
    """The profile, or None when this account is bound to no member (any more)."""
    member_id = links.active_member(user)
    if member_id is None:
        return None
    circle = enrolled.circle_of(member_id, greeting.today(now=now))
    me, *children = circle.people
    return Profile(me, account.mine(user=user), tuple(children), _broker(circle.broker))


def coverage(*, user: User, now: datetime) -> list[Covered]:
    """Everybody the reader sees, self first; empty when this account is bound to no member (any more)."""
    member_id = links.active_member(user)
    if member_id is None:
        return []
    today = greeting.today(now=now)
    return [_covered(member, member_id, today) for member in _people(member_id, today)]


def family_member(*, user: User, uuid: UUID, now: datetime) -> Covered | None:
    """A child of the reader's; None for anybody else: missing and not yours are the same (PROF-5)."""
    member_id = links.active_member(user)
    if member_id is None:
        return None
    today = greeting.today(now=now)
    seen = acting.seen_by_uuid(actor_member_id=member_id, uuid=uuid, today=today)
    return _covered(enrolled.member_card(seen.member_id), member_id, today) if seen else None


def group_of_reader(*, user: User) -> str:
    """The reader's group number; may be empty."""
    member_id = links.active_member(user)
    return enrolled.group_of(member_id) if member_id is not None else ""


def broker_of_reader(*, user: User) -> Broker | None:
    """The reader's broker for the help page, where one is on record."""
    member_id = links.active_member(user)
    return broker(member_id) if member_id is not None else None


def broker(member_id: int) -> Broker | None:
    """The member's broker, where one is on record (SITE-3)."""
    return _broker(enrolled.broker_of(member_id))


def _broker(found: enrolled.BrokerView | None) -> Broker | None:
    if found is None:
        return None
    return Broker(
        found.name, account.shown(found.phone), f"+1{found.phone}" if found.phone else "", found.email
    )


def _people(member_id: int, today: date) -> tuple[MemberView, ...]:
    """The reader first, then the children they see."""
    return enrolled.circle_of(member_id, today).people


def _covered(member: MemberView, reader_id: int, today: date) -> Covered:
    covers = _covers(member.id, today)
    doctor = enrolled.primary_care_of(member.id)
    over = bool(covers) and all(cover.state == "ended" for cover in covers) and member.cover_to
    months = plan.current().rules.former_member_months
    return Covered(
        me=member.id == reader_id,
        member=member,
        covers=covers,
        doctor=doctor,
        doctor_phone=account.shown(doctor.phone) if doctor else "",
        grace_until=next_thing.plus_months(member.cover_to, months) if over and member.cover_to else None,
    )


def _covers(member_id: int, today: date) -> tuple[CoverView, ...]:
    """In force, to come, ended; within each the medical cover first."""
    states = ("current", "coming", "ended")
    found = enrolled.cover_of(member_id, today)
    return tuple(sorted(found, key=lambda c: (states.index(c.state), KINDS.index(c.kind))))


def _end(in_force: list[CoverView]) -> date | None:
    """The day the last of today's cover ends; None while any of it is open."""
    days = [cover.ends_on for cover in in_force]
    return None if not days or None in days else max(day for day in days if day)


def _second_factor(user: User, today: date) -> bool:
    """Asked only while the answer can matter: a new account is reminded, an old one is left in peace."""
    if today - greeting.today(now=user.created_at) > next_thing.NEW:
        return True
    return second_factor.has(user=user)
