"""A second factor counts once, however many ask at the same time (ASVS 6.5.1)."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from amparo.accounts import second_factor
from amparo.accounts.tests.people import account
from amparo.kernel import clock

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def together(act, *, threads=4):
    """Run `act` in several threads at once; how many were not refused."""
    start, won, odd = threading.Barrier(threads), [], []

    def one():
        try:
            start.wait(10)
            act()
            won.append(1)
        except second_factor.WrongCode:
            pass
        except Exception as fault:
            odd.append(fault)
        finally:
            connection.close()

    running = [threading.Thread(target=one) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(30)
    assert not odd, odd
    return len(won)


@pytest.mark.django_db(transaction=True)
def test_one_of_four_threads_wins_with_one_code_of_the_app():
    user, secret = account(), second_factor.new_secret()
    second_factor.add_app(user=user, secret=secret, typed=second_factor.code_at(secret, now=NOON), now=NOON)
    later = NOON + timedelta(minutes=1)
    code = second_factor.code_at(secret, now=later)
    assert together(lambda: second_factor.check_app(user=user, typed=code, now=later)) == 1


@pytest.mark.django_db(transaction=True)
def test_one_of_four_threads_wins_with_the_recovery_code():
    user = account()
    code = second_factor.new_recovery_code(user=user, now=clock.now())
    assert together(lambda: second_factor.use_recovery_code(user=user, typed=code, now=clock.now())) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "taken"), [(0, True), (29, True), (30, False), (-1, False)])
def test_a_code_of_the_app_is_good_for_its_own_thirty_seconds_only(seconds, taken):
    user, secret = account(), second_factor.new_secret()
    before = NOON - timedelta(minutes=5)
    second_factor.add_app(
        user=user, secret=secret, typed=second_factor.code_at(secret, now=before), now=before
    )
    code = second_factor.code_at(secret, now=NOON)
    if taken:
        second_factor.check_app(user=user, typed=code, now=NOON + timedelta(seconds=seconds))
    else:
        with pytest.raises(second_factor.WrongCode):
            second_factor.check_app(user=user, typed=code, now=NOON + timedelta(seconds=seconds))


@pytest.mark.django_db
def test_the_code_with_which_an_app_was_added_opens_nothing():
    user, secret = account(), second_factor.new_secret()
    code = second_factor.code_at(secret, now=NOON)
    second_factor.add_app(user=user, secret=secret, typed=code, now=NOON)
    with pytest.raises(second_factor.WrongCode):
        second_factor.check_app(user=user, typed=code, now=NOON)


@pytest.mark.django_db
def test_a_new_recovery_code_ends_the_old_one():
    user = account()
    old = second_factor.new_recovery_code(user=user, now=NOON)
    new = second_factor.new_recovery_code(user=user, now=NOON)
    with pytest.raises(second_factor.WrongCode):
        second_factor.use_recovery_code(user=user, typed=old, now=NOON)
    second_factor.use_recovery_code(user=user, typed=f" {new.lower()} ", now=NOON)


@pytest.mark.django_db
def test_anas_recovery_code_does_not_open_bens_account():
    ana, ben = account(), account("ben.salas")
    code = second_factor.new_recovery_code(user=ana, now=NOON)
    with pytest.raises(second_factor.WrongCode):
        second_factor.use_recovery_code(user=ben, typed=code, now=NOON)
