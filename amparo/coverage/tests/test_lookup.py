"""REG-2, REG-3, REG-10: facts find one member or nobody, and every outcome costs the same."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.coverage import lookup
from amparo.coverage.lookup import SSN_LABEL, Facts, NoMatch
from amparo.demo import cast
from amparo.kernel import clock, secret_ids


def facts(person, **other):
    told = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "birth_on": person.birth_on,
        "zip5": person.zip5,
    }
    return Facts(**(told | other))


def find(person, by, today=None, former_months=18, **other):
    digests = secret_ids.digests(SSN_LABEL, other.pop("ssn", person.ssn)) if by == "ssn" else ()
    number = other.pop("member_no", person.member_no) if by == "number" else ""
    return lookup.find(
        facts=facts(person, **other),
        ssn_digests=digests,
        member_no=number,
        today=today or clock.now().date(),
        adult_age=18,
        former_months=former_months,
    )


def why(person, by, **other):
    with pytest.raises(NoMatch) as refused:
        find(person, by, **other)
    return refused.value.why


@pytest.mark.parametrize("by", ["ssn", "number"])
@pytest.mark.parametrize("person", [cast.ANA, cast.ROSA, cast.DEE, cast.ELENA], ids=lambda p: p.key)
def test_right_facts_find_the_member(members, person, by):
    found = find(person, by)
    assert found.member_id == getattr(members, person.key).id
    assert found.member_uuid == getattr(members, person.key).uuid
    assert found.exact and found.has_contact and not found.former


def test_a_member_without_an_ssn_is_found_by_number(members):
    assert find(cast.WALTER, "number").member_id == members.walter.id
    assert why(cast.WALTER, "ssn", ssn="455000001") == "no_row"


@pytest.mark.parametrize("typed", ["62095517-01", " 6209 5517 01 ", "62O9551701", "620955170l"])
def test_a_number_may_be_typed_as_it_is_read(members, typed):
    assert find(cast.ROSA, "number", member_no=typed).member_id == members.rosa.id


def test_twins_who_carry_a_parents_ssn_are_told_apart_by_first_name(members):
    assert find(cast.HUGO, "ssn").member_id == members.hugo.id
    assert find(cast.IVAN, "ssn").member_id == members.ivan.id
    assert find(cast.CARLA, "ssn").member_id == members.carla.id
    assert why(cast.HUGO, "ssn", first_name="Esteban") == "name"


def test_two_who_fit_are_nobody_but_the_number_tells_them_apart(members):
    assert why(cast.JUAN, "ssn") == "ambiguous"
    assert find(cast.JUAN, "number").member_id == members.juan.id
    assert find(cast.JUAN_TOO, "number").member_id == members.juan_too.id


@pytest.mark.parametrize("by", ["ssn", "number"])
def test_the_birth_date_must_be_the_very_day(members, by):
    assert why(cast.ROSA, by, birth_on=cast.ROSA.birth_on + timedelta(days=1)) == "birth"


@pytest.mark.parametrize("by", ["ssn", "number"])
@pytest.mark.parametrize("first", ["", "Ana", "Rosalía"])
def test_the_first_name_must_fit(members, by, first):
    assert why(cast.ROSA, by, first_name=first) == "name"


@pytest.mark.parametrize("last", ["García", "Rivera", "Garcia-Rivera", "GARCIA RIVEAR"])
def test_the_last_name_may_differ_a_little(members, last):
    found = find(cast.ROSA, "number", last_name=last)
    assert found.member_id == members.rosa.id
    assert found.exact == (last == "Garcia-Rivera")


def test_a_nickname_finds_but_is_not_exact(members):
    assert not find(cast.BEN, "ssn", first_name="Ben").exact
    assert not find(cast.ROSA, "ssn", first_name="Rosa").exact


def test_a_number_needs_the_zip_and_an_ssn_tells_when_it_differs(members):
    assert why(cast.ROSA, "number", zip5="78501") == "zip"
    assert not find(cast.ROSA, "ssn", zip5="78501").exact


def test_one_name_may_stand_in_either_field(members):
    for first, last in (("", "Suharti"), ("Suharti", ""), ("Suharti", "Suharti"), ("suharti", "SUHARTI")):
        assert find(cast.SUHARTI_ONE, "ssn", first_name=first, last_name=last).exact
    assert why(cast.SUHARTI_ONE, "ssn", first_name="Dewi") == "name"


def test_a_minor_is_refused_until_the_eighteenth_birthday(members):
    assert why(cast.SOFIA, "ssn") == "minor"
    assert why(cast.SOFIA, "ssn", today=date(2033, 9, 29)) == "minor"
    assert find(cast.SOFIA, "ssn", today=date(2033, 9, 30)).member_id == members.sofia.id


def test_a_former_member_is_found_within_grace_only(members):
    assert find(cast.FRANK, "ssn").former
    assert why(cast.GLORIA, "ssn") == "former"
    assert why(cast.FRANK, "ssn", former_months=4) == "former"


def test_the_dead_are_refused(members):
    assert why(cast.HECTOR, "ssn") == "deceased"


def test_the_reason_is_not_among_the_facts_a_page_may_show(members):
    with pytest.raises(NoMatch) as refused:
        find(cast.SOFIA, "ssn")
    assert refused.value.facts == {} and "minor" not in str(refused.value)


def test_a_rehired_person_is_found_at_the_new_place(members):
    today = clock.now().date()
    members.frank.pk, members.frank.uuid = None, cast_uuid()
    members.frank.member_no = members.frank.number_key = members.frank.own_key = "9911223301"
    members.frank.household = members.ben.household
    members.frank.is_subscriber = False
    members.frank.cover_from, members.frank.cover_to = today, None
    members.frank.save()
    found = find(cast.FRANK, "ssn")
    assert found.member_id == members.frank.id and not found.former


def cast_uuid():
    import uuid

    return uuid.uuid4()


OUTCOMES = [
    ("found", cast.ROSA, "ssn", {}),
    ("found", cast.ROSA, "number", {}),
    ("no_row", cast.ROSA, "ssn", {"ssn": "455000001"}),
    ("no_row", cast.ROSA, "number", {"member_no": "1"}),
    ("no_row", cast.ROSA, "number", {"member_no": ""}),
    ("birth", cast.ROSA, "ssn", {"birth_on": date(1970, 1, 1)}),
    ("name", cast.ROSA, "ssn", {"first_name": "Zoe"}),
    ("zip", cast.ROSA, "number", {"zip5": "10001"}),
    ("ambiguous", cast.JUAN, "ssn", {}),
    ("minor", cast.SOFIA, "ssn", {}),
    ("former", cast.GLORIA, "ssn", {}),
    ("deceased", cast.HECTOR, "number", {}),
]


@pytest.mark.parametrize(
    ("outcome", "person", "by", "other"), OUTCOMES, ids=lambda v: v if isinstance(v, str) else ""
)
def test_every_outcome_takes_one_query_and_as_many_comparisons(
    members, monkeypatch, outcome, person, by, other
):
    compared = []
    score = lookup._score
    monkeypatch.setattr(lookup, "_score", lambda row, facts: compared.append(1) or score(row, facts))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        said = "found"
        try:
            find(person, by, **other)
        except NoMatch as refused:
            said = refused.why
    assert said == outcome
    assert len(queries) == 1
    assert len(compared) == lookup.MOST_ROWS


def test_an_older_index_key_still_finds(members):
    from amparo.coverage.models import Member

    older = bytes(32)
    Member.objects.filter(id=members.rosa.id).update(ssn_digest=older)
    found = lookup.find(
        facts=facts(cast.ROSA),
        ssn_digests=[b"x" * 32, older],
        today=clock.now().date(),
        adult_age=18,
        former_months=18,
    )
    assert found.member_id == members.rosa.id


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("455620381", ""),
        ("455-62-0381", ""),
        ("455 62 0381", ""),
        ("45562038", "length"),
        ("4556203811", "length"),
        ("45562038a", "length"),
        ("٤٥٥٦٢٠٣٨١", "length"),
        ("", "length"),
        ("000620381", "never_issued"),
        ("666620381", "never_issued"),
        ("455000381", "never_issued"),
        ("455620000", "never_issued"),
        ("912620381", ""),
    ],
)
def test_an_ssn_that_cannot_be_is_told(typed, fault):
    assert lookup.ssn_digit_fault(typed) == fault


def test_an_itin_is_taken_where_the_plan_allows():
    assert lookup.ssn_digit_fault("912620381", accept_itin=False) == "never_issued"


def test_ages_and_months_are_whole():
    assert lookup.age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert lookup.age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
    assert lookup.months_since(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert lookup.months_since(date(2026, 1, 15), date(2027, 7, 15)) == 18
    assert lookup.months_since(date(2027, 1, 15), date(2026, 7, 15)) == 0


def test_a_person_reads_no_row_of_another(members):
    """Carla, with all her own facts and Ana's number, is nobody."""
    assert why(replace(cast.CARLA), "number", member_no=cast.ANA.member_no) == "birth"
