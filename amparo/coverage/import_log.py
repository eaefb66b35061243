"""What became of the enrolment files, for the desk: each file, and every record that was not taken, with its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amparo.coverage.models import Finding, ImportFile
from amparo.coverage.x834 import rules


@dataclass(frozen=True)
class FileView:
    """One file: its name, when, how it ended, and how many members went which way."""

    id: int
    name: str
    begun_at: datetime
    state: str
    accepted: int
    changed: int
    held: int
    rejected: int


@dataclass(frozen=True)
class FindingView:
    """One thing said about one place in a file."""

    line: int
    segment: int
    severity: str
    member_no: str
    sentence: str


def recent(*, limit: int = 50) -> list[FileView]:
    """The files that came in, newest first."""
    rows = ImportFile.objects.order_by("-begun_at", "-id")[:limit]
    return [
        FileView(r.pk, r.name, r.begun_at, r.state, r.accepted, r.changed, r.held, r.rejected) for r in rows
    ]


def file(file_id: int) -> FileView | None:
    """One file, or None."""
    return next((view for view in recent(limit=10_000) if view.id == file_id), None)


def findings(*, file_id: int, limit: int = 500) -> list[FindingView]:
    """What was found in a file, in the order of its lines."""
    rows = Finding.objects.filter(file_id=file_id).order_by("line", "id")[:limit]
    return [FindingView(r.line, r.segment, r.severity, r.member_no, _sentence(r)) for r in rows]


def _sentence(row: Finding) -> str:
    rule = rules.RULES.get(row.code)
    return rule.sentence(row.facts) if rule else row.code
