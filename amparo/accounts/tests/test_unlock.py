"""The desk helps an account without ever holding what opens it; what is grave takes two people."""

from datetime import timedelta

import pytest

from amparo.accounts import devices, email_code, frozen, limits, links, questions, unlock
from amparo.accounts.models import EmailCode, MemberLink, User
from amparo.accounts.tests.people import account, staff
from amparo.kernel import clock, throttle
from amparo.kernel.audit import read as trail
from amparo.kernel.audit.record import record
from amparo.kernel.throttle import Limit, Throttled

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom():
    return staff("tom.keller", display_name="Tom Keller")


@pytest.fixture
def irene():
    return staff("irene.castillo", display_name="Irene Castillo")


@pytest.fixture
def ana(members):
    return account("ana.rivera", member=members.ana, email="ana.morales@example.com")


def freeze(members, by):
    frozen.freeze(member_id=members.ana.pk, by=by, now=clock.now())


def test_a_member_without_account_has_no_standing(members):
    assert unlock.of_member(member_id=members.walter.pk, now=clock.now()) is None


def test_a_standing_holds_nothing_with_which_one_signs_in(members, ana):
    standing = unlock.of_member(member_id=members.ana.pk, now=clock.now())
    said = repr(standing)
    assert standing.username == "ana.rivera" and standing.email_on_record
    assert ana.password not in said and "ana.morales@" not in said and "a•••@e•••.com" in said


def test_a_holder_counts_before_a_newer_pending_account(members, ana):
    newer = account("pending.one", state="pending")
    links.propose(user=newer, member_id=members.ana.pk, proved_by="ssn", now=clock.now())
    assert unlock.of_member(member_id=members.ana.pk, now=clock.now()).username == "ana.rivera"


def test_freeing_the_tries_opens_every_bucket_of_the_account_but_no_others(members, ana, tom):
    now = clock.now()
    mine = [
        *limits.asking(subject=f"name|{ana.username}", address=""),
        *limits.asking(subject=f"email|{ana.email}", address=""),
        *limits.second_factor(user_id=ana.pk, address=""),
        Limit("sign_in.name", ana.username, 5, timedelta(minutes=15)),
        Limit("contact.code", str(members.ana.pk), 20, timedelta(days=1)),
    ]
    others = [Limit("sign_in.name", "ben.carter", 1, timedelta(minutes=15))]
    for limit in [*mine, *others]:
        for _ in range(limit.most):
            throttle.spend([limit], now=now)
    unlock.free_tries(member_id=members.ana.pk, by=tom, now=now)
    for limit in mine:
        throttle.spend([limit], now=now)
    with pytest.raises(Throttled):
        throttle.spend(others, now=now)


def test_freeing_the_tries_changes_neither_password_nor_answers(members, ana, tom):
    ana.password_disabled_at = clock.now()
    ana.save()
    unlock.free_tries(member_id=members.ana.pk, by=tom, now=clock.now())
    after = User.objects.get(pk=ana.pk)
    assert after.password == ana.password and after.password_disabled_at


def test_a_code_for_a_new_password_is_sent_again_only_when_its_owner_asked_for_one(members, ana, tom):
    now = clock.now()
    with pytest.raises(frozen.NothingToDo):
        unlock.send_reset_again(member_id=members.ana.pk, by=tom, now=now)
    email_code.issue(user=ana, use=EmailCode.Use.RESET, address=ana.email, now=now)
    unlock.send_reset_again(member_id=members.ana.pk, by=tom, now=now)
    assert EmailCode.objects.get().sends == 2


def test_an_active_account_gets_no_registration_code(members, ana, tom):
    with pytest.raises(frozen.NothingToDo):
        unlock.send_code_again(member_id=members.ana.pk, by=tom, now=clock.now())


def test_signing_out_everywhere_ends_the_sessions_of_a_frozen_account_too(members, ana, tom):
    freeze(members, tom)
    now = clock.now()
    devices.begin(user=ana, key="k1", address="", browser="", methods=["password"], now=now)
    unlock.end_sessions(member_id=members.ana.pk, by=tom, now=now)
    assert devices.signed_in(user=ana, here="", now=now) == []


def test_freezing_stops_the_account_and_holds_the_member(members, ana, tom):
    freeze(members, tom)
    ana.refresh_from_db()
    assert ana.state == "frozen" and links.active_member(ana) is None
    assert links.holder_of(members.ana.pk) == ana
    with pytest.raises(frozen.NothingToDo):
        freeze(members, tom)


@pytest.mark.parametrize(("wish", "verb"), [("release", frozen.release), ("close", frozen.close)])
def test_nobody_decides_alone(members, ana, tom, irene, wish, verb):
    freeze(members, tom)
    now = clock.now()
    with pytest.raises(frozen.NeedsAnother):
        verb(member_id=members.ana.pk, by=irene, now=now)
    frozen.ask(member_id=members.ana.pk, wish=wish, by=tom, now=now)
    with pytest.raises(frozen.NeedsAnother):
        verb(member_id=members.ana.pk, by=tom, now=now)
    verb(member_id=members.ana.pk, by=irene, now=now)
    with pytest.raises(frozen.NothingToDo):
        verb(member_id=members.ana.pk, by=irene, now=now)


def test_one_wish_does_not_serve_for_the_other(members, ana, tom, irene):
    freeze(members, tom)
    frozen.ask(member_id=members.ana.pk, wish="release", by=tom, now=clock.now())
    with pytest.raises(frozen.NeedsAnother):
        frozen.close(member_id=members.ana.pk, by=irene, now=clock.now())


def test_a_wish_is_good_for_a_day(members, ana, tom, irene):
    freeze(members, tom)
    now = clock.now()
    frozen.ask(member_id=members.ana.pk, wish="release", by=tom, now=now)
    with pytest.raises(frozen.NeedsAnother):
        frozen.release(member_id=members.ana.pk, by=irene, now=now + timedelta(days=1, seconds=1))
    frozen.release(member_id=members.ana.pk, by=irene, now=now + timedelta(hours=23))


def test_a_wish_does_not_outlive_a_second_freezing(members, ana, tom, irene):
    freeze(members, tom)
    frozen.ask(member_id=members.ana.pk, wish="release", by=tom, now=clock.now())
    frozen.release(member_id=members.ana.pk, by=irene, now=clock.now())
    freeze(members, tom)
    with pytest.raises(frozen.NeedsAnother):
        frozen.release(member_id=members.ana.pk, by=irene, now=clock.now())


def test_a_flood_of_wrong_passwords_does_not_bury_a_wish(members, ana, tom):
    freeze(members, tom)
    now = clock.now()
    frozen.ask(member_id=members.ana.pk, wish="release", by=tom, now=now)
    for n in range(60):
        record(event="sign_in.failed", now=now + timedelta(seconds=n), subject=ana.pk)
    assert frozen.waiting(now=now)[0].asked.name == "Tom Keller"


def test_an_account_given_back_has_no_password_until_its_owner_sets_one(members, ana, tom, irene):
    freeze(members, tom)
    frozen.ask(member_id=members.ana.pk, wish="release", by=tom, now=clock.now())
    frozen.release(member_id=members.ana.pk, by=irene, now=clock.now())
    ana.refresh_from_db()
    assert ana.state == "active" and not ana.has_usable_password()
    assert links.active_member(ana) == members.ana.pk


def test_a_closed_account_leaves_the_member_free_and_the_trail_whole(members, ana, tom, irene):
    freeze(members, tom)
    frozen.ask(member_id=members.ana.pk, wish="close", by=tom, now=clock.now())
    frozen.close(member_id=members.ana.pk, by=irene, now=clock.now())
    assert links.holder_of(members.ana.pk) is None
    actors = {(entry.event, entry.actor) for entry in trail.about(subjects=[ana.pk])}
    assert {("desk.close_asked", tom.pk), ("desk.closed_stolen", irene.pk)} <= actors


ANSWERS = {"first_school": "Escuela Benito", "first_pet": "Canela", "childhood_street": "Avenida Hidalgo"}


@pytest.mark.parametrize(
    ("proof", "proved_by", "asked"),
    [("email", "ssn", 2), ("none", "ssn", 0), ("none", "number", 0), ("none", "activation", 2)],
)
def test_only_an_account_that_the_plan_could_trust_is_asked_its_questions(
    members, ana, proof, proved_by, asked
):
    questions.keep(user=ana, answers=ANSWERS, now=clock.now())
    MemberLink.objects.update(contact_proof=proof, proved_by=proved_by)
    assert len(unlock.askable(member_id=members.ana.pk, now=clock.now())) == asked


def test_both_answers_must_be_right_and_wrong_ones_count(members, ana):
    questions.keep(user=ana, answers=ANSWERS, now=clock.now())
    MemberLink.objects.update(contact_proof="email")

    def right(**answers):
        return unlock.answers_right(member_id=members.ana.pk, answers=answers, now=clock.now())

    assert right(first_school="escuela benito", first_pet="CANELA")
    for _ in range(questions.WRONG_A_DAY):
        assert not right(first_school="escuela benito", first_pet="Firulais")
    assert not right(first_school="escuela benito", first_pet="CANELA")
    assert unlock.askable(member_id=members.ana.pk, now=clock.now()) == []
