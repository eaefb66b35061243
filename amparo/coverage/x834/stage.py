"""Brings a judged file into staging, whole, before any of it is applied; a cut-off staging starts over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Min, OuterRef, Subquery

from amparo.coverage.lookup import SSN_LABEL
from amparo.coverage.models import Finding, ImportFile, Interchange, StagedFamily, StagedMember, StagedSet
from amparo.coverage.x834.enrolments import Event, Judged, SetSeen
from amparo.coverage.x834.envelope import Fault, Opened
from amparo.coverage.x834.judge import worst
from amparo.coverage.x834.record import Note
from amparo.coverage.x834.rules import RULES, Severity
from amparo.kernel import secret_ids

BATCH = 500
ONCE_A_FILE = frozenset({"product_unknown"})


class TakenOver(Exception):
    """Another process has begun to stage the same file; this one stops."""


class _Staging:
    """What has been seen of the file so far, and the rows waiting to be written."""

    def __init__(self, file: ImportFile) -> None:
        self.file = file
        self.kid = secret_ids.current_kid()
        self.members: list[StagedMember] = []
        self.findings: list[Finding] = []
        self.position = 0
        self.records: Counter[int] = Counter()  # per set
        self.unplaced: Counter[int] = Counter()  # held and not staged, per set
        self.spoilt: dict[int, Severity] = {}
        self.opened: list[tuple[Opened, set[int]]] = []
        self.said: set[tuple[str, str]] = set()
        self.numbers_that_are_ssns: set[str] = set()

    def take(self, event: Event) -> None:
        if isinstance(event, Judged):
            self._record(event)
        elif isinstance(event, Opened):
            self.opened.append((event, set()))
        elif isinstance(event, SetSeen):
            self._set(event)
        elif isinstance(event, Fault):
            self._fault(event)
        if len(self.members) >= BATCH or len(self.findings) >= BATCH:
            self.write()

    def _fault(self, fault: Fault) -> None:
        severity = RULES[fault.note.code].severity
        for number in fault.sets:
            if self.spoilt.get(number) != Severity.REJECT:
                self.spoilt[number] = severity
        self.say(fault.note, "")

    def _set(self, seen: SetSeen) -> None:
        if self.opened:
            self.opened[-1][1].add(seen.number)
        context = seen.context
        StagedSet.objects.create(
            file=self.file,
            number=seen.number,
            full=context.full,
            file_on=context.file_on,
            sponsor=context.sponsor,
            broker_id=context.broker.get("id", ""),
            broker_name=context.broker.get("name", ""),
        )

    def _record(self, judged: Judged) -> None:
        record = judged.record
        self.position += 1
        self.records[judged.set_no] += 1
        severity = worst(judged.notes)
        secret = severity == Severity.FAMILY
        if secret:
            self.numbers_that_are_ssns.add(record.subscriber_no)
        for note in judged.notes:
            self.say(note, "" if secret else record.own_no or record.subscriber_no)
        if secret or not record.subscriber_no or len(record.subscriber_no) > 50:
            self.unplaced[judged.set_no] += 1
            return
        self.members.append(
            StagedMember(
                file=self.file,
                subscriber_no=record.subscriber_no,
                position=self.position,
                set_no=judged.set_no,
                is_subscriber=record.is_subscriber,
                held=severity != Severity.WARNING,
                record=record.as_json(),
                ssn_digest=secret_ids.digest(SSN_LABEL, record.ssn) if record.ssn else None,
                ssn_digest_kid=self.kid if record.ssn else None,
            )
        )

    def say(self, note: Note, member_no: str) -> None:
        if note.code in ONCE_A_FILE:
            key = (note.code, str(note.facts))
            if key in self.said:
                return
            self.said.add(key)
        self.findings.append(finding(self.file, note, member_no))

    def write(self) -> None:
        """One short transaction for the rows that wait."""
        with transaction.atomic():
            self.still_ours()
            StagedMember.objects.bulk_create(self.members)
            Finding.objects.bulk_create(self.findings)
        self.members, self.findings = [], []

    def still_ours(self) -> None:
        """Raises TakenOver when somebody began anew; locks the file for the caller's transaction."""
        ours = ImportFile.objects.select_for_update().filter(
            id=self.file.pk, state=ImportFile.State.STAGING, begun_at=self.file.begun_at
        )
        if not ours.exists():
            raise TakenOver


def finding(file: ImportFile, note: Note, member_no: str) -> Finding:
    """The row for a note."""
    return Finding(
        file=file,
        line=note.line,
        segment=note.number,
        code=note.code,
        severity=RULES[note.code].severity,
        member_no=member_no[:50],
        facts=note.facts,
    )


def stage(*, file: ImportFile, events: Iterable[Event], now: datetime) -> None:
    """Write everything to staging, then decide what of the file may be applied.

    Afterwards the file is APPLYING, or HELD or REJECTED when none of its sets may be taken. Opens its own
    transactions, for a file may be large; until the last one nothing counts. Raises TakenOver when another process
    begins the same.
    """
    file.begun_at = now
    with transaction.atomic():
        file.save(update_fields=["begun_at"])
        forget(file)
        Finding.objects.filter(file=file).delete()
    staging = _Staging(file)
    for event in events:
        staging.take(event)
    staging.write()
    with transaction.atomic():
        staging.still_ours()
        _secrets(staging)
        _spoilt_sets(staging)
        _families(file)
        _decide(staging, now)


def forget(file: ImportFile) -> None:
    """Remove what staging holds of a file, families that wait for their subscriber excepted."""
    parked = StagedFamily.State.PARKED
    StagedMember.objects.filter(file=file).exclude(family__state=parked).delete()
    StagedFamily.objects.filter(file=file).exclude(state=parked).delete()
    if not StagedFamily.objects.filter(file=file).exists():
        StagedSet.objects.filter(file=file).delete()


def _secrets(staging: _Staging) -> None:
    """Families whose number is an SSN: nothing of them stays, and no finding names the number."""
    file = staging.file
    for number in staging.numbers_that_are_ssns:
        rows = StagedMember.objects.filter(file=file, subscriber_no=number)
        for row in rows.only("set_no", "record"):
            staging.unplaced[row.set_no] += 1
            note = Note("ssn_as_number", row.record["line"], row.record["number"])
            finding(file, note, "").save()
        rows.delete()
        Finding.objects.filter(file=file, member_no=number).update(member_no="")


def _spoilt_sets(staging: _Staging) -> None:
    file = staging.file
    StagedMember.objects.filter(file=file, set_no__in=list(staging.spoilt)).delete()
    for number, severity in staging.spoilt.items():
        if severity == Severity.REJECT:
            file.rejected += staging.records[number]
        else:
            file.held += staging.records[number]
    file.held += sum(n for number, n in staging.unplaced.items() if number not in staging.spoilt)


def _families(file: ImportFile) -> None:
    """One row a family, in the order of the file, wherever in it its records stand."""
    staged = StagedMember.objects.filter(file=file)
    rows = staged.values("subscriber_no").annotate(first=Min("position")).order_by("first").iterator()
    while batch := list(islice(rows, BATCH)):
        StagedFamily.objects.bulk_create(
            StagedFamily(file=file, subscriber_no=row["subscriber_no"], position=row["first"])
            for row in batch
        )
    family = StagedFamily.objects.filter(file=file, subscriber_no=OuterRef("subscriber_no"))
    staged.update(family_id=Subquery(family.values("id")[:1]))


def _decide(staging: _Staging, now: datetime) -> None:
    file = staging.file
    good = {number for number in staging.records if number not in staging.spoilt}
    for opened, sets in staging.opened:
        if sets & good:
            Interchange.objects.create(
                file=file, sender=opened.sender, receiver=opened.receiver, control_no=opened.control
            )
    file.state = ImportFile.State.APPLYING
    if staging.spoilt and not good:
        bad = Severity.REJECT in staging.spoilt.values()
        file.state = ImportFile.State.REJECTED if bad else ImportFile.State.HELD
    elif not staging.records and Finding.objects.filter(file=file, severity=Severity.REJECT).exists():
        file.state = ImportFile.State.REJECTED
    if file.state != ImportFile.State.APPLYING:
        file.finished_at = now
        forget(file)
    file.save()
