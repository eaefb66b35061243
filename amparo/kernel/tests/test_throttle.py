"""Limits hold over processes, restarts and rollbacks, on both databases."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from amparo.kernel import clock, throttle
from amparo.kernel.throttle import Limit, Throttled
from amparo.kernel.throttle_rows import Bucket

HOUR = timedelta(hours=1)
HAMMER = """
import sys
import django
django.setup()
from datetime import timedelta
from amparo.kernel import clock, throttle
through = 0
for _ in range(12):
    try:
        throttle.spend([throttle.Limit("test.door", "same", 10, timedelta(hours=1))], now=clock.now())
        through += 1
    except throttle.Throttled:
        pass
print(through)
"""


def hammers(count):
    name = connection.settings_dict["NAME"]
    url = f"sqlite://{name}"
    if connection.vendor == "postgresql":
        url = settings.CONFIG.database.rpartition("/")[0] + f"/{name}"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "amparo.settings", "AMPARO_DATABASE_URL": url}
    words = [sys.executable, "-c", HAMMER]
    running = [
        subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(count)
    ]
    return sum(int(process.communicate(timeout=60)[0]) for process in running)


@pytest.mark.django_db(transaction=True)
def test_three_processes_together_get_exactly_as_many_tries_as_allowed_and_a_restart_gives_none_back():
    assert hammers(3) == 10
    assert hammers(1) == 0


@pytest.mark.django_db(transaction=True)
def test_a_request_that_is_rolled_back_gives_no_try_back():
    limit = Limit("test.door", "same", 2, HOUR)
    for _ in range(2):
        throttle.spend([limit], now=clock.now())
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
    with pytest.raises(Throttled):
        throttle.spend([limit], now=clock.now())


@pytest.mark.django_db(transaction=True)
def test_a_try_cannot_be_spent_inside_a_transaction_that_could_undo_it():
    with pytest.raises(RuntimeError), transaction.atomic():
        throttle.spend([Limit("test.door", "same", 2, HOUR)], now=clock.now())


@pytest.mark.django_db
def test_all_limits_are_spent_or_none():
    wide, narrow = Limit("test.wide", "same", 5, HOUR), Limit("test.narrow", "same", 1, HOUR)
    throttle.spend([wide, narrow], now=clock.now())
    for _ in range(3):
        with pytest.raises(Throttled):
            throttle.spend([wide, narrow], now=clock.now())
    for _ in range(4):
        throttle.spend([wide], now=clock.now())
    with pytest.raises(Throttled):
        throttle.spend([wide], now=clock.now())


@pytest.mark.django_db
def test_the_window_slides_and_says_when_the_next_try_is_allowed():
    limit, now = Limit("test.door", "same", 2, HOUR), clock.now()
    throttle.spend([limit], now=now)
    throttle.spend([limit], now=now + timedelta(minutes=20))
    with pytest.raises(Throttled) as no:
        throttle.spend([limit], now=now + timedelta(minutes=30))
    assert abs((no.value.until - (now + HOUR)).total_seconds()) < 1
    throttle.spend([limit], now=no.value.until + timedelta(seconds=1))


@pytest.mark.django_db
def test_an_empty_subject_is_no_subject_and_the_table_names_nobody():
    for _ in range(3):
        throttle.spend([Limit("test.door", "", 1, HOUR)], now=clock.now())
    throttle.spend([Limit("test.door", "ana.morales", 1, HOUR)], now=clock.now())
    row = Bucket.objects.get()
    assert "ana" not in str(row.__dict__)


@pytest.mark.django_db
def test_a_right_answer_gives_its_try_back_and_the_desk_may_clear():
    limit, now = Limit("test.door", "same", 1, HOUR), clock.now()
    throttle.spend([limit], now=now)
    throttle.give_back([limit], now=now)
    throttle.spend([limit], now=now)
    throttle.clear(action="test.door", subject="same")
    throttle.spend([limit], now=now)
