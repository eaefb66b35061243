"""Fixtures of the coverage room."""

from datetime import UTC, datetime

import pytest

from amparo.coverage import imports

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
def take(db, tmp_path):
    """Import bytes as a file; returns the report."""
    count = iter(range(1000))

    def taking(data, *, kind="834", now=NOW, name="", **more):
        path = tmp_path / (name or f"file{next(count)}.edi")
        path.write_bytes(data)
        return imports.take(path=path, kind=kind, now=now, **more)

    return taking


def counts(report):
    return (report.accepted, report.changed, report.held, report.rejected)


def codes(report, severity=""):
    return [said.code for said in report.findings if said.severity == severity or not severity]
