"""Merges one family's records into what is on record: who is who, what changes, what must be held."""

from __future__ import annotations

from dataclasses import dataclass, field

from amparo.coverage.models import Household, Member, Person, StagedFamily, StagedMember
from amparo.coverage.x834 import member_row, spans_of
from amparo.coverage.x834.record import Enrolment
from amparo.coverage.x834.shelf import Shelf
from amparo.coverage.x834.whois import NumberOfAnother, Whois

Pair = tuple[StagedMember, Enrolment]


@dataclass
class Outcome:
    """Members of one family by what became of them."""

    accepted: int = 0
    changed: int = 0
    held: int = 0
    parked: bool = False
    came_in: dict[int, int] = field(default_factory=dict)  # earlier file → members who had waited
    settled: list[int] = field(default_factory=list)  # families that need wait no longer


def merge(shelf: Shelf, family: StagedFamily) -> Outcome:
    """One family, wholly: what can be taken is put on the shelf, the rest is said and counted."""
    pairs = shelf.staged[family.pk]
    outcome = Outcome(held=sum(row.held for row, _ in pairs))
    usable = sorted(
        (p for p in pairs if not p[0].held), key=lambda p: (not p[0].is_subscriber, p[0].position)
    )
    household = shelf.households.get(family.subscriber_no)
    if not _has_subscriber(shelf, family) and not any(row.is_subscriber for row, _ in usable):
        held = any(row.is_subscriber for row, _ in pairs)
        for _row, record in usable:
            shelf.say(record, "subscriber_held" if held else "subscriber_missing")
        outcome.held = len(pairs)
        outcome.parked = not held and bool(usable)
        return outcome
    if other := _other_subscriber(shelf, family, usable):
        for _row, record in usable:
            shelf.say(record, "other_subscriber", other.line, other.number)
        outcome.held = len(pairs)
        return outcome
    household = household or _household(shelf, family)
    whois = Whois(shelf, household, [record for _, record in usable])
    for row, record in usable:
        if not row.is_subscriber and not _has_subscriber(shelf, family):
            shelf.say(record, "subscriber_held")
            outcome.held += 1
            continue
        _one(shelf, household, whois, row, record, outcome)
    _waiting(shelf, household, family, outcome)
    if outcome.changed:
        _odd(shelf, family, usable)
    return outcome


def _has_subscriber(shelf: Shelf, family: StagedFamily) -> bool:
    return any(member.is_subscriber for member in shelf.in_household[family.subscriber_no])


def _other_subscriber(shelf: Shelf, family: StagedFamily, usable: list[Pair]) -> Enrolment | None:
    """The record of a new subscriber whose predecessor the file does not make a dependant."""
    household = shelf.households.get(family.subscriber_no)
    now = next((m for m in shelf.in_household[family.subscriber_no] if m.is_subscriber), None)
    arriving = [record for row, record in usable if row.is_subscriber]
    if household is None or now is None or not arriving:
        return None
    whois = Whois(shelf, household, [record for _, record in usable])
    named = [whois.known(record) for _, record in usable]
    return None if now in named else arriving[0]


def _household(shelf: Shelf, family: StagedFamily) -> Household:
    household = Household(subscriber_no=family.subscriber_no)
    shelf.households[family.subscriber_no] = household
    return household


def _one(
    shelf: Shelf, household: Household, whois: Whois, row: StagedMember, record: Enrolment, outcome: Outcome
) -> None:
    """One record: held with a reason, or taken."""
    try:
        member = whois.find(record)
    except NumberOfAnother:
        member, refusal = None, "number_of_another"
    else:
        refusal = "" if member or _may_create(shelf, row, record) else "not_on_record"
    if not refusal:
        stretches = spans_of.of(shelf, member)
        refusal = spans_of.change(shelf, stretches, record, new=member is None)
    if refusal:
        shelf.say(record, refusal)
        outcome.held += 1
        return
    if household._state.adding and household not in shelf.new_households:
        shelf.new_households.append(household)
    set_row = shelf.sets.get((row.file_id, row.set_no))
    changed = member_row.set_household(shelf, household, record, set_row)
    if member is None:
        member = _create(shelf, household, whois, row, record)
        changed = True
    else:
        changed |= member_row.update(shelf, household, member, row, record, whois.number_for(record, member))
    changed |= spans_of.store(shelf, member, stretches, record)
    changed |= member_row.details(shelf, member, record)
    outcome.accepted += 1
    if changed:
        outcome.changed += 1
        member_row.mark(shelf, member)


def _may_create(shelf: Shelf, row: StagedMember, record: Enrolment) -> bool:
    """Changes (001) never create; a cancellation does only where it tells a whole stretch of cover."""
    if not (record.last_name and record.birth_on):
        return False
    if record.maintenance == "024":
        return any(cover.begins and (cover.ends or record.ends) for cover in record.covers)
    set_row = shelf.sets.get((row.file_id, row.set_no))
    return record.maintenance != "001" or (set_row is not None and set_row.full)


def _create(shelf: Shelf, household: Household, whois: Whois, row: StagedMember, record: Enrolment) -> Member:
    person, shared = whois.person(record, row)
    if shared:
        shelf.say(record, "ssn_shared")
    if person is None:
        person = Person()
        shelf.new_people.append(person)
    member = Member(person=person, household=household, changed_at=shelf.now)
    if row.is_subscriber:
        _step_down(shelf, household)
    member_row.fill(member, row, record, whois.number_for(record, None))
    shelf.new_members.append(member)
    shelf.shelve(member)
    return member


def _step_down(shelf: Shelf, household: Household) -> None:
    """The former subscriber becomes a dependant; the record that says so follows in the same family."""
    for member in shelf.in_household[household.subscriber_no]:
        if member.is_subscriber:
            member.is_subscriber = False
            shelf.stepped_down.append(member)


def _waiting(shelf: Shelf, household: Household, family: StagedFamily, outcome: Outcome) -> None:
    """Dependants of earlier files who waited for this subscriber; what came since stands above them."""
    if not _has_subscriber(shelf, family):
        return
    for earlier in shelf.waiting[family.subscriber_no]:
        pairs = [pair for pair in shelf.parked[earlier.pk] if not pair[0].held]
        whois = Whois(shelf, household, [record for _, record in pairs])
        aside = Outcome()
        with shelf.about(earlier.file):
            for row, record in pairs:
                if not whois.known(record):
                    _one(shelf, household, whois, row, record, aside)
        outcome.came_in[earlier.file_id] = outcome.came_in.get(earlier.file_id, 0) + aside.accepted
        outcome.settled.append(earlier.pk)


def _odd(shelf: Shelf, family: StagedFamily, usable: list[Pair]) -> None:
    """Warnings about the family as it now stands."""
    today = shelf.now.date()
    members = shelf.in_household[family.subscriber_no]
    covered = [m for m in members if m.cover_from and (m.cover_to is None or m.cover_to >= today)]
    if sum(m.relationship in {"01", "53"} for m in covered) > 1:
        shelf.say(usable[0][1], "two_spouses")
    ended = [r for row, r in usable if row.is_subscriber and r.maintenance == "024"]
    if ended and any(not m.is_subscriber and m.cover_to is None for m in covered):
        shelf.say(ended[0], "dependants_remain")
