"""Finds the member on record whom a record means, and the number a new one gets."""

from __future__ import annotations

from amparo.coverage.lookup import normal_member_no
from amparo.coverage.models import Household, Member, Person, StagedMember
from amparo.coverage.names import Fit, first_fit, match_key
from amparo.coverage.x834.record import Enrolment
from amparo.coverage.x834.shelf import Shelf


class NumberOfAnother(Exception):
    """The number on the record belongs to somebody with another first name and birth date."""


class Whois:
    """One household's records against its members. Partners who give a family one number are understood."""

    def __init__(self, shelf: Shelf, household: Household, records: list[Enrolment]) -> None:
        self.shelf, self.household = shelf, household
        people: dict[str, set[tuple[str, str]]] = {}
        for record in records:
            who = (match_key(record.first_name), record.birth_on)
            people.setdefault(normal_member_no(record.own_no), set()).add(who)
        self.shared = {number for number, who in people.items() if number and len(who) > 1}
        self.shared |= {m.number_key for m in self.members if m.suffix}
        self.claimed = {self.own_number(record) for record in records} - {""}

    @property
    def members(self) -> list[Member]:
        return self.shelf.in_household[self.household.subscriber_no]

    def own_number(self, record: Enrolment) -> str:
        """The record's number where it is this person's alone, else nothing."""
        key = normal_member_no(record.own_no)
        return "" if key in self.shared else key

    def find(self, record: Enrolment) -> Member | None:
        """The member meant. Raises NumberOfAnother rather than let a number change hands."""
        key = self.own_number(record)
        if key and (member := self.shelf.by_key.get(key)):
            if self._another(member, record):
                raise NumberOfAnother
            return member
        if found := self._in_household(record, renumbered=bool(key)):
            return found
        if record.is_subscriber and not record.birth_on:
            return next((m for m in self.members if m.is_subscriber), None)
        return None

    def known(self, record: Enrolment) -> Member | None:
        """As find, where a number of another's is no hindrance."""
        try:
            return self.find(record)
        except NumberOfAnother:
            return None

    def _another(self, member: Member, record: Enrolment) -> bool:
        if not record.birth_on or member.birth_on.isoformat() in {record.birth_on, record.old_birth_on}:
            return False
        names = {(record.first_name, record.last_name), (record.old_first_name, record.old_last_name)}
        return not any(
            first_fit(first, member.first_name, member.middle_name)
            or (not first and last == member.last_name)
            for first, last in names
        )

    def _in_household(self, record: Enrolment, *, renumbered: bool) -> Member | None:
        """By birth date and first name, the old ones of a correction included.

        Somebody whose number another record of the file carries is not meant; a person with a new number must
        have the very same first name, so that twins with like names stay two.
        """
        free = [m for m in self.members if m.own_key not in self.claimed]
        for first, birth in (
            (record.first_name, record.birth_on),
            (record.old_first_name, record.old_birth_on),
        ):
            same_day = [m for m in free if birth and m.birth_on.isoformat() == birth]
            best = [m for m in same_day if match_key(m.first_name) == match_key(first)]
            if not best and not renumbered:
                best = [m for m in same_day if first_fit(first, m.first_name, m.middle_name) > Fit.NO]
            if len(best) == 1:
                return best[0]
        return None

    def person(self, record: Enrolment, row: StagedMember) -> tuple[Person | None, bool]:
        """The person on record who is this newcomer, their earlier place ended; whether the SSN is shared."""
        if not row.ssn_digest:
            return None, False
        same = self.shelf.by_digest[bytes(row.ssn_digest)]
        today = self.shelf.now.date()
        for member in same:
            alike = member.birth_on.isoformat() == record.birth_on
            if alike and first_fit(record.first_name, member.first_name, member.middle_name):
                if member.cover_to and member.cover_to < today:
                    return member.person, False
                return None, True
        return None, any(m.household.subscriber_no != self.household.subscriber_no for m in same)

    def number_for(self, record: Enrolment, member: Member | None) -> tuple[str, str]:
        """Member number and suffix: the own one, or the family's with 02, 03 … for dependants."""
        if self.own_number(record):
            return record.own_no, ""
        shared = record.own_no or record.subscriber_no
        if member and member.number_key == normal_member_no(shared):
            return member.member_no, member.suffix
        if record.is_subscriber:
            return shared, ""
        key = normal_member_no(shared)
        taken = {m.suffix for m in self.members if m.number_key == key}
        free = next(f"{n:02d}" for n in range(2, 100) if f"{n:02d}" not in taken)
        return shared, free
