"""A caller is who they say when what they say is on record; the script gives nothing away."""

from datetime import timedelta
from uuid import uuid4

import pytest

from amparo.coverage import read
from amparo.desk import verify
from amparo.kernel import clock
from amparo.kernel.throttle import Throttled

pytestmark = pytest.mark.django_db
WALTER = {"birth": "1959-12-01", "zip5": "78596", "street": "905 Sugar Cane Rd"}


@pytest.fixture
def walter(members):
    return read.member_card(members.walter.pk)


def judge(member, said, *, staff=None, now=None):
    now = now or clock.now()
    asked = verify.on_record(member, now=now)
    return verify.judge(member, said, staff=staff or uuid4(), questions=asked, now=now)


@pytest.mark.parametrize(
    ("said", "enough"),
    [
        ({}, True),
        ({"phone": "0151"}, True),
        ({"zip5": "78501"}, False),
        ({"zip5": "78501", "email": "walter.brooks@example.com"}, True),
        (
            {"zip5": "78501", "street": "1 Main St", "email": "Walter.Brooks@example.com", "phone": "0151"},
            False,
        ),
        ({"birth": "1959-01-12", "phone": "0151", "email": "walter.brooks@example.com"}, False),
        ({"zip5": "", "number": "6337714001"}, True),
        ({"zip5": "", "number": "63377140-01"}, True),
    ],
)
def test_the_birth_date_and_three_facts_with_one_wrong_at_most(walter, said, enough):
    assert judge(walter, WALTER | said).enough is enough


@pytest.mark.parametrize(
    "said",
    [
        "905 sugar cane road",
        "905 Sugar Cane",
        "905 SUGAR CANE RD, Apt 4",
        "905 Sugar Cane Rd # 12",
    ],
)
def test_a_street_is_taken_as_people_say_it(walter, said):
    assert "street" in judge(walter, WALTER | {"street": said}).right


@pytest.mark.parametrize("said", ["906 Sugar Cane Rd", "Sugar Cane Rd", "905", "Rd", "apt 4"])
def test_another_street_is_wrong(walter, said):
    assert "street" in judge(walter, WALTER | {"street": said}).wrong


def test_a_date_that_reads_two_ways_is_taken_as_the_one_it_is():
    from amparo.desk.web.forms import Script

    form = Script.asking([verify.SCRIPT[0]], "en")
    for typed, meant in (
        ("1/11/2000", "2000-01-11"),
        ("11/1/2000", "2000-11-01"),
        ("04281984", "1984-04-28"),
    ):
        filled = form({"birth": typed})
        assert filled.is_valid() and filled.said() == {"birth": meant}
    assert not form({"birth": "28 april"}).is_valid()


@pytest.mark.parametrize("missing", ["birth", "zip5"])
def test_too_few_facts_are_not_compared_and_cost_no_try(walter, missing):
    for _ in range(2 * verify.TRIES):
        with pytest.raises(verify.TooFew):
            judge(walter, WALTER | {missing: ""})
    assert judge(walter, WALTER).enough


def test_six_wrong_tries_an_hour_at_one_member_whoever_asks(walter):
    now = clock.now()
    for _ in range(verify.TRIES):
        judge(walter, WALTER | {"birth": "1950-01-01"}, now=now)
    with pytest.raises(Throttled):
        judge(walter, WALTER, now=now)
    assert judge(walter, WALTER, now=now + timedelta(hours=1, seconds=1)).enough


def test_thirty_wrong_tries_an_hour_of_one_agent_whomever_they_ask_about(members):
    tom, now = uuid4(), clock.now()
    people = [
        read.member_card(getattr(members, key).pk) for key in ("ana", "luis", "ben", "dee", "carla", "walter")
    ]
    for n in range(verify.STAFF_TRIES):
        judge(people[n % 5], WALTER, staff=tom, now=now)
    with pytest.raises(Throttled):
        judge(people[5], WALTER, staff=tom, now=now)


def test_a_right_caller_costs_no_try(walter):
    for _ in range(3 * verify.TRIES):
        assert judge(walter, WALTER).enough


def test_the_script_asks_only_for_what_is_on_record(members):
    keys = {
        key: [q.key for q in verify.on_record(read.member_card(getattr(members, key).pk), now=clock.now())]
        for key in ("walter", "omar")
    }
    assert keys["walter"] == ["birth", "zip5", "street", "phone", "email", "number"]
    assert keys["omar"] == ["birth", "zip5", "street", "number"]


def test_a_restricted_member_needs_four(members):
    pilar = read.member_card(members.pilar.pk)
    said = {"birth": "1981-03-03", "zip5": "78504", "street": "730 Mesquite Cir"}
    with pytest.raises(verify.TooFew):
        judge(pilar, said)
    assert judge(pilar, said | {"phone": "0172"}).enough


def test_every_line_is_there_in_both_languages():
    for question in verify.SCRIPT:
        assert question.words.en.endswith("?") and question.words.es.startswith("¿")
