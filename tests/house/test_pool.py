"""128 requests at once stay within the pool of PostgreSQL connections, and every connection is given back."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection

AT_ONCE, ROUNDS, POOL = 128, 4, 16
pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no pool"),
]


def spare_port():
    with socket.create_server(("127.0.0.1", 0)) as spare:
        return spare.getsockname()[1]


def database():
    """The address of this test's database."""
    return settings.CONFIG.database.rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"


def ask(port, page):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    line.request("GET", page)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status


@pytest.fixture(params=[8, AT_ONCE], ids=["8 threads", "128 threads"])
def server(request):
    """One web process on the test's database; its connections bear a name of their own."""
    port = spare_port()
    environment = {
        **os.environ,
        "AMPARO_DATABASE_URL": database(),
        "AMPARO_DATABASE_POOL": str(POOL),
        "AMPARO_LISTEN": f"127.0.0.1:{port}",
        "AMPARO_WEB_THREADS": str(request.param),
        "PGAPPNAME": f"pool_{port}",
    }
    process = subprocess.Popen([sys.executable, "-m", "amparo", "web"], env=environment)
    end = time.monotonic() + 30
    while True:
        try:
            ask(port, "/health/")
            break
        except OSError:
            assert process.poll() is None and time.monotonic() < end, "it did not start"
            time.sleep(0.1)
    yield SimpleNamespace(port=port, name=f"pool_{port}")
    process.terminate()
    process.wait(timeout=20)


def connections(server, state=""):
    """How many connections the web process has, or how many in this state."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND (%s = '' OR state = %s)",
            [server.name, state, state],
        )
        return cursor.fetchone()[0]


WATCH = """
import sys, threading, time
import psycopg
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
seen = []
with psycopg.connect(sys.argv[1], autocommit=True) as line:
    print("ready", flush=True)
    while not over.wait(0.005):
        count = line.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [sys.argv[2]])
        seen.append(count.fetchone()[0])
print(len(seen), max(seen))
"""


def storm(server, page):
    """128 threads ask for a page again and again, all at once.

    What they were answered; how often a watcher of its own process looked, and the most connections it saw.
    """
    words = [sys.executable, "-c", WATCH, database(), server.name]
    watcher = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert watcher.stdout.readline() == "ready\n"
    answers, gate = [], threading.Barrier(AT_ONCE)

    def visit():
        gate.wait()
        for _ in range(ROUNDS):
            answers.append(ask(server.port, page))

    visitors = [threading.Thread(target=visit) for _ in range(AT_ONCE)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    looks, most = map(int, watcher.communicate()[0].split())
    return Counter(answers), looks, most


def test_128_requests_at_once_stay_within_16_connections(server):
    answers, looks, most = storm(server, "/health/")  # a page that asks the database much
    assert answers == {200: AT_ONCE * ROUNDS}
    assert looks > 10, "the storm was over before anyone looked"
    assert 1 < most <= POOL
    time.sleep(0.5)
    assert connections(server, "active") == connections(server, "idle in transaction") == 0


def test_a_server_that_cut_every_connection_is_not_noticed(server):
    for _ in range(3):
        assert ask(server.port, "/health/") == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
            [server.name],
        )
        assert cursor.rowcount >= 1
    assert [ask(server.port, "/health/") for _ in range(5)] == [200] * 5
