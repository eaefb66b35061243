"""What follows an event is queued with it, or not at all."""

import uuid
from dataclasses import dataclass

import pytest
from django.db import transaction

from amparo import wiring
from amparo.kernel import clock, events, job_names, jobs
from amparo.kernel.job_rows import Job

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Happened(events.Event):
    row: int
    who: uuid.UUID


@dataclass(frozen=True)
class Told(events.Event):
    name: str


@pytest.fixture
def followers(monkeypatch):
    """Two jobs follow Happened; what they were given."""
    came = []
    monkeypatch.setattr(job_names, "_known", dict(job_names._known))
    for name in ("test.first", "test.second"):
        jobs.job(name)(lambda *, now, name=name, **ids: came.append((name, ids)))
    follows = {Happened: ("test.first", "test.second"), Told: ("test.first",)}
    monkeypatch.setattr(wiring, "FOLLOWS", follows)
    return came


def test_each_follower_gets_the_ids(followers):
    who = uuid.uuid4()
    events.publish(Happened(row=7, who=who))
    assert jobs.drain(now=clock.now()) == 2
    ids = {"row": 7, "who": str(who)}
    assert followers == [("test.first", ids), ("test.second", ids)]


def test_what_is_rolled_back_did_not_happen(followers):
    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        events.publish(Happened(row=7, who=uuid.uuid4()))
        raise Undo
    assert not Job.objects.exists()


def test_an_event_nobody_follows_queues_nothing(followers):
    @dataclass(frozen=True)
    class Unheard(events.Event):
        row: int

    events.publish(Unheard(row=1))
    assert not Job.objects.exists()


def test_an_event_carries_ids_only(followers):
    with pytest.raises(TypeError):
        events.publish(Told(name="Ana Morales"))
    assert not Job.objects.exists()
