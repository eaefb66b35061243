"""DESK-1 and DESK-3: the plan's people come in with two factors, find and verify a caller, and help, all of it recorded."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from amparo.accounts import roles, staff
from amparo.accounts.models import RegistrationAttempt, User
from amparo.demo import cast
from amparo.desk.web.help import HELP
from amparo.kernel import clock
from amparo.kernel.audit import read as trail
from tests.house.test_gates import doors
from tests.stories import walk
from tests.stories.people import PASSWORD, colleague, path_of
from tests.stories.walk import Walker

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(members):
    return colleague("member_services")


def said(person, **other):
    return {
        "birth": f"{person.birth_on:%m/%d/%Y}",
        "zip5": person.zip5,
        "street": person.household.street,
    } | other


def at(member, rest=""):
    return f"/desk/member/{member.uuid}/{rest}"


def verify(client, member, person, **other):
    return client.post(at(member, "script/"), said(person, **other))


def page(client, member):
    return client.get(at(member)).content.decode()


def spoken(number):
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def test_an_invitation_works_once_and_leads_to_the_second_factor_before_anything_else(members):
    link = path_of(staff.invite(email="new@valle.example", role="member_services", by=None, now=clock.now()))
    client = Client()
    answer = client.post(link, {"name": "Tom Keller", "username": "tom.keller", "password": PASSWORD})
    assert answer.url == "/profile/security/app/"
    assert client.get("/desk/").status_code in {302, 403}
    assert Client().get(link).status_code == 404


def test_a_caller_without_ssn_is_found_verified_and_read_the_member_number(tom, members):
    client, _ = tom
    walter, number = members.walter, cast.WALTER.member_no
    found = client.post("/desk/", {"text": "brooks 12/01/1959"}).content.decode()
    assert "Walter Brooks" in found and number not in found and f"ends in {number[-3:]}" in found
    before = page(client, walter)
    for fact in (cast.WALTER.household.street, cast.WALTER.zip5, number, cast.WALTER.email, "1959"):
        assert fact not in before
    assert verify(client, walter, cast.WALTER).status_code == 302
    assert cast.WALTER.household.street in page(client, walter)
    client.post(at(walter, "number/"))
    assert spoken(number) in page(client, walter)
    again = page(client, walter)
    assert number not in again and spoken(number) not in again


def test_what_is_shown_once_is_shown_on_that_members_page_alone(tom, members):
    client, _ = tom
    for key in ("walter", "rosa"):
        verify(client, getattr(members, key), cast.by_key(key))
    client.post(at(members.walter, "code/"), {"kind": "phone"})
    assert "am-once" not in page(client, members.rosa)
    assert "am-once" not in page(client, members.walter)


def test_wrong_facts_do_not_verify_and_the_page_does_not_say_which(tom, members):
    client, _ = tom
    answer = verify(client, members.walter, cast.WALTER, zip5="78501", street="x")
    text = answer.content.decode()
    assert answer.status_code == 200 and "1 right, 2 wrong" in text
    assert cast.WALTER.household.street not in text and cast.WALTER.zip5 not in text


def test_facts_cannot_be_tried_one_by_one(tom, members):
    client, _ = tom
    answer = client.post(at(members.walter, "script/"), {"birth": "12/01/1959", "zip5": "78596"})
    text = answer.content.decode()
    assert (
        answer.status_code == 422
        and "at least 3 questions" in text
        and "right" not in text.split("page-form")[1]
    )


def test_the_script_is_limited_but_not_for_those_who_know(tom, members):
    client, _ = tom
    for _n in range(8):
        assert verify(client, members.rosa, cast.ROSA).status_code == 302
    for _n in range(6):
        verify(client, members.walter, cast.WALTER, birth="01/01/1950")
    answer = verify(client, members.walter, cast.WALTER)
    assert answer.status_code == 422 and "too many tries" in answer.content.decode()


def test_the_script_is_read_in_the_callers_language_and_in_the_other_one(tom, members):
    client, _ = tom
    spanish = client.get(at(members.rosa, "script/")).content.decode()
    assert '<span lang="es">¿Cuál es su fecha de nacimiento?</span>' in spanish and "Compare" in spanish
    english = client.get(at(members.rosa, "script/?read=en")).content.decode()
    assert (
        '<span lang="en">What is your date of birth?</span>' in english
        and "fecha de nacimiento" not in english
    )


def test_a_verified_caller_counts_for_thirty_minutes_and_in_one_session(tom, members, monkeypatch):
    client, _ = tom
    other, _ = colleague("supervisor", name="Irene Castillo")
    verify(client, members.walter, cast.WALTER)
    assert cast.WALTER.household.street not in page(other, members.walter)
    start = clock.now()
    for minutes, shown in ((29, True), (31, False)):
        monkeypatch.setattr(clock, "now", lambda at=minutes: start + timedelta(minutes=at))
        assert (cast.WALTER.household.street in page(client, members.walter)) is shown


def test_nothing_is_done_for_a_caller_who_is_not_verified(tom, members):
    client, _ = tom
    Walker(Client()).register(cast.WALTER, method="number")
    user = User.objects.get(email=cast.WALTER.email)
    client.post(at(members.walter, "number/"))
    client.post(at(members.walter, "code/"), {"kind": "phone"})
    for what in HELP:
        assert client.post(at(members.walter, f"help/{what}/")).status_code == 302
    text = page(client, members.walter)
    assert "am-once" not in text and user.username not in text and "Last signed in" not in text
    user.refresh_from_db()
    assert user.state == "active"
    done = {entry.event for entry in trail.by(actor=tom[1].pk, limit=200)}
    assert not done & {act.event for act in HELP.values()} and "desk.code_issued" not in done


def test_an_activation_code_read_out_at_the_desk_lets_the_caller_register(tom, members):
    client, _ = tom
    verify(client, members.walter, cast.WALTER)
    client.post(at(members.walter, "code/"), {"kind": "phone"})
    once = re.compile(r'"am-once">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})<')
    code = once.search(page(client, members.walter))[1]
    assert not once.search(page(client, members.walter))
    answer = Walker(Client()).register(cast.WALTER, method="activation", value=code)
    assert answer.status_code == 302 and answer.url == "/profile/"


def test_somebody_who_has_an_account_gets_no_code(tom, members):
    client, _ = tom
    Walker(Client()).register(cast.ROSA)
    verify(client, members.rosa, cast.ROSA)
    assert "Issue an activation code" not in page(client, members.rosa)
    answer = client.post(at(members.rosa, "code/"), {"kind": "phone"})
    assert answer.status_code == 422 and "has an account already" in answer.content.decode()


def test_nobody_is_verified_as_somebody_who_has_died(tom, members):
    client, _ = tom
    assert verify(client, members.hector, cast.HECTOR).url == at(members.hector)
    text = page(client, members.hector)
    assert "has died" in text and cast.HECTOR.household.street not in text
    client.post(at(members.hector, "number/"))
    assert "am-once" not in page(client, members.hector)


def test_a_restricted_member_needs_one_fact_more_and_the_page_says_what_must_not_be_said(tom, members):
    client, _ = tom
    found = client.post("/desk/", {"text": "salinas"}).content.decode()
    assert found.count("Restricted") == 2 and found.count("not shown") == 2
    assert "Do not tell the subscriber" in page(client, members.pilar)
    assert verify(client, members.pilar, cast.PILAR).status_code == 422
    assert verify(client, members.pilar, cast.PILAR, phone="0172").status_code == 302
    assert "Household" not in page(client, members.pilar)
    verify(client, members.gabriel, cast.GABRIEL)
    household = page(client, members.gabriel)
    assert "Omar" in household and "Pilar" not in household and "Noem" not in household


def registered(person, **other):
    assert Walker(Client()).register(person, **other).status_code == 302


def test_security_answers_are_compared_and_never_shown(tom, members):
    client, _ = tom
    registered(cast.ROSA)
    asked = {"birth": "08/23/1968", "zip5": "78577"}
    right = {"answer_first_school": "escuela BENITO", "answer_first_pet": "canela"}
    text = client.get(at(members.rosa, "script/")).content.decode()
    assert text.count('name="answer_') == 2 and "Benito" not in text
    wrong = client.post(at(members.rosa, "script/"), {**asked, **right, "answer_first_pet": "Firulais"})
    text = wrong.content.decode()
    assert "2 right, 1 wrong" in text and "Firulais" not in text and "BENITO" not in text
    half = client.post(at(members.rosa, "script/"), {**asked, "answer_first_pet": "canela"})
    assert "2 right, 1 wrong" in half.content.decode()
    assert client.post(at(members.rosa, "script/"), {**asked, **right}).status_code == 302


def test_answers_of_an_account_that_no_mailbox_on_record_proved_say_nothing_about_the_caller(tom, members):
    client, _ = tom
    registered(cast.ROSA, email="impostor@mail.example")
    assert 'name="answer_' not in client.get(at(members.rosa, "script/")).content.decode()


def test_a_reference_tells_the_desk_why_in_plain_words_and_the_caller_nothing(tom, members):
    client, _ = tom
    page = Walker(Client()).identify(cast.WALTER, method="number", zip5="78501").content.decode()
    reference = re.search(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}", page).group(0)
    text = client.post("/desk/", {"text": reference.lower()}).content.decode()
    assert "Everything fits but the ZIP code" in text and "ZIP code differs" not in page


def test_a_person_who_stands_at_a_step_is_told_from_one_who_was_not_found(tom, members):
    walker = Walker(Client())
    walker.identify(cast.ROSA)
    row = RegistrationAttempt.objects.get()
    text = tom[0].post("/desk/", {"text": row.reference}).content.decode()
    assert "the way is open" in text and "security questions come next" in text


def test_a_reference_is_good_for_seven_days(tom, members, monkeypatch):
    Walker(Client()).identify(cast.ROSA, value="455620399")
    row = RegistrationAttempt.objects.get()
    RegistrationAttempt.objects.update(created_at=row.created_at - timedelta(days=7, minutes=1))
    assert "Nobody fits" in tom[0].post("/desk/", {"text": row.reference}).content.decode()


@pytest.mark.parametrize("right_number", [False, True])
def test_too_many_tries_are_freed_for_a_verified_caller(tom, members, right_number):
    client, _ = tom
    for n in range(5):
        wrong = {"first_name": "Ramona"} if right_number else {"value": f"45562039{n}"}
        Walker(Client()).identify(cast.ROSA, **wrong)
    assert Walker(Client()).identify(cast.ROSA).status_code == 429
    verify(client, members.rosa, cast.ROSA)
    client.post(at(members.rosa, "help/free/"))
    assert Walker(Client()).identify(cast.ROSA).status_code == 302


def frozen(members):
    walker = Walker(Client())
    walker.register(cast.ROSA, email="new@mail.example")
    link = next(w for w in walk.letters(cast.ROSA.email)[0].body.split() if "/not-me/" in w)
    Client().post(path_of(link))
    return User.objects.get(email="new@mail.example")


@pytest.mark.parametrize(
    ("wish", "decision", "state"), [("ask", "release", "active"), ("stolen", "close", "closed")]
)
def test_a_frozen_account_is_given_back_or_closed_by_two_people_never_by_one(
    tom, members, wish, decision, state
):
    client, _ = tom
    irene, _ = colleague("supervisor", name="Irene Castillo")
    user, rosa = frozen(members), members.rosa
    assert "Rosa Elena" in irene.get("/desk/frozen/").content.decode()
    verify(irene, rosa, cast.ROSA)
    irene.post(at(rosa, f"help/{wish}/"))
    assert f"decide/{decision}" not in page(irene, rosa)
    irene.post(at(rosa, f"decide/{decision}/"))
    user.refresh_from_db()
    assert user.state == "frozen"
    verify(client, rosa, cast.ROSA)
    client.post(at(rosa, f"help/{wish}/"))
    assert client.post(at(rosa, f"decide/{decision}/")).status_code == 403
    other = {"release": "close", "close": "release"}[decision]
    irene.post(at(rosa, f"decide/{other}/"))
    user.refresh_from_db()
    assert user.state == "frozen"
    assert "Tom Keller asks" in irene.get("/desk/frozen/").content.decode()
    irene.post(at(rosa, f"decide/{decision}/"))
    user.refresh_from_db()
    assert user.state == state and user.has_usable_password() is (state == "closed")
    assert "No account is frozen" in irene.get("/desk/frozen/").content.decode()
    assert Walker(Client()).identify(cast.ROSA).status_code == (302 if state == "closed" else 422)


def test_a_caller_who_knows_nothing_of_an_account_has_it_frozen_and_its_sessions_end(tom, members):
    client, _ = tom
    thief = Client()
    Walker(thief).register(cast.ROSA, email="thief@mail.example")
    assert thief.get("/profile/").status_code == 200
    verify(client, members.rosa, cast.ROSA)
    client.post(at(members.rosa, "help/freeze/"))
    assert User.objects.get(email="thief@mail.example").state == "frozen"
    assert thief.get("/profile/").status_code == 302


def test_a_member_is_signed_out_everywhere_by_the_desk_and_stays_active(tom, members):
    client, phone = tom[0], Client()
    Walker(phone).register(cast.ROSA)
    verify(client, members.rosa, cast.ROSA)
    client.post(at(members.rosa, "help/sessions/"))
    assert phone.get("/profile/").status_code == 302
    assert User.objects.get(email=cast.ROSA.email).state == "active"


def test_a_pending_account_gets_its_code_again(tom, members):
    client, _ = tom
    walker = Walker(Client())
    walker.identify(cast.ROSA)
    walker.account(cast.ROSA)
    before = walk.code_for(cast.ROSA.email)
    verify(client, members.rosa, cast.ROSA)
    client.post(at(members.rosa, "help/code/"))
    after = walk.code_for(cast.ROSA.email)
    assert after != before and after not in page(client, members.rosa)
    assert walker.post("code", {"code": after}).status_code == 302


def test_every_look_is_recorded_with_who_whose_and_why(tom, members):
    client, user = tom
    ana = members.ana
    client.post("/desk/", {"text": "morales", "why": "for_them"})
    page(client, ana)
    client.get(at(ana, "script/"))
    verify(client, ana, cast.ANA, zip5="1", street="x")
    verify(client, ana, cast.ANA)
    client.post(at(ana, "number/"))
    client.post(at(ana, "help/free/"))
    seen = {entry.event: entry for entry in trail.about(subjects=[ana.uuid])}
    wanted = "member_found member_viewed script_opened verify_failed verified number_given unlocked"
    for event in wanted.split():
        entry = seen[f"desk.{event}"]
        assert entry.actor == user.pk and entry.facts["why"] == "for_them"
    assert seen["desk.verified"].facts["right"] == "birth,street,zip5"
    assert seen["desk.verify_failed"].facts["wrong"] == "street,zip5"
    mine = client.get("/desk/mine/").content.decode()
    for words in ("Showed the member number", "Ana Lucia Morales", "Somebody calls for the member"):
        assert words in mine


def test_what_was_typed_into_the_search_is_kept_nowhere(tom, members):
    client, user = tom
    client.post("/desk/", {"text": "459-37-1826"})
    client.post("/desk/", {"text": "Morales 03/12/1984"})
    for entry in trail.by(actor=user.pk):
        assert not {"459-37-1826", "459371826", "Morales", "03/12/1984"} & set(entry.facts.values())


PAGES = {
    "/desk/": "find_caller",
    "/desk/mine/": "see_own_trail",
    "/desk/frozen/": "unlock",
    "/desk/imports/": "see_imports",
    "/desk/jobs/": "see_jobs",
    "/desk/staff/": "invite_staff",
    "/desk/member/{uuid}/": "find_caller",
    "/desk/member/{uuid}/script/": "verify_caller",
    "/desk/member/{uuid}/code/": "issue_code",
    "/desk/member/{uuid}/number/": "give_number",
    "/desk/member/{uuid}/help/free/": "unlock",
    "/desk/member/{uuid}/decide/release/": "release_frozen",
}


def test_the_table_names_every_page_of_the_desk():
    named = {re.sub(r"\{uuid\}", "<uuid:uuid>", path) for path in PAGES}
    for path, door in doors():
        if path.startswith("desk/"):
            general = path.replace("<slug:what>", "free" if "help" in path else "release")
            general = general.replace("<int:file_id>/", "")
            assert f"/{general}" in named, path
            duty = {re.sub(r"\{uuid\}", "<uuid:uuid>", p): d for p, d in PAGES.items()}[f"/{general}"]
            assert door.callback.duty == duty, path


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_a_role_opens_its_own_pages_and_no_others(members, role):
    client, _ = colleague(role)
    for path, duty in PAGES.items():
        for method in (client.get, client.post):
            status = method(path.format(uuid=members.ana.uuid)).status_code
            if duty in roles.duties(role):
                assert status in {200, 302, 422}, (path, status)
            else:
                assert status == 403, (path, status)


def test_a_role_is_no_more_than_its_work_needs():
    assert roles.duties("nobody") == frozenset()
    assert {role for role in roles.ROLES if "give_number" in roles.duties(role)} == {
        "member_services",
        "supervisor",
    }
    assert "find_caller" not in roles.duties("administrator")
    assert not roles.duties("enrollment") & {"verify_caller", "give_number", "issue_code", "unlock"}
    assert {role for role in roles.ROLES if "release_frozen" in roles.duties(role)} == {"supervisor"}


def test_password_alone_opens_no_page_of_the_desk(tom, members):
    user = tom[1]
    half = Client()
    half.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    for path in PAGES:
        assert half.get(path.format(uuid=members.ana.uuid)).status_code in {302, 403}
    session = half.session
    assert not session.get("second_factor")


def test_an_account_whose_second_factor_is_gone_cannot_enter(tom, members):
    user = tom[1]
    user.authenticator_set.all().delete()
    client = Client()
    answer = client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    assert answer.url == "/profile/security/app/"
    for path in PAGES:
        assert client.get(path.format(uuid=members.ana.uuid)).status_code in {302, 403}


def test_a_member_gets_nothing_from_the_desk(client, members):
    Walker(client).register(cast.ROSA)
    for path in PAGES:
        answer = client.get(path.format(uuid=members.ana.uuid))
        assert answer.status_code == 302 and answer.url == "/"


def test_a_stranger_is_sent_to_sign_in(client, members):
    for path in PAGES:
        answer = client.get(path.format(uuid=members.ana.uuid))
        assert answer.status_code == 302 and answer.url.startswith("/sign-in/")


def test_a_closed_colleague_is_out_at_once(tom, members):
    client, user = tom
    assert client.get("/desk/").status_code == 200
    staff.end(email=user.email, by=None, now=clock.now())
    assert client.get("/desk/").status_code != 200
