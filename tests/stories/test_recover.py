"""A person who forgot their user name or password gets back in, and nobody else does (PROF-2)."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from amparo.accounts import second_factor
from amparo.accounts.models import EmailCode, User
from amparo.accounts.tests.people import (
    OTHER_PASSWORD,
    PASSWORD,
    account,
    is_signed_in,
    signed_in,
    type_in,
    words,
)
from amparo.kernel import clock, jobs
from amparo.kernel.audit import read

pytestmark = pytest.mark.django_db
ANSWERS = {"first_pet": "Canela", "first_school": "Escuela Travis", "dream_job": "astronauta"}
SENT = "If we have an account for this, we sent an e-mail. It can take 5 minutes."


@pytest.fixture
def post(mailoutbox):
    """The mails that have arrived: runs the queue first."""

    def arrived():
        while jobs.drain(now=clock.now()):
            pass
        return mailoutbox

    return arrived


@pytest.fixture
def client():
    return Client()


def with_answers(user):
    from amparo.accounts import questions

    questions.keep(user=user, answers=ANSWERS, now=clock.now())
    return user


def code_in(mail):
    """The eight digits in a mail."""
    return re.search(r"\b(\d{4}-?\d{4})\b", mail.body).group(1)


def ask(client, name="ana.rivera"):
    return client.post("/forgot-password/", {"username": name})


def to_extra(client, post):
    ask(client)
    code = code_in(post()[-1])
    return client.post("/forgot-password/code/", {"code": code})


def answers_asked(client):
    page = client.get("/forgot-password/extra/").content.decode()
    return {key: ANSWERS[key] for key in ANSWERS if f'name="{key}"' in page}


# The user name


def test_all_user_names_at_an_address_come_in_one_mail(client, post):
    account(email="rivera@example.com")
    account("ben.salas", email="Rivera@example.com")
    answer = client.post("/forgot-username/", {"email": "RIVERA@example.com"}, follow=True)
    assert SENT in words(answer)
    [mail] = post()
    assert mail.to == ["rivera@example.com"] or mail.to == ["Rivera@example.com"]
    assert "ana.rivera" in mail.body and "ben.salas" in mail.body


def test_a_stranger_hears_the_same_and_nobody_is_mailed(client, post):
    account()
    known = client.post("/forgot-username/", {"email": "ana.rivera@example.com"}, follow=True)
    post().clear()
    unknown = Client().post("/forgot-username/", {"email": "nobody@example.com"}, follow=True)
    assert words(known) == words(unknown)
    assert not post()


def test_asking_for_a_name_costs_the_same_queries_for_everyone(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    account()
    counts = []
    for address in ("ana.rivera@example.com", "nobody@example.com"):
        with CaptureQueriesContext(connection) as asked:
            Client().post("/forgot-username/", {"email": address})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_mail_is_in_the_owners_language(client, post):
    account(language="es")
    client.post("/forgot-username/", {"email": "ana.rivera@example.com"})
    [mail] = post()
    assert "nombre de usuario" in mail.body


def test_frozen_accounts_are_not_named(client, post):
    account(state=User.State.FROZEN)
    client.post("/forgot-username/", {"email": "ana.rivera@example.com"})
    assert not post()


# The password


def test_ana_gets_a_new_password_with_a_code_and_two_answers(client, post):
    user = with_answers(account())
    elsewhere = signed_in(user)
    answer = to_extra(client, post)
    assert answer["Location"] == "/forgot-password/extra/"
    asked = answers_asked(client)
    assert len(asked) == 2
    assert client.post("/forgot-password/extra/", asked)["Location"] == "/forgot-password/password/"
    answer = client.post("/forgot-password/password/", {"password": OTHER_PASSWORD})
    assert answer["Location"] == "/sign-in/"
    assert "Your new password is set." in words(client.get("/sign-in/"))
    assert not is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert type_in(Client(), password=PASSWORD).status_code == 422
    assert type_in(Client(), password=OTHER_PASSWORD).status_code == 302
    assert any("password was changed" in mail.subject for mail in post())
    assert "recovery.password_set" in [entry.event for entry in read.about(subjects=[user.pk])]


def test_answers_may_be_typed_as_people_type(client, post):
    with_answers(account())
    to_extra(client, post)
    asked = {key: f"  {text.upper()}. " for key, text in answers_asked(client).items()}
    assert client.post("/forgot-password/extra/", asked)["Location"] == "/forgot-password/password/"


def test_a_wrong_answer_does_not_say_which(client, post):
    with_answers(account())
    to_extra(client, post)
    asked = answers_asked(client)
    asked[next(iter(asked))] = "Firulais"
    answer = client.post("/forgot-password/extra/", asked)
    assert answer.status_code == 422
    assert answer.content.decode().count("usa-form-group--error") == 0


def test_after_five_wrong_answers_the_phone_is_the_only_way(client, post):
    with_answers(account())
    to_extra(client, post)
    asked = dict.fromkeys(answers_asked(client), "Firulais")
    for _ in range(5):
        client.post("/forgot-password/extra/", asked)
    page = client.get("/forgot-password/extra/")
    assert "Call us to go on" in words(page)
    assert client.get("/forgot-password/password/")["Location"] == "/forgot-password/extra/"


@pytest.mark.parametrize("step", ["extra", "password"])
def test_no_step_can_be_skipped(client, post, step):
    with_answers(account())
    ask(client)
    assert client.get(f"/forgot-password/{step}/")["Location"] == "/forgot-password/code/"
    assert (
        client.post(f"/forgot-password/{step}/", {"password": OTHER_PASSWORD})["Location"]
        == "/forgot-password/code/"
    )
    assert type_in(Client()).status_code == 302


def test_nobody_starts_in_the_middle(client):
    assert client.get("/forgot-password/password/", follow=True).redirect_chain[-1][0] == "/forgot-password/"


def test_going_back_leads_to_where_one_is(client, post):
    with_answers(account())
    to_extra(client, post)
    assert client.get("/forgot-password/code/")["Location"] == "/forgot-password/extra/"


def test_a_stranger_walks_the_same_way_to_the_code_and_no_further(client, post):
    account()
    pages = []
    for name in ("ana.rivera", "nobody.here"):
        browser = Client()
        assert ask(browser, name)["Location"] == "/forgot-password/code/"
        assert SENT in words(browser.get("/forgot-password/code/"))
        wrong = browser.post("/forgot-password/code/", {"code": "1234 5678"})
        pages.append((wrong.status_code, re.sub(r'value="[^"]*"', "", wrong.content.decode())))
    assert pages[0] == pages[1]
    assert len(post()) == 1


def test_asking_for_a_code_costs_the_same_queries_for_everyone():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    account()
    counts = []
    for name in ("ana.rivera", "nobody.here"):
        browser = Client()
        with CaptureQueriesContext(connection) as asked:
            ask(browser, name)
        with CaptureQueriesContext(connection) as checked:
            browser.post("/forgot-password/code/", {"code": "1234 5678"})
        counts.append((len(asked), len(checked)))
    assert counts[0] == counts[1]


def test_a_code_is_good_for_ten_minutes(client, post, monkeypatch):
    account()
    ask(client)
    code = code_in(post()[-1])
    late = clock.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    answer = client.post("/forgot-password/code/", {"code": code})
    assert answer.status_code == 422


def test_a_code_is_good_once_and_for_five_tries(client, post):
    account()
    ask(client)
    code = code_in(post()[-1])
    for _ in range(5):
        client.post("/forgot-password/code/", {"code": "0000 0000"})
    assert client.post("/forgot-password/code/", {"code": code}).status_code == 422


def test_another_code_can_be_sent(client, post):
    account()
    ask(client)
    first = code_in(post()[-1])
    client.post("/forgot-password/again/")
    second = code_in(post()[-1])
    assert first == second or client.post("/forgot-password/code/", {"code": first}).status_code == 422
    assert client.post("/forgot-password/code/", {"code": second}).status_code == 302


def test_mails_to_one_account_are_limited(client, post):
    account()
    for _ in range(6):
        ask(client)
    assert len(post()) == 3


def test_without_answers_and_factors_the_code_is_enough(client, post):
    account()
    assert to_extra(client, post)["Location"] == "/forgot-password/password/"


def test_at_a_shared_address_the_code_is_never_enough(client, post):
    account(email="rivera@example.com")
    account("ben.salas", email="rivera@example.com")
    assert to_extra(client, post)["Location"] == "/forgot-password/extra/"
    assert "Call us to go on" in words(client.get("/forgot-password/extra/"))


def test_with_an_app_the_app_is_asked_and_not_the_questions(client, post):
    user = with_answers(account())
    secret, earlier = second_factor.new_secret(), clock.now() - timedelta(minutes=5)
    second_factor.add_app(
        user=user, secret=secret, typed=second_factor.code_at(secret, now=earlier), now=earlier
    )
    to_extra(client, post)
    page = client.get("/forgot-password/extra/")
    assert 'name="code"' in page.content.decode() and "first_pet" not in page.content.decode()
    assert client.get("/forgot-password/extra/?way=questions").status_code == 200
    assert "first_pet" not in client.get("/forgot-password/extra/?way=questions").content.decode()
    code = second_factor.code_at(secret, now=clock.now())
    assert (
        client.post("/forgot-password/extra/", {"way": "app", "code": code})["Location"]
        == "/forgot-password/password/"
    )


def test_the_second_step_is_still_asked_after_a_new_password(client, post):
    user = account()
    secret, earlier = second_factor.new_secret(), clock.now() - timedelta(minutes=5)
    second_factor.add_app(
        user=user, secret=secret, typed=second_factor.code_at(secret, now=earlier), now=earlier
    )
    code = second_factor.new_recovery_code(user=user, now=clock.now())
    to_extra(client, post)
    client.post("/forgot-password/extra/", {"way": "recovery", "code": code})
    client.post("/forgot-password/password/", {"password": OTHER_PASSWORD})
    assert type_in(Client(), password=OTHER_PASSWORD)["Location"] == "/sign-in/second-factor/"


def test_a_weak_new_password_is_refused_with_the_reason(client, post):
    account()
    to_extra(client, post)
    answer = client.post("/forgot-password/password/", {"password": "short"})
    assert answer.status_code == 422
    assert "Use at least 12 characters." in words(answer)
    answer = client.post("/forgot-password/password/", {"password": "qwerty123456"})
    assert "list of stolen ones" in words(answer)


def test_a_disabled_password_works_again_after_a_new_one(client, post):
    user = account(password_disabled_at=clock.now())
    assert type_in(Client()).status_code == 422
    to_extra(client, post)
    client.post("/forgot-password/password/", {"password": OTHER_PASSWORD})
    user.refresh_from_db()
    assert user.password_disabled_at is None
    assert type_in(Client(), password=OTHER_PASSWORD).status_code == 302


def test_the_way_ends_after_thirty_minutes(client, post, monkeypatch):
    account()
    to_extra(client, post)
    late = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: late)
    answer = client.get("/forgot-password/password/", follow=True)
    assert "That took too long." in words(answer)


def test_no_code_is_readable_in_the_database(client, post):
    account()
    ask(client)
    code = code_in(post()[-1]).replace("-", "")
    row = EmailCode.objects.get()
    assert code.encode() not in bytes(row.code_digest) + bytes(row.sealed_address)
    assert b"ana.rivera" not in bytes(row.sealed_address)


def test_every_page_has_its_spanish_twin(client, post):
    with_answers(account())
    assert "contraseña" in words(client.get("/es/forgot-password/"))
    answer = client.post("/es/forgot-password/", {"username": "ana.rivera"})
    assert answer["Location"] == "/es/forgot-password/code/"
