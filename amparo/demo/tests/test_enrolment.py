"""The demo's enrolment file: well formed by an independent reader, taken whole, the same every time."""

import io
import logging
from collections import Counter
from datetime import date

import pytest

from amparo.coverage import imports, lookup
from amparo.coverage.models import Member
from amparo.demo import cast, enrolment
from amparo.demo.families import invent
from amparo.kernel import clock

TODAY = date(2026, 11, 24)


def test_the_same_day_and_seed_write_the_same_file():
    assert enrolment.write(today=TODAY) == enrolment.write(today=TODAY)
    assert enrolment.write(today=TODAY) != enrolment.write(today=TODAY, seed=1)


def test_pyx12_finds_it_well_formed(tmp_path):
    """pyx12 is nobody's relative of our reader; it crashes on a second race code (DMG05), which the file has not."""
    params = pytest.importorskip("pyx12.params")
    document = pytest.importorskip("pyx12.x12n_document")
    path = tmp_path / "demo.edi"
    path.write_text(enrolment.write(today=TODAY, families=120))
    said, logger = io.StringIO(), logging.getLogger("pyx12")
    handler = logging.StreamHandler(said)
    logger.addHandler(handler)
    try:
        assert document.x12n_document(params.params(), str(path), io.StringIO(), None, None), said.getvalue()
        path.write_text(path.read_text().replace("INS*Y*18*030", "INS*Y*18*999", 1))
        assert not document.x12n_document(params.params(), str(path), io.StringIO(), None, None)
    finally:
        logger.removeHandler(handler)


@pytest.mark.django_db
def test_it_is_taken_whole(tmp_path):
    path = tmp_path / "demo.edi"
    path.write_text(enrolment.write(today=TODAY))
    report = imports.take(path=path, kind="834", now=clock.now())
    assert (report.held, report.rejected) == (0, 0) and 850 <= report.accepted <= 1000
    assert {said.code for said in report.findings} == {"ssn_shared"}  # the two called Juan Pérez
    assert Member.objects.count() == report.accepted
    spanish = Member.objects.filter(language="spa").count() / report.accepted
    assert 0.35 < spanish < 0.45


def test_the_people_are_invented_and_plausible():
    people = [*cast.PEOPLE, *invent(families=325, today=TODAY, seed=834)]
    assert 320 <= sum(p.number == 1 for p in people) <= 350
    assert all(not lookup.ssn_digit_fault(p.ssn) and not p.ssn.startswith("9") for p in people if p.ssn)
    assert all(
        p.email.endswith((".com", ".net", ".org")) and "@example." in p.email for p in people if p.email
    )
    assert all(p.phone.startswith("956555") and len(p.phone) == 10 for p in people if p.phone)
    numbers = Counter(p.member_no for p in people)
    assert max(numbers.values()) == 1
    shared = {ssn for ssn, n in Counter(p.ssn for p in people if p.ssn).items() if n > 1}
    assert shared == {cast.CARLA.ssn, cast.JUAN.ssn}
    assert all(p.birth_on < TODAY for p in people)


def test_doctors_have_possible_numbers():
    """NPI: Luhn over 80840 and the number."""
    for _, _, npi in enrolment.DOCTORS:
        digits = [int(c) for c in "80840" + npi]
        doubled = [
            d if n % 2 else (d * 2 - 9 if d > 4 else d * 2) for n, d in enumerate(reversed(digits), start=1)
        ]
        assert sum(doubled) % 10 == 0, npi


@pytest.mark.parametrize(
    "today", [date(2026, 1, 31), date(2026, 12, 31), date(2028, 2, 29), date(2027, 3, 1)]
)
def test_former_members_are_former_by_as_much_on_any_day(today):
    for months in (3, 6, 30):
        ended = enrolment._months_back(today, months)
        assert lookup.months_since(ended, today) in {months - 1, months}


def test_the_cast_is_who_it_says(members):
    """In the tests everybody stands on record as the cast describes them."""
    for person in cast.PEOPLE:
        row = getattr(members, person.key)
        assert lookup.match_key(row.last_name) == lookup.match_key(person.last_name)
        assert (row.birth_on, row.restricted, bool(row.died_on)) == (
            person.birth_on,
            person.restricted,
            bool(person.died_months),
        )
        assert bool(row.cover_to) == bool(person.ended_months) and bool(row.ssn_digest) == bool(person.ssn)
        assert row.is_subscriber == (person.number == 1) and row.zip5 == person.zip5
