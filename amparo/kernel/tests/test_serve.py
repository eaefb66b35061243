"""`amparo serve` in life: it starts again what dies, stops in order, and says why it does not start."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError

import amparo as amparo_package
from amparo.kernel import supervise
from amparo.kernel.management.commands import serve
from amparo.kernel.tests import processes
from amparo.kernel.tests.processes import until

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = Path(amparo_package.__file__).parent / "plan" / "sample.toml"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def spare_port():
    with socket.create_server(("127.0.0.1", 0)) as spare:
        return spare.getsockname()[1]


def amparo(*words, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "amparo", *words],
        env=processes.environment(AMPARO_PLAN_FILE=str(PLAN), **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def asked(port, page="/health/"):
    """The answer of the server, or None while it does not answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException):
        line.request("GET", page)
        answer = line.getresponse()
        return answer.status, answer.read()
    return None


def is_well(port):
    answer = asked(port)
    return answer and answer[0] == 200 and json.loads(answer[1])["warnings"] == []


def children(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def part(server, word):
    """The process id of one part of the server."""
    found = [p for p in children(server.pid) if word in Path(f"/proc/{p}/cmdline").read_text().split("\0")]
    return found[0] if found else None


def lives(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


@pytest.fixture
def server():
    """A running server on a port of its own."""
    port = spare_port()
    process = amparo("serve", AMPARO_LISTEN=f"127.0.0.1:{port}", AMPARO_WEB_THREADS="2")
    process.port = port
    until(lambda: is_well(port) or process.poll() is not None)
    assert process.poll() is None, process.communicate()[1]
    yield process
    process.terminate()
    process.communicate(timeout=30)


@linux
def test_it_serves_and_works_and_stops_in_order(server):
    web, worker = part(server, "granian"), part(server, "worker")
    everybody = [web, worker, *children(web)]
    assert len(everybody) == 3 and all(map(lives, everybody))
    assert asked(server.port, "/")[0] == 200
    server.terminate()
    assert server.wait(timeout=20) == 0
    assert not any(map(lives, everybody)) and asked(server.port) is None
    assert server.stderr.read() == "", "a start and a stop in order have nothing to say"


@linux
def test_what_dies_is_started_again(server):
    worker = part(server, "worker")
    os.kill(worker, signal.SIGKILL)
    until(lambda: part(server, "worker") not in {None, worker})
    web = part(server, "granian")
    os.kill(children(web)[0], signal.SIGKILL)  # granian's own process under granian
    until(lambda: is_well(server.port))
    assert part(server, "granian") == web
    os.kill(web, signal.SIGKILL)
    until(lambda: part(server, "granian") not in {None, web} and is_well(server.port))
    assert server.poll() is None


@linux
def test_nobody_is_left_when_the_supervisor_is_killed(server):
    web = part(server, "granian")
    everybody = [web, part(server, "worker"), *children(web)]
    server.kill()
    until(lambda: not any(map(lives, everybody)))
    assert asked(server.port) is None


def test_a_part_that_keeps_failing_ends_the_server_with_a_code(monkeypatch):
    monkeypatch.setattr(supervise, "LONGEST_WAIT", 0.05)
    parts = {"fails": [sys.executable, "-c", "raise SystemExit(3)"], "runs": ["sleep", "60"]}
    assert supervise.keep_running(parts, stop=threading.Event()) == 1


def test_a_part_that_does_not_want_to_end_is_ended(monkeypatch):
    monkeypatch.setattr(supervise, "PATIENCE", 0.5)
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    process = supervise.Part("stubborn", [sys.executable, "-c", stubborn])
    process.start()
    process.ask_to_end()
    process.wait(0.0)
    assert process.process.returncode is not None


def test_a_port_that_is_taken_is_named():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = amparo("serve", AMPARO_LISTEN=f"127.0.0.1:{port}")
        assert f"port {port}" in process.communicate(timeout=30)[1] and process.returncode == 1


@pytest.mark.parametrize("command", ["serve", "web", "worker"])
def test_without_keys_nothing_starts_and_it_says_what_to_do(tmp_path, command):
    process = amparo(command, AMPARO_HOME=str(tmp_path), AMPARO_LISTEN=f"127.0.0.1:{spare_port()}")
    said = process.communicate(timeout=30)[1]
    assert process.returncode == 1 and "amparo init" in said and "Traceback" not in said


def test_a_database_without_tables_is_named(tmp_path):
    url = f"sqlite:///{tmp_path}/empty.sqlite3"
    process = amparo("serve", AMPARO_DATABASE_URL=url, AMPARO_LISTEN=f"127.0.0.1:{spare_port()}")
    assert "amparo migrate" in process.communicate(timeout=30)[1] and process.returncode == 1


@pytest.mark.parametrize(
    "listen", ["8000", ":8000", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:0", "[::1]:99999"]
)
def test_a_wrong_listening_address_is_refused(listen):
    with pytest.raises(CommandError, match="AMPARO_LISTEN"):
        serve.address(listen)


@pytest.mark.parametrize(
    ("listen", "found"),
    [("127.0.0.1:8000", ("127.0.0.1", 8000)), ("[::1]:80", ("::1", 80)), ("a.b:1", ("a.b", 1))],
)
def test_a_listening_address_is_host_and_port(listen, found):
    assert serve.address(listen) == found
