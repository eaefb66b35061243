"""Two people claim one member at the same moment: one wins, the database sees to it; the other gets the one refusal."""

import threading

import pytest
from django.db import connection
from django.test import Client

from amparo.accounts import email_code, links
from amparo.accounts.models import EmailCode, MemberLink, User
from amparo.accounts.registration import complete, flow
from amparo.demo import cast
from amparo.kernel import clock
from amparo.kernel.audit.record import Origin
from tests.stories import walk

pytestmark = pytest.mark.django_db(transaction=True)


def pending(name, member):
    user = User.objects.create(
        username=name, email=f"{name}@mail.example", language="en", created_at=clock.now()
    )
    links.propose(user=user, member_id=member.pk, proved_by="ssn", now=clock.now())
    email_code.issue(user=user, use=EmailCode.Use.REGISTER, address=user.email, now=clock.now())
    return user, walk.code_for(user.email)


@pytest.mark.parametrize("turn", range(3))
def test_two_threads_claim_one_member_and_one_wins(members, turn):
    claims = [pending(f"claimant{n}", members.rosa) for n in (1, 2)]
    start, results = threading.Barrier(2), []

    def claim(user, code):
        start.wait()
        try:
            complete.confirm(user=user, typed=code, address="203.0.113.9", origin=Origin(), now=clock.now())
            results.append("won")
        except links.AlreadyTaken as no:
            results.append(no.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=claim_) for claim_ in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["no_match", "won"]
    assert MemberLink.objects.filter(state="active").count() == 1
    assert User.objects.filter(state="active").count() == 1


def test_a_form_sent_twice_at_the_same_moment_makes_one_account(members):
    journey = walk.Walker(Client())
    journey.identify(cast.ROSA)
    journey.post("questions", walk.ANSWERS)
    token = journey.client.session["registration"]
    start, made = threading.Barrier(2), []

    def send():
        now = clock.now()
        mine = flow.resume(token=token, now=now)
        start.wait()
        try:
            user = complete.make_account(
                journey=mine,
                username="rosa.elena",
                email=cast.ROSA.email,
                phone="",
                password=walk.PASSWORD,
                language="es",
                now=now,
            )
            made.append(user.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(made) == 2 and set(made) == {User.objects.get().pk}
    assert MemberLink.objects.count() == 1
