"""The job engine, held to one suite on both databases with real worker processes (OPS-1)."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from amparo.kernel import clock, jobs
from amparo.kernel.job_rows import Job, Slot

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = """
import os, sys, time, threading
import django
django.setup()
from amparo.kernel import jobs, worker
from pathlib import Path
diary = Path(os.environ["DIARY"])

def note(text):
    with diary.open("a") as out:
        out.write(f"{os.getpid()} {text}\\n")

@jobs.job("test.sleep")
def sleep(*, seconds, now):
    note("begun")
    time.sleep(seconds)
    note("done")

@jobs.job("test.count")
def count(*, n, now):
    note(f"n{n}")
    time.sleep(0.02)

@jobs.every("test.tick", seconds=1)
def tick(*, now):
    note("tick")

worker.PAUSE_SECONDS, worker.PERIODIC_SECONDS = 0.05, 0.1
worker.work(stop=worker.stop_on_signal())
"""


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Starts real workers on the test database; `start.diary()` is what they wrote down."""
    jobs.job("test.sleep")(lambda **_: None)
    jobs.job("test.count")(lambda **_: None)
    name = connection.settings_dict["NAME"]
    url = f"sqlite://{name}"
    if connection.vendor == "postgresql":
        given = settings.CONFIG.database
        url = given.rpartition("/")[0] + f"/{name}"
    diary = tmp_path / "diary"
    diary.touch()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "amparo.settings",
        "AMPARO_DATABASE_URL": url,
        "AMPARO_JOB_LEASE_SECONDS": "2",
        "DIARY": str(diary),
    }
    running = []

    def begin():
        running.append(subprocess.Popen([sys.executable, "-c", WORKER], env=environment))
        return running[-1]

    begin.diary = lambda: diary.read_text().split("\n")[:-1]
    yield begin
    for process in running:
        process.terminate()
        process.wait(timeout=20)


def until(true, seconds=20):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_a_job_whose_worker_is_killed_is_done_by_another(start):
    first = start()
    jobs.later("test.sleep", seconds=30)
    until(lambda: any("begun" in line for line in start.diary()))
    first.send_signal(signal.SIGKILL)
    Job.objects.update(ids={"seconds": 0})
    start()
    until(lambda: Job.objects.get(name="test.sleep").done_at is not None)
    assert Job.objects.get(name="test.sleep").tries == 2


def test_three_workers_do_each_job_once(start):
    for _ in range(3):
        start()
    for n in range(60):
        jobs.later("test.count", n=n)
    until(lambda: not Job.objects.filter(name="test.count", done_at=None).exists(), 40)
    seen = [line.split()[1] for line in start.diary() if " n" in line]
    assert sorted(seen) == sorted(f"n{n}" for n in range(60))
    assert len({line.split()[0] for line in start.diary() if " n" in line}) > 1


def test_a_periodic_job_runs_once_a_slot_with_three_workers(start):
    for _ in range(3):
        start()
    until(lambda: Slot.objects.filter(name="test.tick").count() >= 4, 40)
    until(lambda: not Job.objects.filter(name="test.tick", done_at=None).exists(), 40)
    ticks = sum("tick" in line for line in start.diary())
    assert abs(ticks - Slot.objects.filter(name="test.tick").count()) <= 1
    assert Job.objects.filter(name="test.tick").count() == Slot.objects.filter(name="test.tick").count()


def test_a_worker_that_is_told_to_stop_finishes_its_job(start):
    worker = start()
    jobs.later("test.sleep", seconds=1)
    until(lambda: any("begun" in line for line in start.diary()))
    worker.terminate()
    assert worker.wait(timeout=20) == 0
    assert Job.objects.get(name="test.sleep").done_at is not None


def test_a_job_that_always_fails_is_tried_again_later_and_later_and_then_given_up_visibly():
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
    assert 3 < waits[0] < 7 and 7 < waits[1] < 13
    kept = jobs.given_up()
    assert [row.name for row in kept] == ["test.fail"] and kept[0].tries == 3
    assert "ValueError" in kept[0].fault and "secret" not in kept[0].fault
    assert jobs.retry(job_id=kept[0].id, now=now) and jobs.given_up() == []


def test_a_job_that_fails_twice_and_then_works_is_done():
    tries = []

    @jobs.job("test.third")
    def third(*, now):
        tries.append(now)
        if len(tries) < 3:
            raise RuntimeError

    jobs.later("test.third")
    now = clock.now()
    for _ in range(3):
        jobs.drain(now=now)
        now += timedelta(minutes=5)
    assert len(tries) == 3 and Job.objects.get(name="test.third").done_at is not None


def test_a_job_that_kills_its_workers_is_given_up_in_the_end():
    @jobs.job("test.poison", tries=2)
    def poison(*, now):
        raise AssertionError("never reached in this test")

    jobs.later("test.poison")
    now = clock.now()
    for _ in range(2):
        assert jobs.take(worker="dies", now=now) is not None
        now += jobs.lease() + timedelta(seconds=1)
    assert jobs.take(worker="next", now=now) is None
    assert jobs.given_up()[0].fault == "WorkerLost"


def test_what_is_rolled_back_leaves_no_job():
    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        jobs.later("kernel.forget_jobs")
        raise Undo
    assert not Job.objects.exists()


@pytest.mark.parametrize("value", ["ana@example.com", "459371826", "Ana", None, True, 1.5, ["x"]])
def test_only_ids_travel(value):
    with pytest.raises(TypeError):
        jobs.later("kernel.forget_jobs", thing=value)


def test_a_job_nobody_knows_is_refused_where_it_is_asked_for():
    with pytest.raises(LookupError):
        jobs.later("nobody.knows")
