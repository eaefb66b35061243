"""Activation codes: strong, shown once, kept as digests, each for one member and one registration."""

from datetime import timedelta

import pytest

from amparo.accounts import activation
from amparo.accounts.models import ActivationCode
from amparo.accounts.tests.people import account
from amparo.kernel import clock

pytestmark = pytest.mark.django_db


def issue(member, kind="phone", now=None):
    return activation.issue(member_id=member.pk, kind=kind, by=None, now=now or clock.now())


def test_a_code_has_twelve_signs_that_do_not_look_alike(members):
    codes = {issue(members.walter) for _ in range(50)}
    assert len(codes) == 50
    assert all(len(code) == 12 and not set(code) & set("ILOU") for code in codes)


def test_the_code_is_kept_as_a_keyed_digest_only(members):
    code = issue(members.walter)
    row = ActivationCode.objects.get()
    assert code not in repr(vars(row)) and len(bytes(row.code_digest)) == 32


def test_a_code_is_read_as_people_write_it(members):
    code = issue(members.walter)
    typed = activation.shown(code).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert activation.whose(typed=typed, now=clock.now()) == members.walter.pk


@pytest.mark.parametrize(("kind", "hours"), [("phone", 24), ("post", 21 * 24)])
def test_a_code_lives_as_long_as_its_way_takes(members, kind, hours):
    now = clock.now()
    code = issue(members.walter, kind, now)
    assert activation.whose(typed=code, now=now + timedelta(hours=hours, seconds=-1)) == members.walter.pk
    assert activation.whose(typed=code, now=now + timedelta(hours=hours, seconds=1)) is None


def test_a_new_code_ends_the_one_before(members):
    first, second = issue(members.walter), issue(members.walter)
    assert activation.whose(typed=first, now=clock.now()) is None
    assert activation.whose(typed=second, now=clock.now()) == members.walter.pk


def test_a_code_is_used_once(members):
    code, now = issue(members.walter), clock.now()
    activation.use_up(member_id=members.walter.pk, now=now)
    assert activation.whose(typed=code, now=now) is None


def test_five_wrong_births_end_a_code(members):
    code = issue(members.walter)
    for _ in range(5):
        assert activation.whose(typed=code, now=clock.now())
        activation.count_wrong(typed=code)
    assert activation.whose(typed=code, now=clock.now()) is None


@pytest.mark.parametrize("who", ["sofia", "hector", "gloria"])
def test_who_cannot_register_gets_no_code(members, who):
    with pytest.raises(activation.NotForThem):
        issue(getattr(members, who))
    assert not ActivationCode.objects.exists()


def test_a_former_member_within_grace_gets_one(members):
    assert issue(members.frank)


def test_who_has_an_account_gets_no_code(members):
    account(member=members.ana)
    with pytest.raises(activation.HasAccount):
        issue(members.ana)
