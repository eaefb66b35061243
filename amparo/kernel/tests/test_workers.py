"""The job engine held to one suite with real worker processes, the same on SQLite and PostgreSQL (OPS-1)."""

import signal
import time
from collections import Counter, defaultdict

import pytest
from django.db import connection, transaction

from amparo.kernel import clock, job_names, jobs
from amparo.kernel.job_rows import Job, Slot, Worker
from amparo.kernel.tests import processes
from amparo.kernel.tests.processes import until

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = 2
NAMES = ("sleep", "count", "fail", "third", "where", "hang", "deep")
WORKER = """
import os, sys, time
from datetime import timedelta
from pathlib import Path
from django.db import connection, transaction
from amparo.kernel import clock, job_engine, job_names, job_slots, jobs, worker
diary = Path(os.environ["DIARY"])

def note(*words):
    with diary.open("a") as out:
        out.write(" ".join(map(str, (time.time(), os.getpid(), *words))) + "\\n")

@jobs.job("test.sleep")
def sleep(*, seconds, now):
    note("begun", seconds)
    time.sleep(seconds)
    note("ended", seconds)

@jobs.job("test.count")
def count(*, n, now):
    note("begun", n)
    time.sleep(0.02)
    note("ended", n)

@jobs.job("test.fail", tries=3)
def fail(*, n, now):
    note("failed", n)
    raise ValueError("canary-459-37-1826")

@jobs.job("test.third", tries=5)
def third(*, n, now):
    note("tried", n)
    if diary.read_text().count(f"tried {n}") < 3:
        raise RuntimeError("canary-459-37-1826")

@jobs.job("test.where")
def where(*, now):
    note("inside" if connection.in_atomic_block else "outside")
    with transaction.atomic():
        connection.cursor().execute("SELECT 1")

@jobs.job("test.hang", tries=1, longest=timedelta(seconds=1))
def hang(*, now):
    note("hangs")
    time.sleep(60)

@jobs.job("test.deep")
def deep(*, n, now):
    with transaction.atomic():
        jobs.later("test.count", n=n)
        time.sleep(0.3)

if "TICK" in os.environ:
    @jobs.every("test.tick", seconds=1)
    def tick(*, now):
        note("tick", job_slots.slot_of(now, 1).timestamp())

job_engine.FIRST_WAIT = 0.1
worker.PAUSE_SECONDS, worker.PERIODIC_SECONDS, worker.NO_DATABASE_SECONDS = 0.05, 0.1, 0.5
worker.work(stop=worker.stop_on_signal())
"""


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Starts real workers; `start.diary()` is what they wrote down, `start.said()` what they logged."""
    monkeypatch.setattr(job_names, "_known", dict(job_names._known))
    for name in NAMES:
        jobs.job(f"test.{name}")(lambda **_: None)
    diary, running, said = tmp_path / "diary", [], []
    diary.touch()

    def begin(**more):
        child = processes.python(WORKER, DIARY=str(diary), AMPARO_JOB_LEASE_SECONDS=str(LEASE), **more)
        running.append(child)
        return child

    def end():
        for child in running:
            child.terminate()
        while running:
            said.append(running.pop().communicate(timeout=20)[1])
        return "".join(said)

    begin.diary = lambda *words: [
        line.split() for line in diary.read_text().splitlines() if not words or line.split()[2] in words
    ]
    begin.end = end
    yield begin
    end()


def test_a_job_whose_worker_is_killed_is_done_by_another_after_the_lease(start):
    first = start()
    jobs.later("test.sleep", seconds=30)
    until(lambda: start.diary("begun"))
    first.send_signal(signal.SIGKILL)
    first.wait()
    lease_until = Job.objects.get(name="test.sleep").lease_until
    Job.objects.update(ids={"seconds": 0})
    second = start()
    row = until(lambda: Job.objects.filter(name="test.sleep").exclude(done_at=None).first())
    assert row.tries == 2 and row.lease_by.split(":")[1] == str(second.pid)
    began_again = float(start.diary("begun")[1][0])
    assert began_again > lease_until.timestamp() > clock.now().timestamp() - 20


def test_a_long_job_keeps_its_lease_and_is_done_once(start):
    for _ in range(2):
        start()
    jobs.later("test.sleep", seconds=3 * LEASE)
    until(lambda: Job.objects.exclude(done_at=None).filter(name="test.sleep").exists())
    assert [line[2] for line in start.diary()] == ["begun", "ended"]
    assert Job.objects.get(name="test.sleep").tries == 1


def test_three_workers_do_each_job_once_and_never_one_at_the_same_time(start):
    for _ in range(3):
        start()
    until(lambda: Worker.objects.count() == 3)
    with transaction.atomic():
        for n in range(60):
            jobs.later("test.count", n=n)
    until(lambda: not Job.objects.filter(name="test.count", done_at=None).exists())
    done = Counter(line[3] for line in start.diary("begun"))
    assert done == Counter(str(n) for n in range(60))
    shares = Counter(line[1] for line in start.diary("begun"))
    assert len(shares) == 3, f"the work was not shared: {shares}"
    assert set(Job.objects.filter(name="test.count").values_list("tries", flat=True)) == {1}


def test_a_job_that_always_fails_is_given_up_and_its_words_are_nowhere(start):
    start()
    jobs.later("test.fail", n=7)
    until(jobs.given_up)
    kept = jobs.given_up()[0]
    assert kept.tries == len(start.diary("failed")) == 3 and kept.fault.startswith("ValueError < ")
    said = start.end()
    assert "job given up" in said and "ValueError" in said
    rows = "".join(str(row) for row in Job.objects.values())
    assert "canary" not in said + rows and "459-37" not in said + rows and "Traceback" not in said


def test_a_job_that_fails_twice_and_then_works_is_done(start):
    for _ in range(2):
        start()
    jobs.later("test.third", n=7)
    row = until(lambda: Job.objects.filter(name="test.third").exclude(done_at=None).first())
    assert row.tries == len(start.diary("tried")) == 3


def test_a_periodic_job_runs_exactly_once_a_slot_with_three_workers(start):
    for _ in range(3):
        start(TICK="1")
    until(lambda: Slot.objects.filter(name="test.tick").count() >= 5)
    assert "fault" not in start.end(), "a slot that another worker took is no fault"
    ran = defaultdict(int)
    for line in start.diary("tick"):
        ran[float(line[3])] += 1
    rows = Job.objects.filter(name="test.tick")
    slots = [row.starts_at.timestamp() for row in Slot.objects.filter(name="test.tick")]
    assert len(slots) == len(set(slots)) == rows.count() >= 5
    assert sum(ran.values()) == rows.exclude(done_at=None).count() >= len(slots) - 1
    assert set(rows.exclude(done_at=None).values_list("tries", flat=True)) == {1}


def test_a_worker_sees_a_job_after_the_commit_and_never_after_a_rollback(start):
    class Undo(Exception):
        pass

    start()
    until(Worker.objects.exists)
    with pytest.raises(Undo), transaction.atomic():
        jobs.later("test.count", n=1)
        time.sleep(0.5)
        raise Undo
    with transaction.atomic():
        jobs.later("test.count", n=2)
        time.sleep(0.5)
        open_still = time.time()
    until(lambda: Job.objects.filter(name="test.count").exclude(done_at=None).exists())
    assert [line[3] for line in start.diary("begun")] == ["2"]
    assert float(start.diary("begun")[0][0]) >= open_still


def test_a_job_runs_outside_any_transaction(start):
    start()
    jobs.later("test.where")
    until(lambda: start.diary("inside", "outside"))
    assert start.diary()[0][2] == "outside"


def test_a_job_asked_for_by_a_job_is_done(start):
    start()
    jobs.later("test.deep", n=9)
    assert until(lambda: start.diary("ended"))[0][3] == "9"


def test_a_worker_that_is_told_to_stop_finishes_its_job_and_leaves(start):
    child = start()
    jobs.later("test.sleep", seconds=1)
    jobs.later("test.count", n=1)
    until(lambda: start.diary("begun"))
    child.terminate()
    assert child.wait(timeout=20) == 0
    assert Job.objects.get(name="test.sleep").done_at is not None
    assert Job.objects.get(name="test.count").tries == 0
    assert not Worker.objects.exists()


def test_a_worker_whose_job_hangs_ends_itself_and_the_job_is_given_up(start):
    child = start()
    jobs.later("test.hang")
    assert child.wait(timeout=20) == 70
    start()
    until(jobs.given_up)
    assert jobs.given_up()[0].fault == "WorkerLost" and len(start.diary("hangs")) == 1


def test_a_worker_gives_a_sign_while_it_works(start):
    start()
    jobs.later("test.sleep", seconds=3 * LEASE)
    until(lambda: start.diary("begun"))
    time.sleep(2 * LEASE)
    state = jobs.status(now=clock.now())
    assert state.workers == 1 and state.heartbeat.total_seconds() < LEASE


@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only a server can cut connections")
def test_a_worker_outlives_a_database_that_went_away(start):
    child = start()
    until(Worker.objects.exists)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.rowcount >= 1
    jobs.later("test.count", n=3)
    until(lambda: start.diary("ended"))
    assert child.poll() is None
