"""Takes an enrolment file in: known by its bytes, staged whole, applied family by family, reported."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from amparo.coverage import roster
from amparo.coverage.models import Finding, ImportFile, Interchange
from amparo.coverage.x834 import apply, stage
from amparo.coverage.x834.enrolments import Event, enrolments
from amparo.coverage.x834.rules import RULES
from amparo.plan import profile

State = ImportFile.State


@dataclass(frozen=True)
class Said:
    """One finding in words: no name, no date of a person, only the plan's own number."""

    line: int
    segment: int
    severity: str
    code: str
    member_no: str
    sentence: str


@dataclass(frozen=True)
class Report:
    """What became of one file; the counts are members."""

    name: str
    state: str  # taken | held | rejected
    again: bool  # the same bytes were taken before: nothing was done
    resumed: bool
    accepted: int
    changed: int
    held: int
    rejected: int
    findings: tuple[Said, ...]

    @property
    def whole_file_refused(self) -> bool:
        """Held or rejected as a whole, or nobody in it could be taken."""
        nobody = self.accepted == 0 and self.held + self.rejected > 0
        return nobody or self.state in {State.HELD, State.REJECTED}


def take(
    *,
    path: Path,
    kind: str,
    now: datetime,
    partner: str = "",
    dry_run: bool = False,
    families: int = apply.FAMILIES,
) -> Report:
    """Import one file of `kind` 834 or roster; the same bytes again do nothing, an interrupted file goes on.

    Opens its own short transactions; a dry run is one long transaction that is taken back.
    """
    if not dry_run:
        return _take(path, kind, now, partner, families)
    with transaction.atomic():
        report = _take(path, kind, now, partner, families)
        transaction.set_rollback(True)
    return report


def go_on(*, now: datetime) -> list[Report]:
    """Finish files whose applying was interrupted; staged whole, they do not need the file itself."""
    reports = []
    for file in ImportFile.objects.filter(state=State.APPLYING).order_by("id"):
        _apply(file, now, apply.FAMILIES)
        reports.append(_report(file, resumed=True))
    return reports


def _take(path: Path, kind: str, now: datetime, partner: str, families: int) -> Report:
    sha = _sha256(path)
    file = ImportFile.objects.filter(
        sha256=sha, state__in=[State.TAKEN, State.APPLYING, State.STAGING]
    ).first()
    if file and file.state == State.TAKEN:
        return replace(_report(file, again=True), name=path.name)
    resumed = file is not None and file.state == State.APPLYING
    if file is None:
        # What was refused before and comes again is judged anew; the last word on it stands.
        ImportFile.objects.filter(sha256=sha, accepted=0).delete()
        file = ImportFile.objects.create(
            sha256=sha, kind=kind, name=path.name[:255], partner=partner, begun_at=now
        )
    if not resumed:
        with path.open("rb") as stream:
            stage.stage(file=file, events=_events(file, stream, now), now=now)
    _apply(file, now, families)
    return _report(file, resumed=resumed)


def _apply(file: ImportFile, now: datetime, families: int) -> None:
    more = True
    while more:
        with transaction.atomic():
            more = apply.chunk(file_id=file.pk, now=now, families=families)
    file.refresh_from_db()


def _events(file: ImportFile, stream: BinaryIO, now: datetime) -> Iterator[Event]:
    plan = profile.current()
    products = frozenset(product.code for product in plan.products)
    if file.kind == "roster":
        return roster.enrolments(stream, products=products, today=now.date())
    return enrolments(stream, used=_used(file), products=products, today=now.date())


def _used(file: ImportFile) -> Callable[[str, str, str], bool]:
    """Whether a control number was used before, by another file or earlier in this one."""
    here: set[tuple[str, str, str]] = set()

    def used(sender: str, receiver: str, control: str) -> bool:
        name = (sender, receiver, control)
        again = name in here
        here.add(name)
        others = Interchange.objects.exclude(file=file)
        return again or others.filter(sender=sender, receiver=receiver, control_no=control).exists()

    return used


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _report(file: ImportFile, *, again: bool = False, resumed: bool = False) -> Report:
    counts = {
        name: 0 if again else getattr(file, name) for name in ("accepted", "changed", "held", "rejected")
    }
    rows = [] if again else Finding.objects.filter(file=file).order_by("line", "segment", "id")
    findings = tuple(
        Said(r.line, r.segment, r.severity, r.code, r.member_no, RULES[r.code].sentence(r.facts))
        for r in rows
    )
    return Report(file.name, file.state, again, resumed, findings=findings, **counts)
