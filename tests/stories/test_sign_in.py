"""A person signs in and out (PROF-2, PROF-3, SITE-1, SITE-2)."""

import base64
import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from amparo.accounts import second_factor
from amparo.accounts.models import KnownDevice, SignIn, User
from amparo.accounts.tests.people import PASSWORD, account, is_signed_in, signed_in, staff, type_in, words
from amparo.kernel import clock, throttle
from amparo.kernel.audit import read

pytestmark = pytest.mark.django_db
NOT_RIGHT = "The user name or the password is not right."


@pytest.fixture
def client():
    return Client()


def test_ana_signs_in_and_lands_at_home(client):
    account()
    answer = type_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(client)


def test_a_user_name_is_taken_as_people_type_it(client):
    account()
    assert type_in(client, "  Ana.Rivera ").status_code == 302


def test_the_profiles_language_wins(client):
    account(language="es")
    answer = type_in(client, next="/profile/")
    assert answer["Location"] == "/es/profile/"
    assert answer.cookies["language"].value == "es"


def test_she_goes_on_to_where_she_wanted(client):
    account()
    before = client.get("/profile/security/")
    assert before["Location"] == "/sign-in/?next=/profile/security/"
    page = client.get(before["Location"])
    assert 'name="next" value="/profile/security/"' in page.content.decode()
    assert type_in(client, next="/profile/security/")["Location"] == "/profile/security/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/no/such/page/",
        "/sign-out/",
    ],
)
def test_nobody_is_sent_elsewhere(client, elsewhere):
    account()
    assert type_in(client, next=elsewhere)["Location"] == "/"


@pytest.mark.parametrize("state", ["frozen", "suspended", "closed"])
def test_every_no_is_the_same_page(client, state):
    account()
    account("ben.salas", state=state)
    pages = set()
    for name, password in (
        ("nobody.here", PASSWORD),
        ("ana.rivera", "wrong wrong wrong"),
        ("ben.salas", PASSWORD),
    ):
        answer = type_in(Client(), name, password)
        assert answer.status_code == 422
        assert NOT_RIGHT in words(answer)
        pages.add(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert len(pages) == 1


def test_the_password_never_comes_back_into_the_page(client):
    account()
    assert "zebra zebra" not in type_in(client, password="zebra zebra zebra").content.decode()


def test_empty_fields_are_named(client):
    answer = type_in(client, "", "")
    assert answer.status_code == 422
    assert "Type your user name" in words(answer) and "Type your password" in words(answer)
    assert "<title>Error:" in answer.content.decode()


def test_the_page_speaks_spanish(client):
    page = client.get("/es/sign-in/")
    assert '<html lang="es">' in page.content.decode()


def test_switching_the_language_keeps_what_was_typed_but_the_password(client):
    page = client.post("/es/sign-in/", {"username": "ana.rivera", "password": PASSWORD, "_switch": "es"})
    assert page.status_code == 200
    assert 'value="ana.rivera"' in page.content.decode()
    assert PASSWORD not in page.content.decode()


def test_a_pending_account_goes_back_to_its_code(client):
    user = account(state=User.State.PENDING, email_proved_at=None)
    answer = type_in(client)
    assert answer["Location"] == "/register/code/"
    assert not is_signed_in(client)
    assert client.session["pending_account"] == str(user.pk)


def test_the_session_gets_a_new_key_when_she_signs_in(client):
    account()
    client.get("/sign-in/")
    client.post("/language/", {"language": "en", "next": "/help/"})
    type_in(client, password="wrong wrong wrong")
    before = client.session.session_key
    type_in(client)
    assert client.session.session_key != before


def test_signing_out_says_so_on_the_front_page(client):
    client = signed_in(account())
    answer = client.post("/sign-out/")
    assert answer["Location"] == "/"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "You signed out." in words(client.get("/"))
    assert "You signed out." not in words(client.get("/"))
    assert not is_signed_in(client)


def test_a_link_cannot_sign_anybody_out():
    client = signed_in(account())
    assert client.get("/sign-out/").status_code == 200
    assert is_signed_in(client)


def test_an_old_cookie_is_worth_nothing_after_signing_out():
    client = signed_in(account())
    old = client.cookies["sid"].value
    client.post("/sign-out/")
    thief = Client()
    thief.cookies["sid"] = old
    assert not is_signed_in(thief)


def test_pages_of_somebody_signed_in_are_never_stored():
    client = signed_in(account())
    assert "no-store" in client.get("/profile/security/")["Cache-Control"]


# A stranger at the door


def test_the_sixth_guess_is_not_even_looked_at(client):
    account()
    for _ in range(5):
        type_in(client, password="wrong wrong wrong")
    answer = type_in(Client())
    assert answer.status_code == 422
    assert NOT_RIGHT in words(answer)


def test_a_stranger_cannot_lock_ana_out_of_her_own_browser():
    ana = signed_in(account())
    ana.post("/sign-out/")
    for _ in range(7):
        type_in(Client(REMOTE_ADDR="198.51.100.7"), password="wrong wrong wrong")
    assert type_in(Client(REMOTE_ADDR="198.51.100.8")).status_code == 422
    assert type_in(ana).status_code == 302


def test_another_accounts_browser_does_not_count_as_known():
    account()
    ben = signed_in(account("ben.salas"))
    ben.post("/sign-out/")
    for _ in range(5):
        type_in(Client(REMOTE_ADDR="198.51.100.7"), password="wrong wrong wrong")
    assert type_in(ben).status_code == 422


def test_right_passwords_use_up_nothing():
    account()
    for _ in range(12):
        assert type_in(Client()).status_code == 302


def test_one_address_cannot_try_many_names():
    account()
    for number in range(20):
        type_in(Client(REMOTE_ADDR="203.0.113.5"), f"somebody.{number}", "wrong wrong wrong")
    assert type_in(Client(REMOTE_ADDR="203.0.113.5")).status_code == 422
    assert type_in(Client(REMOTE_ADDR="203.0.113.6")).status_code == 302


def test_a_forwarded_address_is_not_believed_without_a_proxy():
    for number in range(21):
        client = Client(REMOTE_ADDR="203.0.113.5", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
        type_in(client, f"somebody.{number}", "wrong wrong wrong")
    account()
    assert type_in(Client(REMOTE_ADDR="203.0.113.5", HTTP_X_FORWARDED_FOR="192.0.2.99")).status_code == 422


def test_a_hundred_wrong_passwords_in_a_row_disable_the_password(monkeypatch):
    from amparo.accounts import limits

    monkeypatch.setattr(limits, "IN_A_ROW", 3)
    user = account()
    for n in range(4):
        type_in(Client(REMOTE_ADDR=f"203.0.113.{n}"), password="wrong wrong wrong")
    user.refresh_from_db()
    assert user.password_disabled_at
    assert type_in(Client(REMOTE_ADDR="203.0.113.99")).status_code == 422


def test_a_right_password_starts_the_row_again(monkeypatch):
    from amparo.accounts import limits

    monkeypatch.setattr(limits, "IN_A_ROW", 3)
    user = account()
    for n in range(6):
        type_in(Client(REMOTE_ADDR=f"203.0.113.{n}"), password="wrong wrong wrong" if n % 3 else PASSWORD)
    user.refresh_from_db()
    assert user.password_disabled_at is None


def test_failures_are_written_down_for_the_owner(client):
    user = account()
    type_in(client, password="wrong wrong wrong")
    type_in(client)
    events = [entry.event for entry in read.about(subjects=[user.pk])]
    assert events[:2] == ["sign_in.ok", "sign_in.failed"]


def test_too_many_at_once_are_asked_to_wait(client, monkeypatch):
    import threading

    from amparo.accounts import hashing

    account()
    monkeypatch.setattr(hashing, "_places", threading.BoundedSemaphore(1))
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.01)
    with hashing._place():
        answer = type_in(client)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"


# Browsers


def test_a_new_browser_is_told_to_the_owner_and_a_known_one_is_not():
    user = account()
    first = signed_in(user)
    assert KnownDevice.objects.filter(user=user).count() == 1
    first.post("/sign-out/")
    type_in(first)
    assert KnownDevice.objects.filter(user=user).count() == 1
    signed_in(user)
    assert KnownDevice.objects.filter(user=user).count() == 2


def test_the_device_cookie_is_not_readable_in_the_database():
    user = account()
    client = signed_in(user)
    token = client.cookies["device"].value
    assert client.cookies["device"]["httponly"]
    row = KnownDevice.objects.get(user=user)
    assert token.encode() not in bytes(row.token_digest)


def test_she_sees_where_she_is_signed_in_and_ends_the_others():
    user = account()
    here, there = signed_in(user), signed_in(user)
    page = words(here.get("/profile/security/devices/"))
    assert "Here, now" in page and "Sign out there" in page
    here.post("/profile/security/devices/", {"device": "others"})
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert "another device" in words(there.get("/"))


def test_ben_cannot_end_anas_session():
    ana = signed_in(account())
    ben = signed_in(account("ben.salas"))
    row = SignIn.objects.get(user__username="ana.rivera")
    answer = ben.post("/profile/security/devices/", {"device": row.pk}, follow=True)
    assert "signed out already" in words(answer)
    assert is_signed_in(ana)


def test_the_eleventh_session_ends_the_first():
    user = account()
    browsers = [signed_in(user) for _ in range(11)]
    assert not is_signed_in(browsers[0])
    assert is_signed_in(browsers[1]) and is_signed_in(browsers[10])


# The second step


def with_app(user, *, at=None):
    secret = second_factor.new_secret()
    earlier = (at or clock.now()) - timedelta(minutes=5)
    second_factor.add_app(
        user=user, secret=secret, typed=second_factor.code_at(secret, now=earlier), now=earlier
    )
    return secret


def test_with_an_app_the_password_alone_opens_nothing(client):
    user = account()
    secret = with_app(user)
    answer = type_in(client)
    assert answer["Location"] == "/sign-in/second-factor/"
    assert not is_signed_in(client)
    assert "/sign-in/" in client.get("/profile/security/")["Location"]
    wrong = client.post("/sign-in/second-factor/", {"code": "000000"})
    assert wrong.status_code == 422
    right = client.post("/sign-in/second-factor/", {"code": second_factor.code_at(secret, now=clock.now())})
    assert right.status_code == 302
    assert is_signed_in(client)
    assert client.session["second_factor"] is True


def test_she_goes_on_to_where_she_wanted_after_the_second_step(client):
    secret = with_app(account())
    type_in(client, next="/profile/security/")
    answer = client.post("/sign-in/second-factor/", {"code": second_factor.code_at(secret, now=clock.now())})
    assert answer["Location"] == "/profile/security/"


def test_nobody_starts_at_the_second_step(client):
    with_app(account())
    assert client.get("/sign-in/second-factor/")["Location"] == "/sign-in/"
    assert client.post("/sign-in/second-factor/", {"code": "123456"})["Location"] == "/sign-in/"


def test_a_code_is_good_once():
    secret = with_app(account())
    code = second_factor.code_at(secret, now=clock.now())
    first, second = Client(), Client()
    type_in(first)
    type_in(second)
    assert first.post("/sign-in/second-factor/", {"code": code}).status_code == 302
    if code == second_factor.code_at(secret, now=clock.now()):
        assert second.post("/sign-in/second-factor/", {"code": code}).status_code == 422


def test_five_wrong_codes_are_enough(client):
    secret = with_app(account())
    type_in(client)
    for _ in range(5):
        client.post("/sign-in/second-factor/", {"code": "000000"})
    answer = client.post("/sign-in/second-factor/", {"code": second_factor.code_at(secret, now=clock.now())})
    assert answer.status_code == 422
    assert "too many tries" in words(answer)


def test_the_recovery_code_opens_once(client):
    user = account()
    with_app(user)
    code = second_factor.new_recovery_code(user=user, now=clock.now())
    type_in(client)
    answer = client.post(
        "/sign-in/second-factor/", {"way": "recovery", "code": code.lower().replace("-", " ")}
    )
    assert answer.status_code == 302 and is_signed_in(client)
    again = Client()
    type_in(again)
    assert "recovery" not in again.get("/sign-in/second-factor/").content.decode()
    assert again.post("/sign-in/second-factor/", {"way": "recovery", "code": code}).status_code == 422


def test_staff_without_a_second_factor_see_only_where_to_add_one(client):
    user = staff()
    assert type_in(client, user.username)["Location"] == "/profile/security/app/"
    for page in ("/profile/phone/", "/profile/security/devices/"):
        assert client.get(page)["Location"] == "/profile/security/app/"
    page = client.get("/profile/security/app/")
    assert page.status_code == 200 and "You need a second step." in words(page)
    code = second_factor.code_at(client.session["app_secret"], now=clock.now())
    added = client.post("/profile/security/app/", {"code": code})
    assert added["Location"] == "/profile/security/recovery-code/"
    assert re.search(r"(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}", words(client.get(added["Location"])))
    assert not re.search(r"(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}", words(client.get(added["Location"])))
    assert client.session["second_factor"] is True


def test_throttles_name_their_subject_by_digest_only():
    type_in(Client(), "ana.rivera", "wrong wrong wrong")
    from amparo.kernel.throttle_rows import Bucket

    kept = b"".join(bytes(row.key_digest) for row in Bucket.objects.all())
    assert kept and b"ana" not in kept
    assert isinstance(throttle.Limit("a", "b", 1, timedelta(1)), throttle.Limit)


# Passkeys, with an authenticator made of the same primitives a phone has


def test_ana_adds_a_passkey_and_signs_in_with_it_alone():
    from amparo.accounts.tests.authenticator import Authenticator

    user = account()
    phone, client = Authenticator("localhost", "http://localhost"), signed_in(user)
    made = phone.make(client.post("/profile/security/passkeys/add/options").json())
    added = client.post(
        "/profile/security/passkeys/add/", {"name": "My phone", "credential": json.dumps(made)}
    )
    assert added["Location"] == "/profile/security/recovery-code/"
    assert "My phone" in words(client.get("/profile/security/"))
    fresh = Client()
    shown = phone.show(fresh.post("/sign-in/passkey/options").json())
    answer = fresh.post("/sign-in/passkey/", {"credential": json.dumps(shown)})
    assert answer.status_code == 302, words(answer)
    assert is_signed_in(fresh)
    assert fresh.session["second_factor"] is True


def test_a_passkey_answer_is_good_for_its_own_question_only():
    from amparo.accounts.tests.authenticator import Authenticator

    user = account()
    phone, client = Authenticator("localhost", "http://localhost"), signed_in(user)
    made = phone.make(client.post("/profile/security/passkeys/add/options").json())
    client.post("/profile/security/passkeys/add/", {"name": "My phone", "credential": json.dumps(made)})
    fresh, other = Client(), Client()
    shown = phone.show(fresh.post("/sign-in/passkey/options").json())
    other.post("/sign-in/passkey/options")
    answer = other.post("/sign-in/passkey/", {"credential": json.dumps(shown)})
    assert answer.status_code == 422 and not is_signed_in(other)
    shown["response"]["signature"] = base64.urlsafe_b64encode(b"x" * 70).decode().rstrip("=")
    assert fresh.post("/sign-in/passkey/", {"credential": json.dumps(shown)}).status_code == 422
    assert fresh.post("/sign-in/passkey/", {"credential": '{"id": 7}'}).status_code == 422
    assert fresh.post("/sign-in/passkey/", {"credential": "[]"}).status_code == 422
    assert not is_signed_in(fresh)


def test_a_passkey_that_did_not_check_its_owner_is_refused():
    from amparo.accounts.tests.authenticator import Authenticator

    user = account()
    careless, client = Authenticator("localhost", "http://localhost", verified=False), signed_in(user)
    made = careless.make(client.post("/profile/security/passkeys/add/options").json())
    answer = client.post(
        "/profile/security/passkeys/add/", {"name": "Old key", "credential": json.dumps(made)}
    )
    assert answer.status_code == 422
    assert "Old key" not in words(client.get("/profile/security/"))
