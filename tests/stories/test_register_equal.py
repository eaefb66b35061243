"""REG-10: every refusal is the same page, whatever its reason: status, headers, length, queries, time."""

import random
import re
import statistics
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amparo.accounts import activation
from amparo.accounts.models import ActivationCode
from amparo.coverage.models import Member
from amparo.demo import cast
from amparo.kernel import clock, secret_ids
from amparo.kernel.throttle_rows import Bucket
from tests.stories.test_register import REFUSED
from tests.stories.walk import Walker

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
TABLE = re.compile(r'\w+(?: \w+)*(?:[^"]*"\w+")?')  # the verb and the first table it names
REFERENCE = re.compile(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}")


BY_NUMBER = {
    "wrong ZIP": lambda w: w.identify(cast.WALTER, method="number", zip5="78501"),
    "no such number": lambda w: w.identify(cast.WALTER, method="number", value="9999999901"),
    "already registered": lambda w: w.identify(cast.ANA, method="number"),
    "minor": lambda w: w.identify(cast.SOFIA, method="number"),
    "somebody else's number": lambda w: w.identify(cast.WALTER, method="number", value=cast.DEE.member_no),
}
BY_CODE = {
    "no such code": lambda w: w.identify(cast.WALTER, method="activation", value="0000-0000-0000"),
    "somebody else's birth date": lambda w: by_code(w, cast.WALTER, birth_year=1960),
    "minor": lambda w: by_code(w, cast.SOFIA),
    "already registered": lambda w: by_code(w, cast.ANA),
}
BY_SSN = {name: case for name, case in REFUSED.items() if "member number" not in name}


def by_code(walker, person, **other):
    """With a code of this very person's own, issued before they had grown younger or registered."""
    now = clock.now()
    ActivationCode.objects.all().delete()
    ActivationCode.objects.create(
        member=Member.objects.get(member_no=person.member_no),
        code_digest=secret_ids.digest("activation", "ABCDEFGHJKMN"),
        kind="phone",
        created_at=now,
        expires_at=now + activation.LASTS["phone"],
    )
    return walker.identify(person, method="activation", value="abcd-efgh-jkmn", **other)


@pytest.fixture(params=[BY_SSN, BY_NUMBER, BY_CODE], ids=["ssn", "number", "code"])
def refused(members, request):
    """Ana is registered; every case is a refusal at the same address."""
    Walker(Client()).register(cast.ANA)
    return request.param


def answer(case):
    """The refusal of one case, and how long it alone took, without the steps before it."""
    Bucket.objects.all().delete()
    walker, took = Walker(Client()), []
    post = walker.post

    def timed(step="", data=None):
        begun = time.perf_counter()
        said = post(step, data)
        took.append(time.perf_counter() - begun)
        return said

    walker.post = timed
    return case(walker), took[-1]


def queries_of(case):
    """The shapes of the queries of one refusal, without their values."""
    connection.queries_log.clear()
    walker = Walker(Client())
    Bucket.objects.all().delete()
    shapes = []

    def counted(step="", data=None):
        with CaptureQueriesContext(connection) as queries:
            said = post(step, data)
            shapes[:] = [TABLE.match(q["sql"]).group(0).partition(' "s')[0] for q in queries]
        connection.queries_log.clear()
        return said

    post, walker.post = walker.post, counted
    case(walker)
    return shapes


def test_status_headers_and_length_are_the_same(refused):
    seen = {}
    for name, case in refused.items():
        page, _ = answer(case)
        text = REFERENCE.sub("R-", TOKEN.sub("", page.content.decode()))
        headers = tuple(sorted((k, v) for k, v in page.headers.items() if k != "Expires"))  # the clock
        seen.setdefault((page.status_code, headers, len(page.content), text), []).append(name)
    assert len(seen) == 1, list(seen.values())


def test_the_queries_are_the_same(refused):
    shapes = {name: queries_of(case) for name, case in refused.items()}
    counts = {name: len(shape) for name, shape in shapes.items()}
    assert len(set(counts.values())) == 1, counts
    assert len({tuple(shape) for shape in shapes.values()}) == 1


def test_the_time_is_the_same_also_without_the_floor(refused):
    """Medians within 1.25. A busy machine is given more rounds, which a real difference would survive."""
    from amparo import config

    assert config.current().answer_floor_ms == 0
    times, cases = {name: [] for name in refused}, list(refused.items())
    for _ in range(8):
        for _ in range(8):
            random.shuffle(cases)
            for name, case in cases:
                times[name].append(answer(case)[1])
        medians = {name: statistics.median(took) for name, took in times.items()}
        if max(medians.values()) / min(medians.values()) <= 1.25:
            return
    raise AssertionError(medians)
