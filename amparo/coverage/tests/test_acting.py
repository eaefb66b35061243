"""PROF-5, decision 0004: who sees whom."""

from datetime import date

from amparo.coverage import acting
from amparo.coverage.models import Member
from amparo.demo import cast
from amparo.kernel import clock


def seen(member, today=None):
    today = today or clock.now().date()
    return {s.member_id: s.why for s in acting.seen_by(member_id=member.id, today=today)}


def test_everybody_sees_themselves_first(members):
    for person in cast.PEOPLE:
        row = getattr(members, person.key)
        first = acting.seen_by(member_id=row.id, today=clock.now().date())[0]
        assert (first.member_id, first.uuid, first.why) == (row.id, row.uuid, "self")


def test_a_subscriber_sees_minor_children_and_no_adult(members):
    assert seen(members.ana) == {members.ana.id: "self", members.sofia.id: "minor_child"}


def test_a_dependant_never_sees_the_subscriber_nor_anybody(members):
    for member in (members.dee, members.luis, members.mateo, members.sofia, members.hugo):
        assert seen(member) == {member.id: "self"}


def test_a_restricted_child_is_hidden_from_the_subscriber(members):
    assert seen(members.gabriel) == {members.gabriel.id: "self", members.omar.id: "minor_child"}


def test_access_ends_on_the_eighteenth_birthday(members):
    assert members.sofia.id in seen(members.ana, date(2033, 9, 29))
    assert members.sofia.id not in seen(members.ana, date(2033, 9, 30))


def test_a_subscriber_who_is_a_minor_sees_only_themselves(members):
    Member.objects.filter(id=members.ana.id).update(birth_on=date(2012, 1, 1))
    assert seen(members.ana) == {members.ana.id: "self"}


def test_a_child_whose_cover_ended_long_ago_is_seen_no_more(members):
    Member.objects.filter(id=members.sofia.id).update(cover_to=date(2020, 1, 31))
    assert members.sofia.id not in seen(members.ana)


def test_a_minor_relative_who_is_no_child_is_not_seen(members):
    Member.objects.filter(id=members.sofia.id).update(relationship="14")
    assert members.sofia.id not in seen(members.ana)


def test_carla_sees_nobody_of_another_household(members):
    today = clock.now().date()
    others = [getattr(members, p.key) for p in cast.PEOPLE if p is not cast.CARLA]
    assert not any(
        acting.may_see(actor_member_id=members.carla.id, member_id=m.id, today=today) for m in others
    )
    assert acting.seen_by_uuid(actor_member_id=members.carla.id, uuid=members.sofia.uuid, today=today) is None
    found = acting.seen_by_uuid(actor_member_id=members.ana.id, uuid=members.sofia.uuid, today=today)
    assert found and found.member_id == members.sofia.id
