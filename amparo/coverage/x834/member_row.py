"""Fills a member's row, household and providers from a record, and says whether anything changed."""

from __future__ import annotations

from typing import Any

from amparo.coverage.lookup import normal_member_no
from amparo.coverage.models import (
    Broker,
    Household,
    Member,
    PrimaryCare,
    Representative,
    StagedMember,
    StagedSet,
)
from amparo.coverage.names import words
from amparo.coverage.x834.record import Enrolment, as_date
from amparo.coverage.x834.shelf import Shelf

READ, WRITTEN, SPOKEN, NATIVE = "5", "6", "7", "8"


def fill(member: Member, row: StagedMember, record: Enrolment, number: tuple[str, str]) -> None:
    """Everything a record says about a person. What it does not say stays as it is."""
    for name, value in values(member, row, record, number).items():
        setattr(member, name, value)


def values(member: Member, row: StagedMember, record: Enrolment, number: tuple[str, str]) -> dict[str, Any]:
    """The fields the record speaks of, with what it says."""
    member_no, suffix = number
    told: dict[str, Any] = {
        "member_no": member_no,
        "suffix": suffix,
        "number_key": normal_member_no(member_no),
        "own_key": normal_member_no(member_no) + suffix,
        "is_subscriber": row.is_subscriber,
        "relationship": record.relationship,
        **_name(member, record),
        **_address(record),
        **_languages(member, record),
    }
    for name in ("phone", "mobile", "work_phone", "email", "gender"):
        if value := getattr(record, name):
            told[name] = value
    if record.birth_on:
        told["birth_on"] = as_date(record.birth_on)
    if record.died_on:
        told["died_on"] = as_date(record.died_on)
    if record.confidentiality:
        told["restricted"] = record.confidentiality == "R"
    if row.ssn_digest:
        told["ssn_digest"], told["ssn_digest_kid"] = bytes(row.ssn_digest), row.ssn_digest_kid
    return told


def _name(member: Member, record: Enrolment) -> dict[str, str]:
    if not record.last_name:
        return {}
    name = {
        "first_name": record.first_name,
        "middle_name": record.middle_name
        or ("" if record.first_name != member.first_name else member.middle_name),
        "last_name": record.last_name,
        "name_suffix": record.name_suffix,
    }
    key = words(name["last_name"]) + words(name["first_name"]) + words(name["middle_name"])
    return name | {"search_key": f" {' '.join(key)} "[:140]}


def _address(record: Enrolment) -> dict[str, str]:
    told: dict[str, str] = {}
    if "address" in record.given:
        told |= {"line1": record.line1, "line2": record.line2, "city": record.city, "state": record.state}
        told |= {"zip5": record.zip[:5], "zip4": record.zip[5:9]}
    if "mail_address" in record.given:
        told |= {
            "mail_line1": record.mail_line1,
            "mail_line2": record.mail_line2,
            "mail_city": record.mail_city,
        }
        told |= {"mail_state": record.mail_state, "mail_zip5": record.mail_zip[:5]}
    return told


def _languages(member: Member, record: Enrolment) -> dict[str, str]:
    """The written language decides what we write in; else the read one, then the spoken one."""
    known = record.languages
    told = {}
    if written := next((known[use] for use in (WRITTEN, READ, SPOKEN, NATIVE) if known.get(use)), ""):
        told["language"] = written
    if spoken := next((known[use] for use in (SPOKEN, NATIVE) if known.get(use)), ""):
        told["spoken_language"] = spoken
    return told


def update(
    shelf: Shelf,
    household: Household,
    member: Member,
    row: StagedMember,
    record: Enrolment,
    number: tuple[str, str],
) -> bool:
    """Bring a known member up to date; True when anything changed."""
    if row.is_subscriber and not member.is_subscriber:
        for other in shelf.in_household[household.subscriber_no]:
            if other.is_subscriber:
                other.is_subscriber = False
                shelf.stepped_down.append(other)
    if record.birth_on and member.birth_on.isoformat() != record.birth_on:
        shelf.say(record, "birth_date_changed")
    changed = False
    if member.household is not household and member.household.subscriber_no != household.subscriber_no:
        shelf.say(record, "moved_household")
        shelf.in_household[member.household.subscriber_no].remove(member)
        member.household = household
        shelf.changed_fields.add("household")
        shelf.in_household[household.subscriber_no].append(member)
        changed = True
    for name, value in values(member, row, record, number).items():
        before = getattr(member, name)
        if (bytes(before) if isinstance(before, memoryview) else before) != value:
            setattr(member, name, value)
            shelf.changed_fields.add(name)
            changed = True
    return changed


def mark(shelf: Shelf, member: Member) -> None:
    """Have the row written."""
    member.changed_at = shelf.now
    if member.pk:
        shelf.changed_members[member.pk] = member


def set_household(shelf: Shelf, household: Household, record: Enrolment, of: StagedSet | None) -> bool:
    """Group, sponsor and broker as the set and the subscriber's record name them."""
    told: dict[str, Any] = {}
    if record.group_no and record.is_subscriber:
        told["group_no"] = record.group_no
    if of and of.sponsor:
        told["sponsor"] = of.sponsor
    if broker_id := record.broker_id or (of.broker_id if of else ""):
        told["broker"] = _broker(shelf, broker_id, of.broker_name if of else "")
    changed = {name: value for name, value in told.items() if getattr(household, name) != value}
    for name, value in changed.items():
        setattr(household, name, value)
    if changed and household.pk:
        shelf.changed_households[household.pk] = household
    return bool(changed)


def _broker(shelf: Shelf, broker_id: str, name: str) -> Broker:
    broker = shelf.brokers.get(broker_id)
    if broker is None:
        broker = Broker(broker_id=broker_id, name=name or broker_id)
        shelf.brokers[broker_id] = broker
        shelf.new_brokers.append(broker)
    return broker


def details(shelf: Shelf, member: Member, record: Enrolment) -> bool:
    """Providers chosen, and people who answer for the member; True when any is new or another."""
    changed = False
    for provider in record.providers:
        row = PrimaryCare(
            member=member,
            kind=provider.kind[:2],
            npi=provider.npi[:10],
            name=provider.name[:120],
            phone=provider.phone[:20],
            from_on=as_date(provider.begins),
        )
        key = (member.uuid, row.kind)
        if _differs(shelf.care.get(key), row, ("npi", "name", "phone", "from_on")):
            shelf.care[key] = shelf.touched_care[key] = row
            changed = True
    for person in record.answering:
        if person.name:
            other = Representative(member=member, kind=person.kind[:3], name=person.name[:120])
            other.phone, other.email = person.phone[:20], person.email[:254]
            named = (member.uuid, other.kind, other.name)
            if _differs(shelf.answering.get(named), other, ("phone", "email")):
                shelf.answering[named] = shelf.touched_answering[named] = other
                changed = True
    return changed


def _differs(one: object, other: object, names: tuple[str, ...]) -> bool:
    return one is None or any(getattr(one, name) != getattr(other, name) for name in names)
