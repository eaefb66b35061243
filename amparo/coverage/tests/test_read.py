"""Pages get plain words and frozen data, never rows."""

import dataclasses
from datetime import date

import pytest
from django.utils import translation

from amparo.coverage import read
from amparo.coverage.models import Member, Span
from amparo.demo import cast
from amparo.kernel import clock


def test_a_member_card_says_who_the_member_is(members):
    view = read.member_card(members.ana.id)
    assert (view.name.full, view.name.short, view.member_no) == (
        "Ana Lucia Morales",
        "Ana",
        cast.ANA.member_no,
    )
    assert view.address.lines == ("1204 Jacaranda Ave", "McAllen, TX 78501")
    assert view.contacts.email == "ana.morales@example.com" and view.contacts.any
    assert (view.birth_on, view.language, view.is_subscriber, view.died) == (
        cast.ANA.birth_on,
        "en",
        True,
        False,
    )
    assert read.member_card(members.rosa.id).language == "es"
    with pytest.raises(dataclasses.FrozenInstanceError):
        view.member_no = "1"


def test_no_view_holds_a_secret(members):
    text = str([vars(read.member_card(getattr(members, p.key).id)) for p in cast.PEOPLE])
    assert "digest" not in text and not any(p.ssn in text for p in cast.PEOPLE if p.ssn)


def test_words_are_in_the_readers_language(members):
    cover = read.cover_of(members.ana.id, clock.now().date())
    luis = read.member_card(members.luis.id)
    assert {str(c.name) for c in cover} == {"PPO Silver 1500", "Dental 100", "Vision 50"}
    assert str(luis.relationship) == "Spouse"
    with translation.override("es"):
        assert {str(c.name) for c in cover} == {"PPO Plata 1500", "Dental 100", "Visión 50"}
        assert {str(c.kind_name) for c in cover} == {"Médica", "Dental", "Visión"}
        assert "Spouse" not in str(luis.relationship)


def test_cover_is_current_then_coming_then_ended(members):
    today = date(2026, 6, 1)
    Span.objects.filter(member=members.ana).delete()
    for kind, starts, ends in (
        ("HLT", date(2025, 1, 1), date(2025, 12, 31)),
        ("PPO", date(2026, 1, 1), None),
        ("DEN", date(2026, 7, 1), None),
        ("EPO", date(2026, 1, 1), date(2026, 6, 1)),
    ):
        Span.objects.create(
            member=members.ana, kind=kind, plan_text="PLAN ORO", starts_on=starts, ends_on=ends
        )
    Span.objects.create(member=members.ana, kind="VIS", starts_on=today, void=True)
    states = [(c.kind, c.state) for c in read.cover_of(members.ana.id, today)]
    assert states == [
        ("medical", "current"),
        ("medical", "current"),
        ("dental", "coming"),
        ("medical", "ended"),
    ]
    assert str(read.cover_of(members.ana.id, today)[0].name) == "Plan Oro"


def test_a_dependants_contacts_are_their_own(members):
    assert not read.contacts_on_file(members.sofia.id).any
    assert read.contacts_on_file(members.dee.id).email == "dee.carter@example.net"


def test_the_doctor_on_record_is_named(members):
    doctor = read.primary_care_of(members.ana.id)
    assert doctor and doctor.name and len(doctor.npi) == 10
    assert read.primary_care_of(members.gloria.id) is None


def test_a_uuid_nobody_has_is_nobody(members):
    import uuid

    assert read.member_by_uuid(uuid.uuid4()) is None
    assert read.member_by_uuid(members.ana.uuid) == read.member_card(members.ana.id)


def test_a_household_stands_subscriber_first_then_by_age(members):
    names = [view.name.short for view in read.household_of(members.sofia.id)]
    assert names == ["Ana", "Luis", "Mateo", "Sofia"]
    ids = [members.sofia.id, members.ana.id]
    assert [view.id for view in read.members_by_id(ids)] == [members.ana.id, members.sofia.id]


def test_a_member_never_has_two_subscribers_in_the_household(members):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        Member.objects.filter(id=members.luis.id).update(is_subscriber=True)
