"""What a caller of the job engine may rely on, in one process (the engine with real workers: test_workers.py)."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from amparo.kernel import clock, job_engine, job_names, job_slots, jobs
from amparo.kernel.job_rows import Job, Slot, Worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def names_of_its_own(monkeypatch):
    """Jobs that a test registers are forgotten after it."""
    monkeypatch.setattr(job_names, "_known", dict(job_names._known))


def test_a_job_that_always_fails_is_tried_later_and_later_and_then_given_up_visibly():
    @jobs.job("test.fail", tries=3)
    def fail(*, now):
        raise ValueError("secret 123-45-6789")

    jobs.later("test.fail")
    now, waits = clock.now(), []
    for _ in range(3):
        assert jobs.drain(now=now) == 0
        row = Job.objects.get(name="test.fail")
        waits.append((row.due_at - now).total_seconds())
        now = max(row.due_at, now) + timedelta(seconds=1)
    assert 4 <= waits[0] <= 6 and 8 <= waits[1] <= 12
    assert jobs.drain(now=now + timedelta(days=1)) == 0
    kept = jobs.given_up()
    assert [(row.name, row.tries) for row in kept] == [("test.fail", 3)]
    assert kept[0].fault.startswith("ValueError < test_jobs.py:") and "secret" not in kept[0].fault
    assert jobs.status(now=now).given_up == 1


def test_a_job_that_fails_twice_and_then_works_is_done():
    tries = []

    @jobs.job("test.third")
    def third(*, now):
        tries.append(now)
        if len(tries) < 3:
            raise RuntimeError

    jobs.later("test.third")
    now = clock.now()
    for _ in range(4):
        jobs.drain(now=now)
        now += timedelta(minutes=5)
    row = Job.objects.get(name="test.third")
    assert len(tries) == 3 and row.done_at is not None and row.fault == ""


def test_waits_double_up_to_an_hour_and_differ_by_chance():
    first = {job_engine.wait_after(1) for _ in range(50)}
    assert len(first) > 40 and all(4 <= wait.total_seconds() <= 6 for wait in first)
    assert all(48 * 60 <= job_engine.wait_after(n).total_seconds() <= 72 * 60 for n in (11, 30, 5000))


def test_a_job_that_kills_its_workers_is_given_up_in_the_end():
    jobs.job("test.poison", tries=2)(lambda **_: None)
    jobs.later("test.poison")
    now = clock.now()
    for _ in range(2):
        assert job_engine.take(worker="dies", now=now) is not None
        now += job_engine.lease() + timedelta(seconds=1)
    assert job_engine.take(worker="next", now=now) is None
    assert [(row.fault, row.tries) for row in jobs.given_up()] == [("WorkerLost", 2)]


def test_a_leased_job_is_nobody_elses_until_the_lease_ends():
    jobs.job("test.one")(lambda **_: None)
    jobs.later("test.one")
    now = clock.now()
    assert job_engine.take(worker="first", now=now) is not None
    assert job_engine.take(worker="second", now=now + job_engine.lease()) is None
    assert job_engine.take(worker="second", now=now + job_engine.lease() + timedelta(seconds=1)) is not None


def test_a_worker_whose_lease_ended_settles_nothing_any_more():
    jobs.job("test.one")(lambda **_: None)
    jobs.later("test.one")
    now = clock.now()
    slow = job_engine.take(worker="slow", now=now)
    now += job_engine.lease() + timedelta(seconds=1)
    quick = job_engine.take(worker="quick", now=now)
    job_engine.run(slow, now=now)
    assert not job_engine.renew(slow, now=now)
    assert Job.objects.get().done_at is None and Job.objects.get().lease_by == "quick"
    job_engine.run(quick, now=now)
    assert Job.objects.get().done_at is not None


def test_what_is_rolled_back_leaves_no_job():
    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        jobs.later("kernel.forget_jobs")
        raise Undo
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "value",
    [
        "ana@example.com",
        "459371826",
        "Ana",
        "",
        None,
        True,
        1.5,
        ["x"],
        b"x",
        uuid.uuid4(),
        "f3f6bbdc7dff405887b4f4f562e9595a",
    ],
)
def test_only_ids_travel(value):
    with pytest.raises(TypeError) as no:
        jobs.later("kernel.forget_jobs", thing=value)
    assert str(no.value) == "kernel.forget_jobs: thing is not an id"
    assert not Job.objects.exists()


def test_numbers_and_uuids_arrive_as_they_were_sent():
    came = []
    jobs.job("test.take")(lambda **ids: came.append(ids))
    now, who = clock.now(), str(uuid.uuid4())
    jobs.later("test.take", row=7, who=who)
    assert jobs.drain(now=now) == 1
    assert came == [{"row": 7, "who": who, "now": now}]


def test_now_is_no_id():
    with pytest.raises(TypeError):
        jobs.later("kernel.forget_jobs", now=5)


def test_a_job_nobody_knows_is_refused_where_it_is_asked_for():
    with pytest.raises(LookupError):
        jobs.later("nobody.knows")


def test_a_name_belongs_to_one_handler():
    with pytest.raises(ValueError, match=r"kernel\.forget_jobs"):
        jobs.job("kernel.forget_jobs")(lambda **_: None)


def test_a_job_of_another_release_waits_for_a_worker_that_knows_it():
    jobs.job("test.newer")(lambda **_: None)
    jobs.later("test.newer")
    del job_names._known["test.newer"]
    now = clock.now()
    assert jobs.drain(now=now) == 0 and jobs.status(now=now).unknown == 1
    jobs.job("test.newer")(lambda **_: None)
    assert jobs.drain(now=now) == 1 and jobs.status(now=now).unknown == 0


def test_a_job_for_a_certain_time_waits_for_it():
    jobs.job("test.then")(lambda **_: None)
    now = clock.now()
    jobs.later("test.then", at=now + timedelta(days=60))
    assert jobs.drain(now=now + timedelta(days=59)) == 0
    assert jobs.drain(now=now + timedelta(days=60)) == 1


def test_a_job_asked_for_now_is_due_in_a_story_told_in_the_past():
    jobs.job("test.once")(lambda **_: None)
    jobs.later("test.once")
    assert jobs.drain(now=datetime(2019, 5, 1, tzinfo=UTC)) == 1


def test_a_periodic_job_is_queued_once_a_slot_whoever_looks():
    jobs.every("test.tick", minutes=10)(lambda **_: None)
    noon = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    for minutes in (0, 1, 9, 10, 19, 40):
        for seen in ({}, {}):
            job_slots.queue_due(now=noon + timedelta(minutes=minutes), seen=seen)
    rows = Slot.objects.filter(name="test.tick").order_by("starts_at")
    assert [row.starts_at.minute for row in rows] == [0, 10, 40]  # nothing is made up for what was missed
    assert Job.objects.filter(name="test.tick").count() == 3


def test_a_worker_that_knows_a_slot_is_taken_asks_the_database_nothing(django_assert_num_queries):
    now, seen = clock.now(), {}
    job_slots.queue_due(now=now, seen=seen)
    with django_assert_num_queries(0):
        job_slots.queue_due(now=now, seen=seen)


@pytest.mark.parametrize("period", [{}, {"minutes": 0}, {"seconds": -5}])
def test_a_periodic_job_has_a_period(period):
    with pytest.raises(ValueError, match="test"):
        jobs.every("test.never", **period)


def test_status_says_what_waits_how_long_and_who_works():
    jobs.job("test.one")(lambda **_: None)
    now = clock.now()
    jobs.later("test.one")
    jobs.later("test.one", at=now - timedelta(hours=2))
    jobs.later("test.one", at=now + timedelta(hours=2))
    Worker.objects.create(name="a", began_at=now, seen_at=now - timedelta(seconds=9))
    Worker.objects.create(name="lost", began_at=now, seen_at=now - timedelta(hours=1))
    state = jobs.status(now=now)
    assert (state.waiting, state.due, state.given_up, state.workers) == (3, 2, 0, 1)
    assert state.oldest_due == timedelta(hours=2) and state.heartbeat == timedelta(seconds=9)
    Worker.objects.all().delete()
    assert jobs.status(now=now).heartbeat is None


def test_the_administrator_sees_given_up_jobs_and_tries_them_again(capsys):
    works = threading.Event()

    @jobs.job("test.fail", tries=1)
    def fail(*, now):
        if not works.is_set():
            raise KeyError("Ana")

    jobs.later("test.fail")
    jobs.drain(now=clock.now())
    call_command("jobs", "given-up")
    listed = capsys.readouterr().out
    number = jobs.given_up()[0].id
    assert f"{number}  test.fail" in listed and "KeyError" in listed and "Ana" not in listed
    call_command("jobs", "status")
    assert "given up 1" in capsys.readouterr().out
    works.set()
    call_command("jobs", "retry", str(number))
    assert jobs.given_up() == [] and jobs.drain(now=clock.now()) == 1
    with pytest.raises(CommandError):
        call_command("jobs", "retry", str(number))


def test_done_jobs_and_old_slots_are_forgotten_but_given_up_ones_are_not():
    from amparo.kernel import forget

    jobs.job("test.one")(lambda **_: None)
    jobs.job("test.fail", tries=1)(lambda **_: 1 / 0)
    now = clock.now()
    jobs.later("test.one")
    jobs.later("test.fail")
    jobs.drain(now=now)
    Slot.objects.create(name="test.tick", starts_at=now)
    forget.forget_jobs(now=now + timedelta(days=6))
    assert Job.objects.count() == 2 and Slot.objects.count() == 1
    forget.forget_jobs(now=now + timedelta(days=40))
    assert [row.name for row in Job.objects.all()] == ["test.fail"] and not Slot.objects.exists()
