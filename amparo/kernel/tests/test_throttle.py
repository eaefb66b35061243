"""Limits hold over processes, restarts and rollbacks, on both databases (accounts.md 3.11)."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from amparo.kernel import clock, forget, throttle
from amparo.kernel.tests import processes
from amparo.kernel.throttle import Limit, Throttled
from amparo.kernel.throttle_rows import Bucket

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HAMMER = """
import os, sys, threading
from datetime import timedelta
from django.db import connection
from amparo.kernel import clock, throttle
hour, through, refused = timedelta(hours=1), [], []
limits = [throttle.Limit("test.door", "same", int(os.environ["MOST"]), hour)]
limits += [throttle.Limit("test.wide", str(n), 10_000, hour) for n in range(3)]
if os.environ["TURN"] == "1":
    limits.reverse()

def knock():
    for _ in range(int(os.environ["KNOCKS"])):
        try:
            throttle.spend(limits, now=clock.now())
            through.append(1)
        except throttle.Throttled:
            refused.append(1)
    connection.close()

print("ready", flush=True)
sys.stdin.readline()
threads = [threading.Thread(target=knock) for _ in range(int(os.environ["THREADS"]))]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(through), len(refused))
"""


def hammers(count, *, most, knocks=12, threads=1):
    """So many processes knock at one door at the same moment; how many knocks were let through, and how many not."""
    running = [
        processes.python(
            HAMMER, MOST=str(most), KNOCKS=str(knocks), THREADS=str(threads), TURN=str(n % 2), stdin=True
        )
        for n in range(count)
    ]
    for child in running:
        assert child.stdout.readline() == "ready\n", child.communicate()[1]
    for child in running:
        child.stdin.write("\n")
        child.stdin.flush()
    answers = [child.communicate(timeout=120) for child in running]
    assert not any(said for _, said in answers), answers
    counts = [tuple(map(int, out.split())) for out, _ in answers]
    return sum(a for a, _ in counts), sum(b for _, b in counts)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("most", [10, 90])
def test_three_processes_get_exactly_as_many_tries_as_allowed_and_a_restart_gives_none_back(most):
    assert hammers(3, most=most, knocks=20, threads=3) == (most, 180 - most)
    assert hammers(1, most=most) == (0, 12)
    assert {sum(n for _, n in row.tries) for row in Bucket.objects.all()} == {most}, "all or none was spent"


@pytest.mark.django_db(transaction=True)
def test_a_request_that_is_rolled_back_gives_no_try_back():
    class Undo(Exception):
        pass

    limit = Limit("test.door", "same", 2, HOUR)
    for _ in range(2):
        throttle.spend([limit], now=clock.now())
        with pytest.raises(Undo), transaction.atomic():
            Bucket.objects.all().update(tries=[])
            raise Undo
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
    limit = Limit("test.door", "same", 2, HOUR)
    throttle.spend([limit], now=NOON)
    throttle.spend([limit], now=NOON + 20 * MINUTE)
    for minutes in (30, 59):
        with pytest.raises(Throttled) as no:
            throttle.spend([limit], now=NOON + minutes * MINUTE)
        assert no.value.until == no.value.facts["until"] == NOON + HOUR
    throttle.spend([limit], now=NOON + HOUR)
    with pytest.raises(Throttled) as no:
        throttle.spend([limit], now=NOON + HOUR)
    assert no.value.until == NOON + 80 * MINUTE


@pytest.mark.django_db
def test_until_is_when_the_last_of_several_full_limits_opens():
    short, long = Limit("test.door", "same", 1, HOUR), Limit("test.door", "same", 3, DAY)
    for hours in range(3):
        throttle.spend([short, long], now=NOON + hours * HOUR)
    with pytest.raises(Throttled) as no:
        throttle.spend([short, long], now=NOON + 150 * MINUTE)
    assert no.value.until == NOON + DAY


@pytest.mark.django_db
@pytest.mark.parametrize("most", [5, 100])
def test_no_window_ever_holds_more_tries_than_allowed(most):
    chance, limit, through = random.Random(most), Limit("test.door", "same", most, HOUR), []
    now = NOON
    for _ in range(350):
        now += timedelta(seconds=chance.expovariate(1 / 25))
        try:
            throttle.spend([limit], now=now)
            through.append(now)
        except Throttled as no:
            assert now < no.until <= now + timedelta(minutes=61)
    full = [sum(start <= at < start + HOUR for at in through) for start in through]
    assert max(full) == most
    assert len(Bucket.objects.get().tries) <= throttle.MOST_MOMENTS + 1


@pytest.mark.django_db
def test_an_empty_subject_is_no_subject_and_the_table_names_nobody(django_assert_num_queries):
    with django_assert_num_queries(0):
        throttle.spend([Limit("test.door", "", 1, HOUR)], now=NOON)
    throttle.spend([Limit("test.door", "ana.morales", 1, HOUR)], now=NOON)
    row = Bucket.objects.values().get()
    assert "ana" not in str(row) and len(row["key_digest"]) == 32


@pytest.mark.django_db
def test_a_right_answer_gives_its_try_back_and_the_desk_may_clear():
    limits = [Limit("test.door", "same", 1, HOUR), Limit("test.door", "same", 100, DAY)]
    throttle.spend(limits, now=NOON)
    throttle.give_back(limits, now=NOON)
    throttle.spend(limits, now=NOON)
    with pytest.raises(Throttled):
        throttle.spend(limits, now=NOON)
    throttle.clear(action="test.door", subject="same")
    throttle.spend(limits, now=NOON)
    throttle.clear(action="test.other", subject="same")
    with pytest.raises(Throttled):
        throttle.spend(limits, now=NOON)


@pytest.mark.django_db
def test_giving_back_what_was_not_spent_gives_nobody_more():
    limit = Limit("test.door", "same", 1, HOUR)
    for _ in range(3):
        throttle.give_back([limit], now=NOON)
    throttle.spend([limit], now=NOON)
    with pytest.raises(Throttled):
        throttle.spend([limit], now=NOON)


@pytest.mark.django_db
def test_one_more_limit_costs_no_more_queries(django_assert_num_queries):
    for count in (1, 6):
        limits = [Limit(f"test.{n}", "same", 5, HOUR) for n in range(count)]
        for now in (NOON, NOON + MINUTE):
            with django_assert_num_queries(5):  # savepoint, make, lock, keep, savepoint
                throttle.spend(limits, now=now)


@pytest.mark.django_db
def test_a_bucket_is_forgotten_when_nothing_is_left_in_it():
    throttle.spend([Limit("test.short", "same", 1, HOUR), Limit("test.long", "same", 100, DAY)], now=NOON)
    forget.forget_buckets(now=NOON + 59 * MINUTE)
    assert Bucket.objects.count() == 2
    forget.forget_buckets(now=NOON + 61 * MINUTE)
    assert [row.action for row in Bucket.objects.all()] == ["test.long"]
    forget.forget_buckets(now=NOON + 25 * HOUR)
    assert not Bucket.objects.exists()
