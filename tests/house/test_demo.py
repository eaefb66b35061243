"""The demonstration starts with one command, lives, stops and goes on; its open pages exist nowhere else."""

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, reverse

from amparo.demo import cast, story
from amparo.demo.place import any_free, free
from tests.house.pages import Page, wrong_language

READY, PATIENCE = "Ctrl-C stops it.", 120
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Demo:
    """One `amparo demo` in a home of its own."""

    def __init__(self, home: Path):
        self.home, self.port = home, any_free()
        self.address = f"http://localhost:{self.port}"
        self.log = home.parent / "log"
        self.process = None

    def start(self) -> float:
        """Start and wait until it says what to try; the seconds that took."""
        begun = time.monotonic()
        with self.log.open("w") as log:
            self.process = self._run("demo", "--port", str(self.port), stdout=log, stderr=subprocess.STDOUT)
        while READY not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < begun + PATIENCE, self.said()
            time.sleep(0.1)
        return time.monotonic() - begun

    def _run(self, *words: str, **more):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("AMPARO_")}
        own = {"AMPARO_DEMO": "1", "AMPARO_HOME": str(self.home), "AMPARO_ARGON2_MEMORY_KIB": "64"}
        return subprocess.Popen([sys.executable, "-m", "amparo", *words], env=kept | own, text=True, **more)

    def second(self) -> tuple[int, str]:
        """Start it a second time at the same home: the exit code and what it says."""
        other = self._run("demo", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said, _ = other.communicate(timeout=PATIENCE)
        return other.returncode, said

    def stop(self) -> int:
        """What Ctrl-C does; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=40)

    def said(self) -> str:
        return self.log.read_text()


class Visitor:
    """A browser without scripts."""

    def __init__(self, address: str):
        self.address = address
        self.open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        ).open

    def get(self, path: str) -> str:
        with self.open(self.address + path, timeout=20) as answer:
            return answer.read().decode()

    def send(self, path: str, **fields: str) -> str:
        token = TOKEN.search(self.get(path)).group(1)
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        with self.open(self.address + path, body, timeout=20) as answer:
            return answer.read().decode()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    running = Demo(tmp_path_factory.mktemp("demonstration") / "home")
    running.start()
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
def visitor(demo):
    return Visitor(demo.address)


def test_it_says_where_it_is_and_every_fact_to_type(demo):
    said = demo.said()
    assert demo.address in said
    for person in cast.UNREGISTERED:
        assert f"{person.first_name} {person.last_name}" in said
        assert person.zip5 in said
        number = f"{person.ssn[:3]}-{person.ssn[3:5]}-{person.ssn[5:]}" if person.ssn else person.member_no
        assert number in said
    for login in (story.ANA, story.TOM.login):
        assert login.username in said
        assert login.password in said
    assert re.search(r"9\d\d people on the enrollment records", said)


@pytest.mark.parametrize("page", ["/demo/", "/demo/mails/", "/demo/codes/", "/demo/mails/1/", "/", "/help/"])
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_its_pages_stand_in_both_languages(visitor, prefix, page):
    found = Page(visitor.get(prefix + page))
    assert found.language == ("es" if prefix else "en")
    assert wrong_language(found) == []
    assert found.dead_anchors() == []


def test_a_mail_leaves_the_product_and_can_be_read(visitor):
    before = len(re.findall(r"/demo/mails/\d+/", visitor.get("/demo/mails/")))
    visitor.send("/forgot-username/", email=cast.ANA.email)
    until = time.monotonic() + 20
    while len(re.findall(r"/demo/mails/\d+/", visitor.get("/demo/mails/"))) == before:
        assert time.monotonic() < until, "no mail came"
        time.sleep(0.2)
    newest = re.search(r"/demo/mails/\d+/", visitor.get("/demo/mails/")).group()
    assert story.ANA.username in visitor.get(newest)
    assert "<html" in visitor.get(newest + "html/")


def test_ana_signs_in_and_finds_six_months_of_history(visitor):
    visitor.send("/sign-in/", username=story.ANA.username, password=story.ANA.password)
    assert "Ana" in visitor.get("/")
    activity = visitor.get("/profile/activity/")
    for line in ("The e-mail address was changed.", "Somebody typed a wrong password.", "Signed in."):
        assert line in activity
    assert "Member Services looked at your record." in activity


@pytest.mark.parametrize("login", [story.CARLA, story.DEE], ids=lambda login: login.username)
def test_accounts_in_trouble_do_not_open(visitor, login):
    with pytest.raises(urllib.error.HTTPError) as no:
        visitor.send("/sign-in/", username=login.username, password=login.password)
    assert no.value.code == 422


def test_an_unfinished_registration_comes_back_to_its_code(visitor):
    assert "one-time-code" in visitor.send(
        "/sign-in/", username=story.BEN.username, password=story.BEN.password
    )


def test_staff_sign_in_with_the_code_that_the_page_shows(visitor):
    visitor.send("/sign-in/", username=story.SAM.login.username, password=story.SAM.login.password)
    for _ in range(2):  # the code may change while we type
        codes = Page(visitor.get("/demo/codes/"))
        six = [words for _, words in codes.texts if re.fullmatch(r"\d{6}", words)]
        assert len(six) == len(story.STAFF)
        try:
            visitor.send("/sign-in/second-factor/", code=six[-1])
            break
        except urllib.error.HTTPError:
            continue
    imports = visitor.get("/desk/imports/")
    assert "exchange-full.834" in imports
    assert "exchange-cut-off.834" in imports
    assert "mail.send" in visitor.get("/desk/jobs/")


def test_a_second_start_is_told_where_the_first_one_runs(demo):
    code, said = demo.second()
    assert code == 1
    assert demo.address in said


def test_it_stops_cleanly_and_goes_on_where_it_was(demo):
    assert demo.stop() == 0
    assert "Stopped." in demo.said()
    assert free(demo.port)
    assert demo.start() <= 20
    assert "Six months" not in demo.said()
    assert story.ANA.username in demo.said()
    visitor = Visitor(demo.address)
    visitor.send("/sign-in/", username=story.ANA.username, password=story.ANA.password)
    assert "/profile/" in visitor.get("/")


def test_outside_the_demonstration_its_pages_do_not_exist(client, db):
    for name in ("start", "mails", "codes"):
        with pytest.raises(NoReverseMatch):
            reverse(f"demo:{name}")
    for path in (
        "/demo/",
        "/es/demo/",
        "/demo/mails/",
        "/demo/mails/1/",
        "/demo/mails/1/html/",
        "/demo/codes/",
    ):
        assert client.get(path).status_code == 404
    assert "demonstration" not in client.get("/help/").content.decode().lower()
