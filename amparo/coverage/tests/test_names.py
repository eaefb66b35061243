"""Names are compared as people and enrolment files write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.coverage.names import Fit, display, first_fit, last_fit, match_key, one_slip


@pytest.mark.parametrize(
    ("typed", "filed"),
    [
        ("García Rivera", "GARCIA RIVERA"),
        ("O'Brien", "OBRIEN"),
        ("O’Brien", "O'BRIEN"),
        ("De la Garza", "DE LA GARZA"),
        ("Smith-Jones", "SMITH JONES"),
        ("Núñez", "NUNEZ"),
        ("St. James", "ST JAMES"),
        ("Carter Jr.", "CARTER"),
        ("peña", "PEÑA"),
    ],
)
def test_writings_of_one_last_name_are_the_same(typed, filed):
    assert last_fit(typed, filed) == Fit.SAME


@pytest.mark.parametrize(
    ("typed", "filed"),
    [
        ("García", "GARCIA RIVERA"),
        ("Rivera", "GARCIA RIVERA"),
        ("García Rivera", "GARCIA"),
        ("García Rivera", "RIVERA"),
        ("Garza", "DE LA GARZA"),
        ("De la Garza", "GARZA"),
        ("Morles", "MORALES"),
        ("Moralse", "MORALES"),
        ("Moraless", "MORALES"),
        ("Gonzales", "GONZALEZ"),
    ],
)
def test_a_surname_of_two_or_one_slip_is_near(typed, filed):
    assert last_fit(typed, filed) == Fit.NEAR


@pytest.mark.parametrize(
    ("typed", "filed"),
    [
        ("Rivas", "GARCIA RIVERA"),
        ("Gar", "GARCIA"),
        ("Le", "LEE"),
        ("Ruiz", "RUIS"),
        ("Marolse", "MORALES"),
        ("", "MORALES"),
        ("Morales", ""),
        ("", ""),
        ("-", "MORALES"),
        ("de la", "DE LA GARZA"),
    ],
)
def test_other_last_names_do_not_fit(typed, filed):
    assert last_fit(typed, filed) == Fit.NO


@pytest.mark.parametrize(
    ("typed", "filed", "middle", "fit"),
    [
        ("José", "JOSE", "", Fit.SAME),
        ("Rosa Elena", "ROSA", "ELENA", Fit.SAME),
        ("Rosa", "ROSA ELENA", "", Fit.NEAR),
        ("Rosa Elena", "ROSA", "", Fit.NEAR),
        ("Pepe", "JOSE", "", Fit.NEAR),
        ("José", "JOE", "", Fit.NEAR),
        ("Ben", "BENJAMIN", "", Fit.NEAR),
        ("Paco", "FRANCISCO", "", Fit.NEAR),
        ("Bill", "WILLIAM", "", Fit.NEAR),
        ("Rosa", "R", "", Fit.NEAR),
        ("R", "ROSA", "", Fit.NO),
        ("Rosa Elena", "ROSA MARIA", "", Fit.NO),
        ("Elena", "ROSA ELENA", "", Fit.NO),
        ("Hugo", "IVAN", "", Fit.NO),
        ("", "ROSA", "", Fit.NO),
        ("Rosa", "", "", Fit.NO),
    ],
)
def test_first_names(typed, filed, middle, fit):
    assert first_fit(typed, filed, middle) == fit


@pytest.mark.parametrize(
    ("filed", "shown"),
    [
        ("GARCIA DE LA ROSA", "Garcia de la Rosa"),
        ("DE LA GARZA", "De la Garza"),
        ("O'BRIEN", "O'Brien"),
        ("SMITH-JONES", "Smith-Jones"),
        ("García", "García"),
        ("MUÑOZ", "Muñoz"),
        ("III", "III"),
        ("JR", "Jr"),
        ("", ""),
    ],
)
def test_capitals_are_shown_as_people_write(filed, shown):
    assert display(filed) == shown


def _distance(one, other):
    """Damerau's distance (neighbours swapped count one), by the book."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_one_slip_is_a_distance_of_at_most_one(one, other):
    assert one_slip(one, other) == (_distance(one, other) <= 1)


@given(st.text(max_size=30))
def test_a_match_key_is_its_own_key(text):
    assert match_key(match_key(text)) == match_key(text)
