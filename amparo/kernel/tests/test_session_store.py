"""Sessions behave as Django's do, and neither cookie nor content can be read in the database."""

import base64
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from amparo.kernel import clock, session_jobs, sessions
from amparo.kernel.session_rows import SealedSession
from amparo.kernel.sessions import SessionStore
from amparo.kernel.vault import keyring

pytestmark = pytest.mark.django_db


def made(**held):
    store = SessionStore()
    store.update(held)
    store.save()
    return store


def again(store):
    return SessionStore(store.session_key)


def test_a_session_is_found_again():
    assert again(made(step="person", tries=3)).load() == {"step": "person", "tries": 3}


def test_a_new_session_is_empty_and_has_no_key():
    store = SessionStore()
    assert store.is_empty()
    assert store.session_key is None
    assert not store.modified


def test_the_database_holds_neither_cookie_nor_content():
    store = made(answer="CANARY-CONTENT")
    row = SealedSession.objects.get()
    held = row.row_key.encode() + bytes(row.sealed_data)
    assert store.session_key.encode() not in held
    assert b"CANARY" not in held
    assert base64.b64encode(b"CANARY")[:6] not in held
    assert row.row_key == sessions.row_key(store.session_key)
    assert len(row.row_key) == 40


def test_the_row_key_is_no_cookie():
    made(a=1)
    assert SessionStore(SealedSession.objects.get().row_key).load() == {}


def test_content_moved_to_another_row_does_not_open():
    ana, ben = made(who="ana"), made(who="ben")
    stolen = SealedSession.objects.get(row_key=sessions.row_key(ben.session_key)).sealed_data
    SealedSession.objects.filter(row_key=sessions.row_key(ana.session_key)).update(sealed_data=stolen)
    moved = again(ana)
    assert moved.load() == {}
    assert moved.session_key is None


def test_a_cookie_that_names_nothing_is_given_a_new_one_on_use():
    store = SessionStore("x" * 32)
    store["step"] = "person"
    store.save()
    assert store.session_key != "x" * 32
    assert again(store)["step"] == "person"


@pytest.mark.parametrize("cookie", ["", "short", None])
def test_a_cookie_too_short_names_nothing(cookie):
    assert SessionStore(cookie).session_key is None


def test_a_cookie_already_drawn_is_drawn_again(monkeypatch):
    first = made(who="ana")
    draws = iter([first.session_key, "y" * 32])
    monkeypatch.setattr(SessionStore, "_get_new_session_key", lambda self: next(draws))
    second = SessionStore()
    second["who"] = "ben"
    second.save()
    assert second.session_key == "y" * 32
    assert again(first)["who"] == "ana"
    assert again(second)["who"] == "ben"


def test_cycling_keeps_the_content_under_a_new_cookie_only():
    store = made(who="ana")
    old = store.session_key
    store.cycle_key()
    store.save()
    assert store.session_key != old
    assert again(store)["who"] == "ana"
    assert not store.exists(old)
    assert SealedSession.objects.count() == 1


def test_flushing_forgets_everything():
    store = made(who="ana")
    old = store.session_key
    store.flush()
    assert store.session_key is None
    assert store.is_empty()
    assert not store.exists(old)
    assert SealedSession.objects.count() == 0


def test_deleting_what_is_gone_is_no_fault():
    store = made(who="ana")
    store.delete()
    store.delete()
    SessionStore().delete()


def test_a_session_whose_time_is_over_is_empty(monkeypatch):
    store = made(who="ana")
    after = clock.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 1)
    monkeypatch.setattr(clock, "now", lambda: after)
    late = again(store)
    assert late.load() == {}
    assert late.session_key is None


def test_a_session_may_set_its_own_end():
    store = made(who="ana")
    store.set_expiry(60)
    store.save()
    left = SealedSession.objects.get().expires_at - clock.now()
    assert timedelta(seconds=50) < left <= timedelta(seconds=60)


def test_only_expired_sessions_are_cleared():
    made(who="ana")
    ben = made(who="ben")
    SealedSession.objects.filter(row_key=sessions.row_key(ben.session_key)).update(
        expires_at=clock.now() - timedelta(seconds=1)
    )
    session_jobs.forget_expired(now=clock.now())
    assert SealedSession.objects.count() == 1
    assert not again(ben).load()


def test_a_session_can_be_ended_by_its_row_key():
    store = made(who="ana")
    key = sessions.row_key(store.session_key)
    sessions.end(key)
    sessions.end(key)
    assert again(store).load() == {}


def test_saving_what_was_ended_meanwhile_does_not_bring_it_back():
    store = made(who="ana")
    late = again(store)
    late["who"] = "still ana"
    sessions.end(sessions.row_key(store.session_key))
    with pytest.raises(UpdateError):
        late.save()
    assert SealedSession.objects.count() == 0


def test_reading_asks_once_and_writes_nothing():
    store = made(who="ana")
    with CaptureQueriesContext(connection) as asked:
        reader = again(store)
        assert reader["who"] == "ana"
        assert reader.get("nothing") is None
    assert not reader.modified
    assert [q["sql"].split()[0] for q in asked] == ["SELECT"]


def test_a_page_that_changes_nothing_writes_nothing():
    from django.contrib.sessions.middleware import SessionMiddleware
    from django.http import HttpResponse

    store = made(who="ana")
    request = RequestFactory().get("/", HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={store.session_key}")

    def page(request):
        return HttpResponse(request.session["who"])

    with CaptureQueriesContext(connection) as asked:
        response = SessionMiddleware(page)(request)
    assert response.content == b"ana"
    assert len(asked) == 1
    assert settings.SESSION_COOKIE_NAME not in response.cookies


def test_a_session_outlives_the_renewal_of_its_key(ring_of_its_own):
    store = made(who="ana")
    old_key = sessions.row_key(store.session_key)
    keyring.renew(ring_of_its_own, sorted(keyring.PASSING), now=clock.now())
    assert sessions.row_key(store.session_key) == old_key  # where it is stored, so that accounts find it
    kept = again(store)
    kept["seen"] = True
    kept.save()  # stays in its row
    assert again(store).load() == {"who": "ana", "seen": True}
    assert SealedSession.objects.get().row_key == old_key
    newer = made(who="ben")
    assert again(newer)["who"] == "ben"
    kept.cycle_key()
    kept.save()
    assert again(kept)["who"] == "ana"
    assert not again(store).load()


def test_a_day_after_its_key_was_replaced_a_session_is_over(ring_of_its_own):
    store = made(who="ana")
    long_ago = clock.now() - keyring.GRACE - timedelta(seconds=1)
    keyring.renew(ring_of_its_own, sorted(keyring.PASSING), now=long_ago)
    assert again(store).load() == {}


@pytest.mark.django_db(transaction=True)
def test_concurrent_requests_each_leave_a_whole_session():
    store = made(count=0)
    faults = []

    def work(number):
        try:
            for turn in range(5):
                mine = again(store)
                mine[f"by{number}"] = turn
                mine.save()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert again(store)["count"] == 0
    assert SealedSession.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_asynchronous_names_do_the_same():
    from asgiref.sync import async_to_sync

    async def story():
        store = SessionStore()
        await store.aset("who", "ana")
        await store.asave()
        found = SessionStore(store.session_key)
        assert await found.aget("who") == "ana"
        assert await found.aexists(store.session_key)
        await found.acycle_key()
        await found.asave()
        assert await SessionStore(found.session_key).aload() == {"who": "ana"}
        await found.aflush()
        await SessionStore.aclear_expired()

    async_to_sync(story)()
    assert SealedSession.objects.count() == 0
