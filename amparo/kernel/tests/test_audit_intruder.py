"""Whoever has the database's own password, and takes its refusals away, still does nothing unnoticed (OPS-3)."""

import uuid
from datetime import timedelta

import pytest

from amparo.kernel import clock
from amparo.kernel.audit import anchors, chain, jobs, read, record
from amparo.kernel.audit.models import Anchor, Entry
from amparo.kernel.tests.trail import Intruder, faults, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ring_of_its_own")]


CONTENT = ("at", "event", "actor", "subject", "sealed_facts", "nonce", "kid", "mac")


@pytest.mark.parametrize(
    "change",
    [
        {"event": "test.other"},
        {"subject": None},
        {"actor": uuid.UUID(int=7)},
        {"sealed_facts": None},
        {"nonce": uuid.UUID(int=7)},
        {"kid": 77},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_entry_is_named_and_no_other(change):
    write()
    row = Entry.objects.get(position=4)
    with Intruder():
        Entry.objects.filter(pk=row.pk).update(**change)
    named = faults()
    assert len(named) == 1, named
    assert f"entry {row.pk} (position 4" in named[0]
    assert read.about(subjects=[row.subject]) == []  # and no page repeats it


def test_an_entry_edited_with_its_mac_is_named_and_no_other():
    write()
    with Intruder():
        Entry.objects.filter(position=4).update(event="test.other", mac=b"\1" * 32)
    assert [f.partition(" (")[2][:10] for f in faults()] == ["position 4"]


def test_an_edited_moment_is_named():
    write()
    with Intruder():
        Entry.objects.filter(position=4).update(at=clock.now() - timedelta(days=1))
    assert ["position 4" in fault and "was edited" in fault for fault in faults()] == [True]


@pytest.mark.parametrize(("first", "last"), [(4, 4), (1, 1), (3, 6)])
def test_deleted_entries_are_named_and_no_other(first, last):
    write()
    with Intruder():
        Entry.objects.filter(position__range=(first, last)).delete()
    assert len(faults()) == 1
    assert (f"position {first} is" if first == last else f"positions {first} to {last} are") in faults()[0]


@pytest.mark.parametrize(
    "columns",
    [("position",), ("position", "chain_mac"), CONTENT],
    ids=["place only", "place with link", "content"],
)
@pytest.mark.parametrize(("first", "second"), [(3, 8), (4, 5), (1, 2)])
def test_two_entries_that_changed_places_are_named_and_no_other(columns, first, second):
    write()
    with Intruder() as intruder:
        intruder.swap(first, second, *columns)
    named = faults()
    assert any(f"position {first}," in fault and "moved here" in fault for fault in named), named
    assert any(f"position {second}," in fault and "moved here" in fault for fault in named), named
    assert len(named) == 2, named


def test_a_link_that_was_edited_is_named_and_no_other():
    write()
    with Intruder():
        Entry.objects.filter(position=4).update(chain_mac=b"\1" * 32)
    assert ["(position 4" in fault for fault in faults()] == [True]


def test_several_deeds_are_named_each():
    write()
    with Intruder():
        Entry.objects.filter(position=2).update(event="test.other")
        Entry.objects.filter(position=5).delete()
        Entry.objects.filter(position=8).update(event="test.other")
    assert len(faults()) == 3
    assert [n for n in range(1, 10) if any(f"position {n}" in fault for fault in faults())] == [2, 5, 8]


def test_an_entry_that_was_put_in_is_named_and_never_chained():
    write()
    forged = Entry.objects.create(
        at=clock.now(), event="test.forged", nonce=uuid.uuid4(), kid=1, mac=b"\0" * 32
    )
    record.record(event="test.ten", now=clock.now())
    assert chain.extend(now=clock.now()) == 1
    forged.refresh_from_db()
    assert forged.position is None
    assert len(faults()) == 1
    assert f"entry {forged.pk} (not chained" in faults()[0]


def test_an_entry_that_was_put_into_the_chain_is_named():
    write()
    with Intruder():
        Entry.objects.create(
            at=clock.now(),
            event="test.forged",
            nonce=uuid.uuid4(),
            kid=1,
            mac=b"",
            position=10,
            chain_mac=b"",
        )
    assert ["position 10" in fault and "put in" in fault for fault in faults()] == [True]


def test_a_renumbered_chain_is_named_but_not_without_end(monkeypatch):
    from amparo.kernel.audit import verify as module

    monkeypatch.setattr(module, "MOST", 3)
    write()
    with Intruder():
        Entry.objects.filter(position=1).delete()
        for position in range(2, 10):
            Entry.objects.filter(position=position).update(position=position - 1)
    assert len(faults()) == 4
    assert "more" in faults()[-1]


def test_cutting_off_the_end_is_seen_from_outside_the_database():
    write()
    anchors.keep(now=clock.now())
    with Intruder():
        Entry.objects.filter(position__gte=7).delete()
        Anchor.objects.all().delete()
    named = faults()
    assert len(named) == 2  # the day's anchor in the file, and the last head
    assert all("its end was deleted" in fault for fault in named)


def test_emptying_the_whole_trail_is_seen_from_outside_the_database():
    write()
    anchors.keep(now=clock.now())
    with Intruder():
        Entry.objects.all().delete()
        Anchor.objects.all().delete()
    jobs.chain_entries(now=clock.now())
    assert all("its end was deleted" in fault for fault in faults())
    assert faults()


def test_the_evidence_is_kept_when_a_new_end_grows(caplog):
    write()
    anchors.keep(now=clock.now())
    before = anchors.head_path().read_text()
    with Intruder():
        Entry.objects.filter(position__gte=7).delete()
    for name in ("ten", "eleven", "twelve", "thirteen"):
        record.record(event=f"test.{name}", now=clock.now())
    jobs.chain_entries(now=clock.now() + timedelta(days=1))
    assert "lost what it held" in caplog.text
    assert anchors.head_path().read_text() == before
    assert any("disagree at position 9" in fault for fault in faults())
