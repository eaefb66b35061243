"""OPS-3: an entry that is edited, removed, put in or moved does not go unnoticed, on both databases."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from amparo.kernel import clock
from amparo.kernel.audit import anchors, chain, read, record, triggers
from amparo.kernel.audit.models import Entry
from amparo.kernel.audit.verify import verify

pytestmark = pytest.mark.django_db


def write(count=5):
    for n in range(count):
        record.record(event=f"test.{n}", now=clock.now(), subject=uuid.uuid4(), facts={"name": "Ana"})
    chain.extend(now=clock.now())


@pytest.fixture
def unguarded():
    """As somebody with the database's own password, who takes the triggers away."""

    def run(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return run


def drop(unguarded):
    for name in ("audit_entry_update", "audit_entry_delete", "audit_entry_insert"):
        on = " ON kernel_audit_entry" if connection.vendor == "postgresql" else ""
        unguarded(f"DROP TRIGGER {name}{on}")


def test_a_whole_trail_is_whole():
    write()
    report = verify(now=clock.now())
    assert report.faults in ([], ()) and report.entries == 5 and report.waiting.count == 0


def test_facts_cannot_be_read_in_the_database():
    write(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kernel_audit_entry")
        assert "Ana" not in str(cursor.fetchall())
    assert read.about(subjects=[Entry.objects.get().subject])[0].facts == {"name": "Ana"}


@pytest.mark.parametrize(
    "sql", ["UPDATE kernel_audit_entry SET event = 'x'", "DELETE FROM kernel_audit_entry"]
)
def test_the_database_itself_refuses_changes(unguarded, sql):
    write(2)
    with pytest.raises(DatabaseError), transaction.atomic():
        unguarded(sql)
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE kernel_audit_entry SET event = 'other' WHERE position = 3",
        "UPDATE kernel_audit_entry SET subject = actor WHERE position = 2",
        "DELETE FROM kernel_audit_entry WHERE position = 3",
        "UPDATE kernel_audit_entry SET position = 99 WHERE position = 5",
    ],
    ids=["edited", "another's", "deleted", "moved"],
)
def test_what_was_done_with_the_triggers_away_is_named(unguarded, deed):
    write()
    drop(unguarded)
    unguarded(deed)
    faults = [f for f in verify(now=clock.now()).faults if "does not refuse" not in f]
    assert faults, deed


def test_an_entry_that_was_put_in_is_named(unguarded):
    write()
    drop(unguarded)
    Entry.objects.create(at=clock.now(), event="forged", nonce=uuid.uuid4(), kid=1, mac=b"\0" * 32)
    assert any("put in" in fault for fault in verify(now=clock.now()).faults)


def test_cutting_off_the_end_is_seen_by_the_anchor(unguarded):
    write()
    anchors.keep(now=clock.now())
    drop(unguarded)
    unguarded("DELETE FROM kernel_audit_entry WHERE position >= 4")
    faults = [f for f in verify(now=clock.now()).faults if "does not refuse" not in f]
    assert faults


def test_missing_triggers_are_said(unguarded):
    drop(unguarded)
    assert any("does not refuse changes" in fault for fault in verify(now=clock.now()).faults)
    triggers.put()


def test_what_is_rolled_back_leaves_no_entry():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record.record(event="test.undone", now=clock.now())
        raise ZeroDivisionError
    assert not Entry.objects.filter(event="test.undone").exists()
