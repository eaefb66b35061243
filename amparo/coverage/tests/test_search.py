"""DESK-3: the desk finds a caller by what callers say, never by Social Security number."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.coverage import search
from amparo.demo import cast
from amparo.kernel import clock


def found(members, **asked):
    keys = {getattr(members, p.key).id: p.key for p in cast.PEOPLE}
    return [keys[row.member_id] for row in search.search(today=clock.now().date(), **asked)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Rosa García Rivera", "rosa"),
        ("rosa garcia", "rosa"),
        ("rivera rosa", "rosa"),
        ("garc ros", "rosa"),
        ("Gacria Rosa", "rosa"),
        ("Héctor Longoria", "hector"),
        ("Longorio", "hector"),
        ("Paco Duarte", "frank"),
        ("Suharti", "suharti"),
        ("08/23/1968", "rosa"),
        ("1968-08-23 rosa", "rosa"),
        ("6209551701", "rosa"),
        ("62095517", "rosa"),
        ("62O9 5517 01", "rosa"),
        ("0141", "rosa"),
        ("(956) 555-0141", "rosa"),
        ("956-555-0141", "rosa"),
        ("9565550141", "rosa"),
    ],
)
def test_one_line_finds_the_caller(members, text, key):
    assert found(members, text=text)[:1] == [key]


def test_every_part_that_is_given_must_fit(members):
    assert found(members, name="Mendoza", birth_on=date(2003, 2, 17)) == ["hugo", "ivan"]
    assert found(members, name="Mendoza", birth_on=date(2003, 2, 17), phone="0133") == ["ivan"]
    assert found(members, name="Mendoza", member_no=cast.ANA.member_no) == []


def test_a_ssn_finds_nobody(members):
    for ssn in (cast.ROSA.ssn, "455-62-0381", "455 62 0381"):
        assert found(members, text=ssn) == []


@pytest.mark.parametrize("text", ["", " ", "-", "x", "12", "%", "_", "'"])
def test_nothing_to_go_by_finds_nobody(members, text):
    assert found(members, text=text) == []


def test_the_list_has_an_end_and_exact_names_come_first(members):
    assert len(found(members, text="a", name="mo", limit=2)) == 2
    assert found(members, name="Carla Mendoza")[0] == "carla"


def test_a_row_tells_people_apart_and_no_more(members):
    row = search.search(text="Gloria Tijerina", today=clock.now().date())[0]
    assert (row.name, row.city, row.zip5, row.cover, row.is_subscriber) == (
        "Gloria Tijerina",
        "Donna",
        "78537",
        "ended",
        True,
    )
    assert "ssn" not in str(vars(row)) and not hasattr(row, "email")
    states = {r.name: (r.cover, r.died) for r in search.search(text="Longoria", today=clock.now().date())}
    assert states == {"Hector Longoria": ("ended", True)}


def test_a_search_takes_at_most_two_queries(members):
    with CaptureQueriesContext(connection) as queries:
        found(members, text="Morales")
    assert len(queries) <= 2


def test_any_one_slip_in_a_name_still_finds(members):
    name = "longoria"
    slips = {name[:n] + name[n + 1 :] for n in range(8)} | {name[:n] + "x" + name[n:] for n in range(9)}
    slips |= {name[:n] + "x" + name[n + 1 :] for n in range(8)}
    slips |= {name[:n] + name[n + 1] + name[n] + name[n + 2 :] for n in range(7)}
    missed = [slip for slip in slips if found(members, text=f"Hector {slip}") != ["hector"]]
    assert missed == []
