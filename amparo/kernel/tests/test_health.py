"""What a supervisor is told, and what a stranger is not."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from amparo.kernel import clock, health, jobs
from amparo.kernel.job_rows import Job, Worker
from amparo.kernel.tests import processes
from amparo.kernel.vault import guard
from amparo.kernel.vault.models import KeyCheck

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asked_for_the_first_time(monkeypatch):
    monkeypatch.setattr(health, "_tables_are_there", False)


@pytest.fixture
def worker():
    now = clock.now()
    return Worker.objects.create(name="here", began_at=now, seen_at=now)


def test_a_house_with_a_worker_is_well(client, worker):
    answer = client.get("/health/")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    says = answer.json()
    assert (says["well"], says["faults"], says["warnings"]) == (True, [], [])
    assert says["worker_seen_seconds"] < 5 and says["jobs"] == {"waiting": 0, "due": 0, "given_up": 0}


def test_a_silent_worker_is_a_warning_that_takes_no_page_away(client, worker):
    Worker.objects.update(seen_at=clock.now() - timedelta(minutes=10))
    answer = client.get("/health/")
    assert answer.status_code == 200 and answer.json()["warnings"] == ["worker"]
    Worker.objects.all().delete()
    assert client.get("/health/").json()["warnings"] == ["worker"]


def test_late_and_given_up_jobs_are_warnings(client, worker):
    now = clock.now()
    Job.objects.create(name="kernel.forget_jobs", due_at=jobs.AT_ONCE, made_at=now - timedelta(minutes=11))
    Job.objects.create(name="kernel.forget_jobs", due_at=now, made_at=now, given_up_at=now)
    Job.objects.create(name="older.release", due_at=now + timedelta(days=1), made_at=now)
    assert client.get("/health/").json()["warnings"] == ["jobs late", "jobs given up", "jobs unknown"]


def test_a_missing_migration_is_a_fault(client, worker):
    MigrationRecorder(connection).migration_qs.filter(app="kernel").delete()
    answer = client.get("/health/")
    assert answer.status_code == 503 and answer.json()["faults"] == ["migrations"]
    assert "amparo_well 0" in client.get("/metrics").content.decode()


def test_keys_that_are_lost_or_are_anothers_are_a_fault(client, worker, ring_of_its_own):
    guard.note(now=clock.now())
    KeyCheck.objects.filter(name="idx").update(check_value=b"x" * 16)
    assert client.get("/health/").json()["faults"] == ["keys of another database"]
    ring_of_its_own.keys_path.unlink()
    from amparo.kernel.vault import keyring

    keyring.forget()
    answer = client.get("/health/")
    assert answer.status_code == 503 and answer.json()["faults"] == ["keys"]


NO_DATABASE = """
from django.conf import settings
from django.test import Client
if "pool" in settings.DATABASES["default"]["OPTIONS"]:
    settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 1
client = Client(SERVER_NAME="localhost")
answer = client.get("/health/")
print(answer.status_code, answer.json()["faults"], client.get("/metrics").content.decode().count("amparo_jobs"))
"""


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.sqlite3", "postgresql://nobody@127.0.0.1:1/nothing"]
)
def test_a_database_that_does_not_answer_is_a_fault(url):
    child = processes.python(NO_DATABASE, AMPARO_DATABASE_URL=url)
    out, said = child.communicate(timeout=60)
    assert out == "503 ['database'] 0\n", said


def test_asking_often_costs_few_queries(client, worker, django_assert_max_num_queries):
    client.get("/health/")
    with django_assert_max_num_queries(12):
        client.get("/health/")


@pytest.mark.parametrize(
    "who",
    [
        {"REMOTE_ADDR": "203.0.113.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.7"},
    ],
)
def test_a_stranger_sees_no_numbers(client, worker, who):
    assert client.get("/metrics", **who).status_code == 403
    says = client.get("/health/", **who).json()
    assert set(says) == {"well", "faults", "warnings"}


def test_metrics_are_what_prometheus_reads(client, worker):
    jobs.later("kernel.forget_jobs")
    answer = client.get("/metrics")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith(
        "text/plain; version=0.0.4"
    )
    lines = answer.content.decode().splitlines()
    pattern = re.compile(r'(# (HELP|TYPE) amparo_\w+ \S.*|amparo_\w+(\{version="[\d.]+"\})? -?\d+(\.\d+)?)$')
    assert lines and all(pattern.match(line) for line in lines)
    values = dict(line.split(" ") for line in lines if not line.startswith("#"))
    assert values["amparo_jobs_due"] == values["amparo_workers"] == values["amparo_well"] == "1"


@pytest.mark.parametrize("page", ["/health/", "/metrics"])
def test_a_program_gets_no_session(client, worker, page):
    assert not client.get(page).cookies


ON_A_PUBLIC_ADDRESS = """
from django.test import Client
for host in ("members.example.org", "127.0.0.1:8000", "localhost", "other.example.org"):
    print(Client().get("/health/", HTTP_HOST=host).status_code, end=" ")
"""


@pytest.mark.django_db(transaction=True)
def test_this_machine_may_ask_under_its_own_name_and_nobody_under_another():
    child = processes.python(ON_A_PUBLIC_ADDRESS, AMPARO_PUBLIC_URL="https://members.example.org")
    out, said = child.communicate(timeout=60)
    assert out == "200 200 200 400 ", said
