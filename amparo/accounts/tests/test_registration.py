"""The pure parts of registering: the table of steps, user names, answers, how little of an address is shown."""

import pytest

from amparo.accounts import questions
from amparo.accounts.registration import steps, usernames
from amparo.accounts.registration.complete import masked

NOTHING_LEFT_OUT = frozenset()
DEFAULT = frozenset({"contact"})
WAY = ["person", "method", "ssn", "contact", "questions", "account"]


def known(*facts):
    return frozenset(facts)


def test_every_step_opens_exactly_when_all_before_it_is_known():
    so_far = set()
    for step in WAY:
        assert steps.furthest(frozenset(so_far)) == step
        assert not any(steps.allowed(later, frozenset(so_far)) for later in WAY[WAY.index(step) + 1 :])
        so_far |= steps.BY_NAME[step].gives | ({"method:ssn"} if step == "method" else set())
    assert steps.furthest(frozenset(so_far)) == "code"


def test_once_the_account_is_made_only_the_code_is_left():
    everything = frozenset({"person", "method", "method:ssn", "member", "contact", "questions", "account"})
    assert [step.name for step in steps.STEPS if steps.allowed(step.name, everything)] == ["code"]


def test_answering_again_forgets_only_what_came_later():
    assert steps.later_than("person") == {"method", "member", "contact", "questions", "account", "bound"}
    assert steps.later_than("method") == {"member", "contact", "questions", "account", "bound"}
    for proof in steps.PROOFS:
        assert steps.later_than(proof) == {"contact", "questions", "account", "bound"}
    assert steps.later_than("questions") == {"account", "bound"}


def test_a_step_that_is_not_asked_is_no_step():
    facts = known("person", "method", "method:ssn", "member", "contact")
    assert steps.furthest(facts, DEFAULT) == "questions"
    assert not steps.allowed("contact", facts, DEFAULT)
    both = DEFAULT | {"questions"}
    assert steps.furthest(facts | {"questions"}, both) == "account"
    assert not steps.allowed("questions", facts | {"questions"}, both)


@pytest.mark.parametrize(
    ("step", "left_out", "number", "total"),
    [
        ("person", DEFAULT, 1, 5),
        ("activation", DEFAULT, 2, 5),
        ("code", DEFAULT, 5, 5),
        ("contact", NOTHING_LEFT_OUT, 3, 6),
        ("account", DEFAULT | {"questions"}, 3, 4),
    ],
)
def test_steps_are_counted_as_this_plan_asks_them(step, left_out, number, total):
    place = steps.place(step, left_out)
    assert (place.number, place.total) == (number, total)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["ana", "ana garcia", "añagarcia", ".anagarcia", "ana.garcia-", "a" * 31, ""]
)
def test_a_user_name_of_another_shape_is_refused(name):
    with pytest.raises(usernames.UsernameWrong):
        usernames.judge(name, first_name="Ana", last_name="García")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["459371826", "459-37-1826", "ana459371826"])
def test_a_user_name_that_looks_like_an_ssn_is_refused(name):
    with pytest.raises(usernames.UsernameIsNumber):
        usernames.judge(name, first_name="Ana", last_name="García")


@pytest.mark.django_db
def test_three_free_names_are_offered_and_each_would_be_taken():
    with pytest.raises(usernames.UsernameTaken) as no:
        usernames.judge("soporte", first_name="Noé", last_name="de la O")
    offers = no.value.facts["offers"].split(", ")
    assert len(set(offers)) == 3
    assert [usernames.judge(name, first_name="", last_name="") for name in offers] == offers


def test_answers_are_kept_and_compared_in_one_form():
    assert questions.normal(" José-María  N.º 3 ") == questions.normal("jose maria nº3")
    assert questions.normal("CANELA") == "canela"


GOOD = {"first_school": "Escuela Travis", "first_pet": "Canela", "dream_job": "astronauta"}


def test_good_answers_are_taken():
    questions.judge(GOOD, about=["ana.garcia", "Ana", "McAllen"])


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        ("ab", questions.AnswerTooShort),
        ("a" * 81, questions.AnswerTooShort),
        ("first school", questions.AnswerTooEasy),
        ("Contraseña", questions.AnswerTooEasy),
        ("Mc Allen", questions.AnswerTooEasy),
        ("CANELA!", questions.AnswersAlike),
    ],
)
def test_an_answer_that_others_would_guess_is_refused(answer, refusal):
    with pytest.raises(refusal):
        questions.judge(GOOD | {"first_school": answer}, about=["ana.garcia", "Ana", "McAllen"])


def test_there_are_twelve_questions_and_every_one_can_be_read_in_both_languages():
    from django.utils import translation

    english = [str(words) for _, words in questions.items()]
    with translation.override("es"):
        spanish = [str(words) for _, words in questions.items()]
    assert len(english) == 12 and not set(english) & set(spanish)
    assert all(words.startswith("¿") and words.endswith("?") for words in spanish)


def test_only_a_little_of_an_address_is_shown():
    assert masked("ana.morales@example.com") == "a•••@e•••.com"
    assert masked("") == ""
