"""OPS-3: the trail is written with its deed, read by a page, guarded by the database, chained and anchored."""

import json
import threading
import uuid
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from amparo.kernel import clock
from amparo.kernel.audit import anchors, chain, jobs, read, record, triggers
from amparo.kernel.audit.models import Anchor, Entry
from amparo.kernel.audit.verify import verify
from amparo.kernel.tests.trail import Intruder, faults, sql, write
from amparo.kernel.vault import keyring

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ring_of_its_own")]


def test_a_whole_trail_is_whole():
    write()
    report = verify(now=clock.now())
    assert report.faults == []
    assert (report.entries, report.waiting.count) == (9, 0)


def test_an_empty_trail_is_whole():
    assert faults() == []
    assert jobs.chain_entries(now=clock.now()) is None
    assert not anchors.head_path().exists()


def test_facts_and_origin_cannot_be_read_in_the_database():
    origin = record.Origin("203.0.113.0/24", "Firefox")
    record.record(
        event="test.one", now=clock.now(), subject=uuid.uuid4(), facts={"name": "Ana"}, origin=origin
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kernel_audit_entry")
        held = b"".join(
            bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in cursor.fetchone()
        )
    assert not any(word in held for word in (b"Ana", b"203.0.113", b"Firefox"))
    entry = read.about(subjects=[Entry.objects.get().subject])[0]
    assert (entry.facts, entry.origin) == ({"name": "Ana"}, origin)


def test_entries_are_read_newest_first_by_whom_and_about_whom():
    ana, ben = uuid.uuid4(), uuid.uuid4()
    for minute, name in enumerate(("one", "two")):
        moment = clock.now() + timedelta(minutes=minute)
        record.record(event=f"test.{name}", now=moment, actor=ben, subject=ana)
    assert [entry.event for entry in read.about(subjects=[ana])] == ["test.two", "test.one"]
    assert [entry.event for entry in read.by(actor=ben)] == ["test.two", "test.one"]
    assert read.about(subjects=[ben]) == read.by(actor=ana) == []
    assert [entry.event for entry in read.about(subjects=[ana, ben], limit=1)] == ["test.two"]


@pytest.mark.parametrize("event", ["", "one", "Test.one", "test.one two", "test."])
def test_an_event_has_a_name_of_room_and_deed(event):
    with pytest.raises(ValueError, match="no name of an event"):
        record.record(event=event, now=clock.now())


def test_what_is_rolled_back_leaves_no_entry():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record.record(event="test.undone", now=clock.now())
        raise ZeroDivisionError
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE kernel_audit_entry SET event = 'x'",
        "UPDATE kernel_audit_entry SET position = position + 100",
        "UPDATE kernel_audit_entry SET position = NULL, chain_mac = NULL",
        "UPDATE kernel_audit_entry SET subject = NULL WHERE position IS NULL",
        "UPDATE kernel_audit_entry SET position = 99 WHERE position IS NULL",
        "DELETE FROM kernel_audit_entry",
        "DELETE FROM kernel_audit_entry WHERE position IS NULL",
        "DELETE FROM kernel_audit_anchor",
        "UPDATE kernel_audit_anchor SET position = 1",
    ],
)
def test_the_database_itself_refuses_changes(deed):
    write(3)
    anchors.keep(now=clock.now())
    record.record(event="test.waiting", now=clock.now(), subject=uuid.uuid4())
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        sql(deed)
    assert Entry.objects.count() == 4
    assert faults() == []


def test_an_entry_cannot_be_written_over():
    write(3)
    row = Entry.objects.get(position=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        if connection.vendor == "sqlite":
            sql(
                "INSERT OR REPLACE INTO kernel_audit_entry (id, at, event, nonce, kid, mac) VALUES (%s, %s, %s, %s, 1, %s)",
                *(row.pk, "2026-01-01 00:00:00", "x.y", row.nonce.hex, b""),
            )
        else:
            Entry(pk=row.pk, at=row.at, event="x.y", nonce=row.nonce, kid=1, mac=b"").save(force_insert=True)
    assert faults() == []


def test_an_entry_cannot_be_written_into_the_chain_at_once():
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        Entry.objects.create(
            at=clock.now(), event="x.y", nonce=uuid.uuid4(), kid=1, mac=b"", position=1, chain_mac=b""
        )


@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="TRUNCATE is PostgreSQL's")
def test_the_tables_cannot_be_emptied():
    write(1)
    for table in (triggers.ENTRY, triggers.ANCHOR):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            sql(f"TRUNCATE {table}")


def test_missing_triggers_are_said():
    triggers.take_away()
    assert len(faults()) == len(triggers.missing()) >= 5
    triggers.put()
    assert faults() == []


def test_a_day_has_one_anchor_in_a_row_and_a_line():
    for day in range(3):
        for _ in range(2):
            record.record(event="test.one", now=clock.now())
            jobs.chain_entries(now=clock.now() + timedelta(days=day))
    assert [anchor.position for anchor in Anchor.objects.order_by("day")] == [1, 3, 5]
    lines = anchors.anchors_path().read_text().splitlines()
    assert [json.loads(line.partition("\t")[0])["position"] for line in lines] == [1, 3, 5]
    assert anchors.anchors_path().stat().st_mode & 0o077 == 0
    assert faults() == []


def test_an_anchor_that_was_put_in_is_named_and_not_vouched_for():
    write()
    Anchor.objects.create(day="2020-01-01", position=2, chain_mac=b"\1" * 32, made_at=clock.now())
    jobs.chain_entries(now=clock.now())
    assert "2020-01-01" not in anchors.anchors_path().read_text()
    assert ["2020-01-01" in fault and "disagree" in fault for fault in faults()] == [True]


def test_a_changed_line_of_the_anchors_file_is_named():
    write()
    jobs.chain_entries(now=clock.now())
    path = anchors.anchors_path()
    path.write_text(path.read_text().replace('"position": 9', '"position": 8'))
    assert ["line 1" in fault and "was changed" in fault for fault in faults()] == [True]


def test_a_lost_file_is_written_again():
    write()
    jobs.chain_entries(now=clock.now())
    before = anchors.anchors_path().read_text()
    anchors.anchors_path().unlink()
    jobs.chain_entries(now=clock.now())
    assert anchors.anchors_path().read_text() == before


def test_the_chain_goes_on_over_a_renewed_key(ring_of_its_own):
    write(2)
    keyring.renew(ring_of_its_own, ["audit", "field"], now=clock.now())
    record.record(event="test.three", now=clock.now(), facts={"name": "Ana"})
    jobs.chain_entries(now=clock.now())
    assert set(Entry.objects.values_list("kid", flat=True)) == {1, 2}
    assert faults() == []


def test_more_than_one_batch_is_chained_in_order(monkeypatch):
    monkeypatch.setattr(chain, "AT_ONCE", 4)
    write()
    assert list(Entry.objects.order_by("id").values_list("position", flat=True)) == list(range(1, 10))
    assert faults() == []


def test_the_tail_is_counted_and_late_after_a_quarter_of_an_hour(capsys):
    record.record(event="test.one", now=clock.now() - timedelta(minutes=14))
    call_command("audit", "status")
    assert "waiting 1, oldest 14 min" in capsys.readouterr().out
    record.record(event="test.two", now=clock.now() - timedelta(minutes=16))
    assert chain.tail(now=clock.now()).late
    with pytest.raises(CommandError, match="late"):
        call_command("audit", "status")
    jobs.chain_entries(now=clock.now())
    assert chain.tail(now=clock.now()) == chain.Tail(0, timedelta())


def test_the_command_names_the_fault_and_fails(capsys):
    write()
    call_command("audit", "verify")
    assert "9 entries, all whole" in capsys.readouterr().out
    with Intruder():
        Entry.objects.filter(position=4).delete()
    with pytest.raises(CommandError, match="position 4 is missing"):
        call_command("audit", "verify")


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_two_chainers_at_once_make_one_whole_chain():
    done = threading.Event()
    surprises = []

    def writer():
        try:
            for _ in range(12):
                with transaction.atomic():
                    record.record(event="test.one", now=clock.now(), facts={"name": "Ana"})
        except Exception as fault:
            surprises.append(fault)
        finally:
            connection.close()

    def chainer():
        try:
            while not done.is_set():
                with suppress(IntegrityError):  # the other one was faster; the job is tried again
                    chain.extend(now=clock.now())
        except Exception as fault:
            surprises.append(fault)
        finally:
            connection.close()

    writers = [threading.Thread(target=writer) for _ in range(3)]
    chainers = [threading.Thread(target=chainer) for _ in range(2)]
    for thread in writers + chainers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in chainers:
        thread.join()
    chain.extend(now=clock.now())
    assert surprises == []
    assert faults() == []
    assert sorted(Entry.objects.values_list("position", flat=True)) == list(range(1, 37))
