"""Fixtures every room's tests may use."""

from types import SimpleNamespace

import pytest


@pytest.fixture(autouse=True)
def in_english():
    """A request leaves its language to the thread; no test inherits it from the one before."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def members(db, tmp_path):
    """The cast of amparo/demo/cast.py, imported from its 834; `members.ana` has id, uuid, member_no …"""
    from amparo.coverage import brokers, imports
    from amparo.coverage.models import Member
    from amparo.demo import cast, enrolment
    from amparo.kernel import clock

    now = clock.now()
    (tmp_path / "cast.edi").write_text(enrolment.cast_only(today=now.date()))
    (tmp_path / "brokers.csv").write_text(enrolment.brokers_csv())
    brokers.keep(path=tmp_path / "brokers.csv")
    report = imports.take(path=tmp_path / "cast.edi", kind="834", now=now)
    assert report.accepted == len(cast.PEOPLE), report
    rows = {row.member_no: row for row in Member.objects.select_related("household__broker", "person")}
    return SimpleNamespace(**{person.key: rows[person.member_no] for person in cast.PEOPLE})
