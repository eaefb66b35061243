"""REG-10: tries are limited by number, person, place and browser, and every limit leaves a way on."""

import pytest
from django.test import Client

from amparo.accounts import activation
from amparo.accounts.models import ActivationCode, RegistrationAttempt
from amparo.accounts.registration import tries
from amparo.demo import cast
from amparo.kernel import clock, throttle
from tests.stories import walk
from tests.stories.walk import Walker

pytestmark = pytest.mark.django_db
STRANGERS = [walk.facts(cast.ROSA, last_name=f"Nadie{letter}") for letter in "abcdef"]


@pytest.fixture
def walker(client, members):
    return Walker(client)


def guess(walker, n):
    """Somebody else's facts and another number every time."""
    walker.post()
    walker.post("person", STRANGERS[n])
    walker.post("method", {"method": "ssn"})
    return walker.post("ssn", {"ssn": f"45063711{n}"})


def test_one_browser_guesses_five_times_an_hour_whoever_it_asks_for(walker):
    assert [guess(walker, n).status_code for n in range(6)] == [422] * 5 + [429]


def test_a_waiting_page_says_until_when_and_the_ways_on(walker):
    for n in range(6):
        page = guess(walker, n)
    text = page.content.decode()
    assert 3000 < int(page["Retry-After"]) <= 3600
    assert "try again after" in text and "(956) 555-0142" in text and "activation code" in text
    assert cast.ROSA.first_name not in text


def test_one_place_guesses_ten_times_an_hour_with_however_many_browsers(members):
    answers = [guess(Walker(Client()), n % 6) for n in range(5)]
    walkers = [Walker(Client()) for _ in range(6)]
    for n, walker in enumerate(walkers):
        facts = walk.facts(cast.WALTER, last_name=f"Otro{'abcdef'[n]}")
        walker.post()
        walker.post("person", facts)
        walker.post("method", {"method": "number"})
        answers.append(walker.post("number", {"number": f"9990000{n}01"}))
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]


def test_from_the_third_try_the_page_counts_down(walker):
    walker.to_number(cast.ROSA, "ssn")
    said = [walker.post("ssn", {"ssn": f"45062039{n}"}).content.decode() for n in (2, 3, 4, 5, 6)]
    counts = ["You have" in page or "the last try" in page for page in said]
    assert counts == [False, False, True, True, True]
    assert "You have 2 more tries" in said[2] and "You have 1 more try" in said[3]
    assert "That was the last try" in said[4]


def test_a_rolled_back_request_gives_no_try_back(walker, monkeypatch):
    walker.to_number(cast.ROSA, "ssn")
    monkeypatch.setattr("amparo.accounts.registration.identify.later", lambda *_, **__: 1 / 0)
    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            walker.post("ssn", {"ssn": cast.ROSA.ssn})
    monkeypatch.undo()
    assert walker.post("ssn", {"ssn": cast.ROSA.ssn}).status_code == 429


def test_who_has_used_up_the_tries_goes_on_with_the_code_from_the_desk(walker, members):
    for n in range(5):
        walker.identify(cast.ROSA, value=f"45562039{n}")
    assert walker.identify(cast.ROSA).status_code == 429
    code = activation.issue(member_id=members.rosa.pk, kind="phone", by=None, now=clock.now())
    walker.post("method", {"method": "activation"})
    assert walker.post("activation", {"code": code}).url == "/register/questions/"


def test_an_activation_code_ends_after_five_birth_dates_that_are_not_its_owners(members):
    code = activation.issue(member_id=members.rosa.pk, kind="phone", by=None, now=clock.now())
    for n in range(5):
        walker = Walker(Client())
        assert walker.identify(cast.ROSA, method="activation", value=code, birth_day=n + 1).status_code == 422
    assert ActivationCode.objects.get().tries == 5
    throttle.clear(action="activation", subject=activation.normal(code))
    assert Walker(Client()).identify(cast.ROSA, method="activation", value=code).status_code == 422


def test_when_everybody_fails_at_once_the_way_by_ssn_rests_and_the_number_goes_on(walker, monkeypatch):
    monkeypatch.setattr(tries, "TOO_MANY", 2)
    for n in range(2):
        assert guess(Walker(Client()), n).status_code == 422
    assert walker.identify(cast.ROSA).status_code == 429
    walker.post("method", {"method": "number"})
    assert walker.post("number", {"number": cast.ROSA.member_no}).url == "/register/questions/"


def test_right_answers_do_not_wear_out_everybodys_limit(members, monkeypatch):
    monkeypatch.setattr(tries, "TOO_MANY", 2)
    for person in (cast.ROSA, cast.ELENA, cast.ANA):
        assert Walker(Client()).identify(person).url == "/register/questions/"


def test_many_refusals_within_an_hour_are_logged_without_a_name(members, monkeypatch, caplog):
    monkeypatch.setattr(tries, "MANY", 1)
    for n in range(2):
        guess(Walker(Client()), n)
    said = [record.getMessage() for record in caplog.records if "registration.alarm" in record.getMessage()]
    assert len(said) == 1


def test_nobody_asks_for_user_names_more_than_ten_times(walker, members):
    walker.identify(cast.ROSA)
    walker.post("questions", walk.ANSWERS)
    data = {"email": "rosa@mail.example", "password": walk.PASSWORD, "terms": "on", "phone": ""}
    said = [walker.post("account", data | {"username": "amparo"}).content.decode() for _ in range(11)]
    assert "not available" in said[9] and "not available" not in said[10] and "too many tries" in said[10]


def test_a_reference_tells_the_desk_why_and_nobody_else(walker):
    page = walker.identify(cast.ROSA, birth_year=1969).content.decode()
    attempt = RegistrationAttempt.objects.get()
    assert attempt.reference in page and attempt.outcome == "birth" and attempt.member_id is None
    assert "birth" not in page.replace("date of birth", "")
