"""Secrets and personal data never reach a log, a mail, the queue or an address; in tables only where they belong."""

import io
import json
import logging

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client

from amparo.demo import cast
from amparo.kernel import clock, jobs
from amparo.kernel.redact import JsonLine, Redact
from tests.stories import walk
from tests.stories.people import colleague
from tests.stories.walk import PASSWORD, Walker

pytestmark = pytest.mark.django_db

# where the enrolment's own facts may stand: coverage's member columns and the import's staging
COVERAGE = ("coverage_",)


@pytest.fixture
def log():
    """Everything any logger says while the journey runs, as the console would show it, at the most talkative level."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.addFilter(Redact())
    handler.setFormatter(JsonLine())
    loggers = [logging.getLogger(), logging.getLogger("django"), logging.getLogger("amparo")]
    for logger in loggers:
        logger.addHandler(handler)
    before = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    yield kept
    logging.getLogger().setLevel(before)
    for logger in loggers:
        logger.removeHandler(handler)


class Addresses(Client):
    """A browser that remembers every address it was sent to."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def request(self, **request):
        answer = super().request(**request)
        self.seen.append(request.get("PATH_INFO", "") + "?" + request.get("QUERY_STRING", ""))
        self.seen.append(answer.headers.get("Location", ""))
        return answer


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        found = []
        for row in cursor.fetchall():
            for value in row:
                found.append(
                    bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                )
        return "\n".join(found)


def tables():
    return sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})


def journey(client):
    """A whole life: refused once, registered, signed out, wrong password, reset, seen at the desk."""
    rosa, walker = cast.ROSA, Walker(client)
    walker.identify(rosa, value="455620399")
    walker.register(rosa)
    name = "rosa.6209"
    cookie = client.cookies["sid"].value
    client.get("/profile/")
    client.post("/sign-out/")
    client.post("/sign-in/", {"username": name, "password": "not the password at all"})
    client.post("/forgot-password/", {"username": name})
    reset = walk.code_for(rosa.email)
    tom, _ = colleague("member_services")
    tom.post("/desk/", {"text": "garcia rivera"})
    client.post("/sign-in/", {"username": name, "password": PASSWORD})
    jobs.drain(now=clock.now())
    return {"cookie": cookie, "code": reset.replace("-", ""), "name": name}


def test_the_journey_leaves_secrets_nowhere_and_personal_data_only_where_it_belongs(members, log):
    client = Addresses()
    held = journey(client)
    rosa = cast.ROSA
    secrets = {
        "SSN": rosa.ssn,
        "SSN with dashes": f"{rosa.ssn[:3]}-{rosa.ssn[3:5]}-{rosa.ssn[5:]}",
        "password": PASSWORD,
        "answer": walk.ANSWERS["answer1"],
        "code": held["code"],
        "code as mailed": f"{held['code'][:4]}-{held['code'][4:]}",
        "cookie": held["cookie"],
        "cookie now": client.cookies["sid"].value,
    }
    personal = {
        "first name": rosa.first_name,
        "last name": rosa.last_name,
        "last name in capitals": "GARCIA RIVERA",
        "birth date": rosa.birth_on.isoformat(),
        "birth date in digits": f"{rosa.birth_on:%Y%m%d}",
        "ZIP": rosa.zip5,
        "street": rosa.household.street,
    }
    logging.getLogger("amparo.house").info("the watch is awake")
    said = log.getvalue()
    assert "the watch is awake" in said
    queue = rows("kernel_job")
    addresses = "\n".join(client.seen)
    for what, text in {**secrets, **personal}.items():
        assert text not in said, f"{what} in a log"
        assert text not in queue, f"{what} in the queue"
        assert text not in addresses, f"{what} in an address"
    for table in tables():
        content = rows(table)
        for what, text in secrets.items():
            assert text not in content, f"{what} in {table}"
        if not table.startswith(COVERAGE):
            for what, text in personal.items():
                assert text not in content, f"{what} in {table}"


def test_mails_hold_the_code_and_nothing_else_about_the_person(members):
    journey(Addresses())
    rosa = cast.ROSA
    assert len(mail.outbox) >= 3
    for letter in mail.outbox:
        whole = letter.subject + letter.body + "".join(str(a) for a in letter.alternatives)
        for what in (
            rosa.ssn,
            rosa.last_name,
            rosa.zip5,
            "1968",
            PASSWORD,
            rosa.member_no,
            walk.ANSWERS["answer1"],
        ):
            assert what not in whole, what


def test_an_exception_tells_its_class_and_place_not_its_words():
    record = logging.LogRecord(
        "amparo", logging.ERROR, __file__, 1, "SSN %s of %s", ("459-37-1826", "ana@x.example"), None
    )
    try:
        raise ValueError("secret 459371826")
    except ValueError:
        import sys

        record.exc_info = sys.exc_info()
    Redact().filter(record)
    line = JsonLine().format(record)
    assert "459" not in line and "ana@" not in line and "secret" not in line
    assert json.loads(line)["exception"] == "ValueError"


def test_the_canary_test_can_fail(members):
    walker = Walker(Client())
    walker.register(cast.ROSA)
    assert cast.ROSA.email in rows("accounts_user")
    assert "78577" in rows("coverage_member")
