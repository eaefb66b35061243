"""The rows a chunk of families touches, fetched at once and written at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from amparo.coverage.lookup import normal_member_no
from amparo.coverage.models import (
    Broker,
    Finding,
    Household,
    ImportFile,
    Member,
    Person,
    PrimaryCare,
    Representative,
    Span,
    StagedFamily,
    StagedMember,
    StagedSet,
)
from amparo.coverage.x834.record import Enrolment, Note, from_json
from amparo.coverage.x834.stage import finding


class Shelf:
    """Everything on record that these families may concern, and what is to be written about them."""

    def __init__(self, file: ImportFile, families: list[StagedFamily], now: datetime) -> None:
        self.file, self.families, self.now = file, families, now
        numbers = [family.subscriber_no for family in families]
        self.staged: dict[int, list[tuple[StagedMember, Enrolment]]] = defaultdict(list)
        staged = StagedMember.objects.filter(family__in=families).order_by("position")
        for row in staged:
            self.staged[row.family_id or 0].append((row, from_json(row.record)))
        self._parked(numbers)
        files = {file.pk} | {f.file_id for waiting in self.waiting.values() for f in waiting}
        self.sets = {(row.file_id, row.number): row for row in StagedSet.objects.filter(file__in=files)}
        self.households = {
            row.subscriber_no: row for row in Household.objects.filter(subscriber_no__in=numbers)
        }
        self._members()
        self._details()
        self.brokers = {row.broker_id: row for row in Broker.objects.filter(broker_id__in=self._broker_ids())}
        self.findings: list[Finding] = []
        self.new_brokers: list[Broker] = []
        self.new_people: list[Person] = []
        self.new_households: list[Household] = []
        self.new_members: list[Member] = []
        self.new_spans: list[Span] = []
        self.changed_households: dict[int, Household] = {}
        self.changed_members: dict[int, Member] = {}
        self.changed_spans: dict[int, Span] = {}
        self.changed_fields: set[str] = {"changed_at", "cover_from", "cover_to"}
        self.stepped_down: list[Member] = []

    def _records(self) -> Iterable[tuple[StagedMember, Enrolment]]:
        return (pair for pairs in (*self.staged.values(), *self.parked.values()) for pair in pairs)

    def _parked(self, numbers: list[str]) -> None:
        """Records of earlier files that wait for these subscribers."""
        waiting = StagedFamily.objects.filter(subscriber_no__in=numbers, state=StagedFamily.State.PARKED)
        self.waiting: dict[str, list[StagedFamily]] = defaultdict(list)
        for family in waiting.exclude(file=self.file).select_related("file").order_by("id"):
            self.waiting[family.subscriber_no].append(family)
        self.parked: dict[int, list[tuple[StagedMember, Enrolment]]] = defaultdict(list)
        for row in StagedMember.objects.filter(family__in=waiting.exclude(file=self.file)).order_by(
            "position"
        ):
            self.parked[row.family_id or 0].append((row, from_json(row.record)))

    def _members(self) -> None:
        keys, digests = set(), set()
        for row, record in self._records():
            keys.add(normal_member_no(record.own_no or record.subscriber_no))
            if row.ssn_digest:
                digests.add(bytes(row.ssn_digest))
        wanted = (
            Q(household__in=list(self.households.values()))
            | Q(number_key__in=keys)
            | Q(ssn_digest__in=list(digests))
        )
        self.in_household: dict[str, list[Member]] = defaultdict(list)
        self.by_key: dict[str, Member] = {}
        self.by_digest: dict[bytes, list[Member]] = defaultdict(list)
        for member in Member.objects.filter(wanted).select_related("household").order_by("id"):
            self.shelve(member)

    def shelve(self, member: Member) -> None:
        """Let later records of the chunk find this member."""
        self.in_household[member.household.subscriber_no].append(member)
        self.by_key[member.own_key] = member
        if member.ssn_digest:
            self.by_digest[bytes(member.ssn_digest)].append(member)

    def _details(self) -> None:
        """Spans, providers and representatives, by the member's uuid, which a new member has too."""
        known = {member.pk: member.uuid for member in self.by_key.values()}
        self.spans: dict[UUID, list[Span]] = defaultdict(list)
        for span in Span.objects.filter(member__in=known).order_by("starts_on", "id"):
            self.spans[known[span.member_id]].append(span)
        self.care = {
            (known[row.member_id], row.kind): row for row in PrimaryCare.objects.filter(member__in=known)
        }
        self.answering = {
            (known[row.member_id], row.kind, row.name): row
            for row in Representative.objects.filter(member__in=known)
        }
        self.touched_care: dict[tuple[UUID, str], PrimaryCare] = {}
        self.touched_answering: dict[tuple[UUID, str, str], Representative] = {}

    def _broker_ids(self) -> set[str]:
        named = {record.broker_id for _, record in self._records()} | {
            row.broker_id for row in self.sets.values()
        }
        return named - {""}

    def say(self, record: Enrolment, code: str, line: int = 0, number: int = 0, **facts: str) -> None:
        """A finding about this record, at its own place unless told another."""
        note = Note(code, line or record.line, number or record.number, facts)
        self.findings.append(finding(self.file, note, record.own_no or record.subscriber_no))

    @contextmanager
    def about(self, file: ImportFile) -> Iterator[None]:
        """While an earlier file's records are merged, findings and sources name that file."""
        now, self.file = self.file, file
        try:
            yield
        finally:
            self.file = now

    def write(self) -> None:
        """Everything at once, in the caller's transaction. Who steps down as subscriber does so first."""
        Broker.objects.bulk_create(self.new_brokers)
        Person.objects.bulk_create(self.new_people)
        Household.objects.bulk_create(self.new_households)
        households = list(self.changed_households.values())
        Household.objects.bulk_update(households, ["group_no", "sponsor", "broker"])
        stepped_down = [member.pk for member in self.stepped_down if member.pk]
        Member.objects.filter(id__in=stepped_down).update(is_subscriber=False)
        Member.objects.bulk_update(list(self.changed_members.values()), sorted(self.changed_fields))
        Member.objects.bulk_create(self.new_members)
        self._write_spans()
        PrimaryCare.objects.bulk_create(
            self.touched_care.values(),
            update_conflicts=True,
            unique_fields=["member", "kind"],
            update_fields=["npi", "name", "phone", "from_on"],
        )
        Representative.objects.bulk_create(
            self.touched_answering.values(),
            update_conflicts=True,
            unique_fields=["member", "kind", "name"],
            update_fields=["phone", "email"],
        )
        Finding.objects.bulk_create(self.findings)

    def _write_spans(self) -> None:
        """Those that end go first, so that no two of a product are open at any moment."""
        fields = ("ends_on", "void", "plan_text", "tier", "source", "source_line", "source_segment")
        changed = list(self.changed_spans.values())
        Span.objects.bulk_update([s for s in changed if s.ends_on or s.void], fields)
        Span.objects.bulk_update([s for s in changed if not (s.ends_on or s.void)], fields)
        Span.objects.bulk_create(self.new_spans)
