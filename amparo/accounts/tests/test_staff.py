"""The plan's people come in by a one-time link, with a second factor, and go out at once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from amparo.accounts import devices, roles, staff
from amparo.accounts.models import StaffInvite, User
from amparo.accounts.tests.people import account
from amparo.kernel import clock
from amparo.kernel.audit import read as trail

pytestmark = pytest.mark.django_db
PASSWORD = "grullas sobre el canal gris"
TYPED = {"name": "Tom Keller", "username": "tom.keller", "password": PASSWORD}


def invite(email="tom@valle.example", role="member_services", now=None):
    return staff.invite(email=email, role=role, by=None, now=now or clock.now())


def token_of(link):
    return link.rstrip("/").rsplit("/", 1)[1]


def join(link, **other):
    facts = {**TYPED, "language": "en", "now": clock.now(), **other}
    return staff.join(token=token_of(link), **facts)


def test_a_link_is_kept_as_a_digest_only():
    token = token_of(invite())
    row = StaffInvite.objects.get()
    assert token.encode() not in bytes(row.token_digest) and token not in repr(vars(row))


def test_a_link_works_once():
    link = invite()
    user = join(link)
    assert user.is_staff and user.staff_role == "member_services" and user.check_password(PASSWORD)
    with pytest.raises(staff.DeadInvite):
        join(link, username="somebody.else")


def test_a_link_dies_after_three_days():
    link, now = invite(), clock.now()
    staff.look(token=token_of(link), now=now + timedelta(days=2, hours=23))
    with pytest.raises(staff.DeadInvite):
        staff.look(token=token_of(link), now=now + timedelta(days=3, seconds=1))


def test_a_new_link_ends_the_one_before():
    first, second = invite(), invite()
    with pytest.raises(staff.DeadInvite):
        join(first)
    assert join(second)


def test_a_weak_password_leaves_the_link_good():
    link = invite()
    with pytest.raises(Exception, match="password"):
        join(link, password="password12345")
    assert join(link)


def test_one_address_has_one_staff_account_until_it_is_ended():
    join(invite())
    with pytest.raises(staff.AlreadyHere):
        invite(email="TOM@valle.example", role="supervisor")
    staff.end(email="tom@valle.example", by=None, now=clock.now())
    assert invite(role="supervisor")


def test_a_member_may_become_staff_with_an_account_of_its_own(members):
    account("ana.rivera", member=members.ana, email="ana@valle.example")
    user = join(invite(email="ana@valle.example"), username="ana.staff")
    assert user.is_staff and User.objects.filter(email="ana@valle.example").count() == 2


def test_a_role_that_is_not_in_the_table_is_refused():
    with pytest.raises(staff.NoSuchRole):
        invite(role="emperor")


def test_the_page_leads_to_the_second_factor_and_nowhere_else():
    path = invite().split("localhost:8000", 1)[1]
    client = Client()
    assert client.post(path, TYPED).url == "/profile/security/app/"
    for page in ("/desk/", "/desk/mine/", "/"):
        assert client.get(page).url == "/profile/security/app/"
    assert "passkey" in client.get("/profile/security/app/").content.decode().lower()


def test_a_dead_link_says_so_and_no_more():
    answer = Client().get("/staff/join/abcdef/")
    text = answer.content.decode()
    assert answer.status_code == 404 and "no longer works" in text and "@" not in text.split("<main")[1]


def test_the_page_says_what_is_wrong_and_never_writes_the_password_back():
    path = invite().split("localhost:8000", 1)[1]
    answer = Client().post(path, {**TYPED, "username": "a"})
    assert answer.status_code == 422 and PASSWORD not in answer.content.decode()


def test_ending_closes_the_account_its_sessions_and_its_invitation():
    user = join(invite())
    now = clock.now()
    devices.begin(user=user, key="k1", address="", browser="", methods=["password"], now=now)
    staff.end(email="Tom@valle.example", by=None, now=now)
    user.refresh_from_db()
    assert user.state == "closed" and not user.may("find_caller")
    assert devices.signed_in(user=user, here="", now=now) == []


def test_an_invitation_alone_can_be_withdrawn():
    link = invite()
    staff.end(email="tom@valle.example", by=None, now=clock.now())
    with pytest.raises(staff.DeadInvite):
        join(link)
    with pytest.raises(staff.NoSuchPerson):
        staff.end(email="tom@valle.example", by=None, now=clock.now())


def test_a_members_account_is_never_ended_here(members):
    account("ana.rivera", member=members.ana, email="ana@valle.example")
    with pytest.raises(staff.NoSuchPerson):
        staff.end(email="ana@valle.example", by=None, now=clock.now())


def test_joining_and_ending_leave_a_trail():
    user = join(invite())
    staff.end(email=user.email, by=None, now=clock.now())
    assert [entry.event for entry in trail.about(subjects=[user.pk])] == ["staff.ended", "staff.joined"]


@pytest.mark.parametrize("role", [*roles.ROLES, "", "nobody"])
def test_a_role_may_do_what_the_table_says_and_nothing_when_it_is_not_in_it(role):
    user = User(is_staff=True, staff_role=role, state="active")
    for duty in roles.DUTIES:
        assert user.may(duty) is (duty in roles.duties(role))
    assert not User(is_staff=False, staff_role=role, state="active").may("find_caller")
    assert not User(is_staff=True, staff_role=role, state="closed").may("find_caller")


def test_the_command_invites_lists_and_ends():
    def run(*args):
        out = StringIO()
        call_command("staff", *args, stdout=out)
        return out.getvalue()

    said = run("invite", "tom@valle.example", "--role", "supervisor")
    assert "/staff/join/" in said
    assert "invited" in run("list") and "tom@valle.example" in run("list")
    join(said.split()[-1])
    assert "active" in run("list") and "Supervisor" in run("list")
    with pytest.raises(CommandError, match="has a staff account"):
        run("invite", "tom@valle.example", "--role", "supervisor")
    assert "Closed" in run("end", "tom@valle.example")
    with pytest.raises(CommandError):
        run("end", "tom@valle.example")
    with pytest.raises(CommandError):
        run("invite", "x@valle.example", "--role", "emperor")
