"""REG: a person on the enrolment records becomes an account, and nobody else does."""

import pytest
from django.test import Client

from amparo.accounts.models import MemberLink, RegistrationAttempt, User
from amparo.demo import cast
from tests.stories import walk
from tests.stories.walk import Walker

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker(client, members):
    return Walker(client)


@pytest.mark.parametrize("es", [False, True])
@pytest.mark.parametrize(("person", "method"), [(cast.ROSA, "ssn"), (cast.WALTER, "number")])
def test_a_person_registers_and_lands_on_the_profile(client, members, es, person, method):
    answer = Walker(client, es=es).register(person, method=method)
    assert answer.status_code == 302 and answer.url == ("/es/profile/" if es else "/profile/")
    page = client.get(answer.url)
    assert page.status_code == 200 and f'lang="{"es" if es else "en"}"' in page.content.decode()
    link = MemberLink.objects.get()
    assert link.state == "active" and link.contact_proof == "email"
    assert link.user.state == "active" and link.user.language == ("es" if es else "en")


def test_skipping_ahead_leads_back_to_where_one_is(walker):
    walker.post()
    for step in ("method", "ssn", "number", "activation", "questions", "account", "code"):
        assert walker.get(step).url == "/register/person/"
        assert walker.post(step, {"ssn": cast.ROSA.ssn, "method": "ssn"}).url == "/register/person/"
    walker.post("person", walk.facts(cast.ROSA))
    assert walker.get("account").url == "/register/method/"


def test_going_back_forgets_what_came_after(walker):
    walker.identify(cast.ROSA)
    assert walker.get("questions").status_code == 200
    walker.post("person", walk.facts(cast.WALTER))
    assert walker.get("questions").url == "/register/method/"


def test_what_was_typed_is_there_on_coming_back(walker):
    walker.to_method(cast.ROSA)
    page = walker.get("person").content.decode()
    assert "García Rivera" in page and 'value="1968"' in page and 'value="78577"' in page


def test_a_reload_changes_nothing(walker):
    walker.identify(cast.ROSA)
    first, again = walker.get("questions"), walker.get("questions")
    assert first.status_code == again.status_code == 200


def test_the_other_language_midway_keeps_what_was_typed_and_shows_no_error(walker):
    walker.post()
    half = walk.facts(cast.ROSA, zip5="")
    page = walker.client.post("/es/register/person/", half | {"_switch": "es"})
    text = page.content.decode()
    assert page.status_code == 200 and 'lang="es"' in text and "García Rivera" in text
    assert "usa-error-message" not in text and page.cookies["language"].value == "es"


def test_switching_the_language_never_writes_a_secret_back(walker):
    walker.to_number(cast.ROSA, "ssn")
    page = walker.client.post("/es/register/ssn/", {"ssn": cast.ROSA.ssn, "_switch": "es"})
    assert page.status_code == 200 and cast.ROSA.ssn not in page.content.decode()


def test_after_the_time_is_over_nothing_is_kept_and_one_may_start_again(walker):
    from datetime import timedelta

    walker.to_method(cast.ROSA)
    RegistrationAttempt.objects.update(
        expires_at=RegistrationAttempt.objects.get().created_at - timedelta(minutes=1)
    )
    page = walker.get("method")
    assert page.status_code == 200 and "forgot what you typed" in page.content.decode()


def test_two_tabs_stand_on_the_same_journey(walker):
    walker.to_method(cast.ROSA)
    walker.post("method", {"method": "ssn"})
    walker.post("method", {"method": "number"})
    assert walker.post("ssn", {"ssn": cast.ROSA.ssn}).url == "/register/number/"


def test_sending_the_account_twice_makes_one(walker):
    walker.identify(cast.ROSA)
    walker.account(cast.ROSA)
    assert walker.account(cast.ROSA).url == "/register/code/"
    assert User.objects.count() == 1


def test_the_member_is_bound_only_by_the_code(walker):
    walker.identify(cast.ROSA)
    walker.account(cast.ROSA)
    assert MemberLink.objects.get().state == "pending"
    assert walker.post("code", {"code": "0000-0000"}).status_code == 422
    assert MemberLink.objects.get().state == "pending" and User.objects.get().state == "pending"


def test_five_wrong_codes_end_a_code(walker):
    walker.identify(cast.ROSA)
    walker.account(cast.ROSA)
    right = walk.code_for(cast.ROSA.email)
    for n in range(5):
        assert walker.post("code", {"code": f"0000000{n}"}).status_code == 422
    assert walker.post("code", {"code": right}).status_code == 422


def test_a_new_code_replaces_the_old_one(walker):
    walker.identify(cast.ROSA)
    walker.account(cast.ROSA)
    old = walk.code_for(cast.ROSA.email)
    walker.post("code/again", {"email": cast.ROSA.email})
    new = walk.code_for(cast.ROSA.email)
    assert old != new and walker.post("code", {"code": old}).status_code == 422
    assert walker.post("code", {"code": new}).status_code == 302


def test_a_mistyped_address_can_be_mended_before_it_is_proved(walker):
    walker.identify(cast.ROSA)
    walker.account(cast.ROSA, email="rosa@wrong.example")
    walker.post("code/again", {"email": "rosa@right.example"})
    assert walker.post("code", {"code": walk.code_for("rosa@right.example")}).status_code == 302
    assert User.objects.get().email == "rosa@right.example"


def test_who_comes_back_later_finishes_by_signing_in(walker, members):
    walker.identify(cast.ROSA)
    walker.account(cast.ROSA)
    later = Client()
    name = User.objects.get().username
    answer = later.post("/sign-in/", {"username": name, "password": walk.PASSWORD})
    assert answer.url == "/register/code/"
    done = Walker(later).post("code", {"code": walk.code_for(cast.ROSA.email)})
    assert done.status_code == 302 and User.objects.get().state == "active"


def test_another_address_than_the_one_on_record_tells_the_one_on_record(walker):
    walker.register(cast.ROSA, email="new@mail.example")
    assert MemberLink.objects.get().contact_proof == "none"
    told = walk.letters(cast.ROSA.email)
    assert len(told) == 1 and "/not-me/" in told[0].body


def test_this_was_not_me_freezes_the_account_by_a_button_not_by_a_look(walker):
    walker.register(cast.ROSA, email="new@mail.example")
    link = next(w for w in walk.letters(cast.ROSA.email)[0].body.split() if "/not-me/" in w)
    path = link.split("localhost:8000")[1]
    stranger = Client()
    assert stranger.get(path).status_code == 200 and User.objects.get().state == "active"
    assert stranger.post(path).status_code == 200
    assert User.objects.get().state == "frozen" and MemberLink.objects.get().state == "frozen"
    assert walker.client.get("/profile/").status_code == 302
    assert stranger.get(path).status_code == 404


def test_a_newer_attempt_supersedes_a_pending_account(walker, members):
    walker.identify(cast.ROSA)
    walker.account(cast.ROSA)
    second = Walker(Client())
    second.identify(cast.ROSA)
    second.account(cast.ROSA, username="rosa.second")
    assert [user.username for user in User.objects.all()] == ["rosa.second"]


def test_a_taken_user_name_is_offered_three_others(walker, members):
    other = Walker(Client())
    other.register(cast.ELENA, username="garcia.rosa")
    walker.identify(cast.ROSA)
    page = walker.account(cast.ROSA, username="Garcia.Rosa")
    assert page.status_code == 422 and "These are free" in page.content.decode()


def test_spouses_may_share_an_address_and_are_told_after_the_code(walker, members):
    Walker(Client()).register(cast.ANA)
    walker.register(cast.LUIS)
    page = walker.client.get(
        "/es/profile/" if User.objects.get(username__startswith="luis").language == "es" else "/profile/"
    )
    assert "also used by another account" in page.content.decode()


REFUSED = {
    "no such number": lambda w: w.identify(cast.ROSA, value="455620399"),
    "another birth date": lambda w: w.identify(cast.ROSA, birth_year=1969),
    "another name": lambda w: w.identify(cast.ROSA, last_name="Olivares", first_name="Berta"),
    "ambiguous": lambda w: w.identify(cast.JUAN),
    "minor": lambda w: w.identify(cast.SOFIA),
    "former beyond grace": lambda w: w.identify(cast.GLORIA),
    "deceased": lambda w: w.identify(cast.HECTOR),
    "wrong ZIP with a member number": lambda w: w.identify(cast.WALTER, method="number", zip5="78501"),
    "already registered": lambda w: w.identify(cast.ANA),
}


@pytest.mark.parametrize("case", REFUSED)
def test_every_no_is_one_page(client, members, case):
    if case == "already registered":
        Walker(Client()).register(cast.ANA)
    answer = REFUSED[case](Walker(client))
    assert answer.status_code == 422
    assert "We could not find you with these facts" in answer.content.decode()
    assert not MemberLink.objects.exclude(user__username__startswith="ana").exists()


def test_who_is_registered_already_is_written_to(walker, members):
    Walker(Client()).register(cast.ANA)
    before = len(walk.letters(cast.ANA.email))
    walker.identify(cast.ANA)
    told = walk.letters(cast.ANA.email)[before:]
    assert len(told) == 1 and "You already have an account" in told[0].subject


def test_a_former_member_within_grace_may_register(walker, members):
    from datetime import timedelta

    from amparo.coverage.models import Member
    from amparo.kernel import clock

    Member.objects.filter(pk=members.frank.pk).update(cover_to=clock.now().date() - timedelta(days=180))
    assert walker.register(cast.FRANK).status_code == 302


def test_a_person_with_one_name_registers(walker):
    assert walker.register(cast.SUHARTI_ONE).status_code == 302


def test_an_activation_code_from_the_desk_opens_the_way_once(walker, members):
    from amparo.accounts import activation
    from amparo.kernel import clock

    code = activation.issue(member_id=members.walter.pk, kind="phone", by=None, now=clock.now())
    assert (
        walker.register(cast.WALTER, method="activation", value=activation.shown(code).lower()).status_code
        == 302
    )
    other = Walker(Client())
    assert other.identify(cast.WALTER, method="activation", value=code).status_code == 422


def test_none_of_these_leads_to_help_not_to_a_dead_end(walker):
    walker.to_method(cast.WALTER)
    assert walker.post("method", {"method": "none"}).url == "/register/help/"
    assert "(956) 555-0142" in walker.client.get("/register/help/").content.decode()


def test_the_sixth_try_of_one_person_waits(walker):
    for n in range(5):
        assert walker.identify(cast.ROSA, value=f"45562039{n}").status_code == 422
    answer = Walker(Client()).identify(cast.ROSA)
    assert answer.status_code == 429 and "try again after" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("zip5", "7850", "five digits"),
        ("birth_year", "68", "four digits"),
        ("last_name", "", "last name"),
        ("birth_day", "31", "no day 31"),
    ],
)
def test_a_slip_of_the_pen_is_named_and_nothing_typed_is_lost(walker, field, value, says):
    walker.post()
    facts = walk.facts(cast.ROSA, birth_month=2, birth_day=23) | {field: value}
    page = walker.post("person", facts)
    text = page.content.decode()
    assert page.status_code == 422 and says in text and "<title>Error:" in text and "Rosa Elena" in text


def test_a_stranger_who_skips_ahead_begins_at_the_beginning(client, members):
    for step in ("person", "ssn", "account", "code"):
        assert client.get(f"/register/{step}/").url == "/register/"
    assert client.get("/register/no-such-step/").url == "/register/"


def test_stopping_asks_once_and_forgets_at_once(walker):
    walker.to_method(cast.ROSA)
    page = walker.get("stop").content.decode()
    assert "/register/method/" in page and RegistrationAttempt.objects.get().sealed_facts
    assert walker.post("stop").url == "/"
    assert RegistrationAttempt.objects.get().sealed_facts is None
    assert "We forgot what you typed" in walker.client.get("/").content.decode()
    assert walker.get("method").url == "/register/"


def test_when_the_time_is_over_what_was_typed_is_gone_even_if_nobody_comes_back(walker):
    from datetime import timedelta

    from amparo.accounts.registration import after
    from amparo.kernel import clock

    walker.to_method(cast.ROSA)
    after.forget(now=clock.now() + timedelta(minutes=29))
    assert RegistrationAttempt.objects.get().sealed_facts is not None
    after.forget(now=clock.now() + timedelta(minutes=31))
    assert RegistrationAttempt.objects.get().sealed_facts is None


def test_a_journey_lasts_two_hours_however_busy_one_is(walker):
    from datetime import timedelta

    from amparo.accounts.registration import flow
    from amparo.kernel import clock

    begun = clock.now()
    journey, token = flow.start(language="en", now=begun)
    for minutes in range(20, 120, 20):
        journey = flow.resume(token=token, now=begun + timedelta(minutes=minutes))
        journey.answer("person", {"zip5": "78501"})
        journey.keep(now=begun + timedelta(minutes=minutes))
    flow.resume(token=token, now=begun + timedelta(minutes=119))
    with pytest.raises(flow.Expired):
        flow.resume(token=token, now=begun + timedelta(minutes=120))


def test_a_superseded_browser_is_told_that_its_registration_has_ended(walker, members):
    walker.identify(cast.ROSA)
    walker.account(cast.ROSA)
    second = Walker(Client())
    second.identify(cast.ROSA)
    second.account(cast.ROSA)
    page = walker.get("code")
    assert page.status_code == 200 and "This registration has ended" in page.content.decode()
    assert walker.post("code", {"code": "1234-5678"}).status_code == 410


def test_who_starts_anew_may_take_the_same_user_name(walker, members):
    for _ in range(2):
        walker.identify(cast.ROSA)
        assert walker.account(cast.ROSA, username="rosa.elena").url == "/register/code/"
    assert [user.username for user in User.objects.all()] == ["rosa.elena"]


def test_a_pending_account_ends_after_a_day(walker):
    from datetime import timedelta

    from amparo.accounts.registration import after
    from amparo.kernel import clock

    walker.identify(cast.ROSA)
    walker.account(cast.ROSA)
    after.forget(now=clock.now() + timedelta(hours=23))
    assert User.objects.count() == 1
    MemberLink.objects.update(expires_at=clock.now())
    assert "This registration has ended" in walker.get("code").content.decode()
    after.forget(now=clock.now() + timedelta(hours=25))
    assert not User.objects.exists() and not MemberLink.objects.exists()


def test_finished_in_another_browser_leads_to_signing_in(walker):
    walker.identify(cast.ROSA)
    walker.account(cast.ROSA)
    other = Client()
    other.post("/sign-in/", {"username": User.objects.get().username, "password": walk.PASSWORD})
    Walker(other).post("code", {"code": walk.code_for(cast.ROSA.email)})
    assert walker.get("code").url == "/sign-in/"


def test_the_code_is_sent_again_three_times_and_the_address_changed_twice(walker):
    walker.identify(cast.ROSA)
    walker.account(cast.ROSA)
    again = [walker.post("code/again", {"email": cast.ROSA.email}).status_code for _ in range(4)]
    assert again == [302, 302, 302, 422]


def test_the_address_is_changed_twice_at_most(walker):
    walker.identify(cast.ROSA)
    walker.account(cast.ROSA)
    changed = [walker.post("code/again", {"email": f"r{n}@mail.example"}).status_code for n in range(3)]
    assert changed == [302, 302, 422]


def test_an_answer_that_is_the_user_name_is_refused(walker):
    walker.identify(cast.ROSA)
    walker.post("questions", walk.ANSWERS | {"answer1": "Luna de Pharr"})
    data = {"username": "luna-de.pharr", "email": cast.ROSA.email, "password": walk.PASSWORD, "terms": "on"}
    page = walker.post("account", data)
    assert page.status_code == 422 and "One of your answers" in page.content.decode()
    assert walker.post("account", data | {"username": "rosa.elena"}).status_code == 302


def test_answers_too_easy_or_alike_are_refused_and_not_written_back(walker):
    walker.identify(cast.ROSA)
    for easy in ("Pharr", "Rosa Elena", "perro", "si", walk.ANSWERS["answer2"]):
        page = walker.post("questions", walk.ANSWERS | {"answer1": easy})
        assert page.status_code == 422, easy
        assert f'value="{easy}"' not in page.content.decode()
    assert walker.post("questions", walk.ANSWERS | {"question1": "first_pet"}).status_code == 422
    assert walker.get("account").url == "/register/questions/"


def test_whoever_was_slower_gets_the_refusal_page_and_their_account_is_gone(walker, members):
    from amparo.accounts.tests import people

    walker.identify(cast.ROSA)
    walker.account(cast.ROSA, username="rosa.slower")
    code = walk.code_for(cast.ROSA.email)
    people.account("rosa.quicker", member=members.rosa)
    page = walker.post("code", {"code": code})
    assert page.status_code == 422
    assert "We could not find you with these facts" in page.content.decode()
    assert RegistrationAttempt.objects.get().reference in page.content.decode()
    assert [user.username for user in User.objects.all()] == ["rosa.quicker"]
    assert any(
        "You already have an account" in letter.subject for letter in walk.letters("rosa.quicker@example.com")
    )


def test_a_member_of_another_plans_age_is_named_to_nobody(walker):
    page = walker.identify(cast.SOFIA).content.decode()
    assert "Members under 18 do not register" in page and "Sofía" not in page and "Ana" not in page


def test_the_refusal_lists_every_way_on(walker):
    text = walker.identify(cast.ROSA, value="455620399").content.decode()
    for address in ("/register/person/", "/register/method/", "/sign-in/", "/forgot-username/"):
        assert f'href="{address}"' in text, address
    assert "(956) 555-0142" in text and "TTY" in text and "broker" in text and "R-" in text


def test_every_outcome_is_written_down_without_a_name(walker, members):
    from amparo.kernel.audit.models import Entry

    walker.identify(cast.ROSA, value="455620399")
    walker.register(cast.ROSA)
    events = list(Entry.objects.order_by("id").values_list("event", "subject"))
    names = [event for event, _ in events]
    for event in (
        "registration.refused",
        "registration.matched",
        "registration.account_made",
        "registration.bound",
    ):
        assert event in names
    assert all(subject is None for event, subject in events if event == "registration.refused")


def test_fields_say_what_they_are_for_to_browsers_and_password_managers(walker):
    walker.identify(cast.ROSA)
    walker.post("questions", walk.ANSWERS)
    account = walker.get("account").content.decode()
    for kind in ("username", "email", "tel", "new-password"):
        assert f'autocomplete="{kind}"' in account
    walker.post("person", walk.facts(cast.ROSA))
    person = walker.get("person").content.decode()
    for kind in ("given-name", "family-name", "bday-day", "postal-code"):
        assert f'autocomplete="{kind}"' in person
