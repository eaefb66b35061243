"""Fixtures every room's tests may use."""

from types import SimpleNamespace

import pytest


@pytest.fixture
def members(db):
    """The cast of amparo/demo/cast.py on the enrolment records; `members.ana` has id, uuid, member_no."""
    from amparo.coverage import models
    from amparo.coverage.lookup import SSN_LABEL, normal_member_no
    from amparo.coverage.names import words
    from amparo.demo import cast
    from amparo.kernel import clock, secret_ids

    now, rows = clock.now(), {}
    for person in cast.PEOPLE:
        household, _ = models.Household.objects.get_or_create(subscriber_no=person.household.subscriber_no)
        rows[person.key] = models.Member.objects.create(
            person=models.Person.objects.create(),
            household=household,
            member_no=person.member_no,
            number_key=normal_member_no(person.member_no),
            own_key=normal_member_no(person.member_no),
            is_subscriber=person.relationship == "18",
            relationship=person.relationship,
            first_name=person.first_name,
            middle_name=person.middle_name,
            last_name=person.last_name,
            search_key=f" {' '.join(words(person.last_name) + words(person.first_name))} ",
            birth_on=person.birth_on,
            gender=person.gender,
            ssn_digest=secret_ids.digest(SSN_LABEL, person.ssn) if person.ssn else None,
            ssn_digest_kid=secret_ids.current_kid() if person.ssn else None,
            line1=person.household.street,
            city=person.household.city,
            state="TX",
            zip5=person.zip5,
            phone=person.phone,
            email=person.email,
            language="spa" if person.language == "es" else "eng",
            restricted=person.restricted,
            cover_from=now.date().replace(year=now.year - 3, day=1, month=1),
            cover_to=None,
            changed_at=now,
        )
    return SimpleNamespace(**rows)
