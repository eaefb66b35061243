"""Security questions: an extra step after a proof, never enough alone (REG-6, accounts.md 3.7)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.accounts import hashing
from amparo.accounts.models import SecurityAnswer, User
from amparo.kernel.refusals import Refusal

HOW_MANY = 3
ASKED = 2
WRONG_A_DAY, WRONG_EVER = 5, 10

QUESTIONS: dict[str, Promise] = {
    "first_school": _("What was the name of your first school?"),
    "childhood_street": _("On what street did you live when you were ten?"),
    "first_job_town": _("In what town was your first job?"),
    "childhood_friend": _("What was the first name of your best childhood friend?"),
    "first_pet": _("What was the name of your first pet?"),
    "grandmother_town": _("In what town did a grandmother of yours live?"),
    "favourite_teacher": _("What was the last name of your favorite teacher?"),
    "first_trip": _("Where did you go on the first trip you remember?"),
    "dream_job": _("What did you want to be when you were a child?"),
    "first_dish": _("What was the first dish you learned to cook?"),
    "childhood_song": _("What song did your family sing when you were a child?"),
    "wedding_place": _("Where did the two people who raised you meet?"),
}

COMMON = frozenset(
    [
        "password",
        "contrasena",
        "none",
        "ninguno",
        "ninguna",
        "nothing",
        "nada",
        "unknown",
        "desconocido",
        "yes",
        "no",
        "si",
        "test",
        "prueba",
        "abc",
        "123",
        "1234",
        "12345",
        "123456",
        "dog",
        "perro",
        "cat",
        "gato",
        "pizza",
        "tacos",
        "blue",
        "azul",
        "red",
        "rojo",
        "god",
        "dios",
        "jesus",
        "mary",
        "maria",
        "jose",
        "juan",
        "john",
        "michael",
        "love",
        "amor",
        "mother",
        "madre",
        "father",
        "padre",
        "mom",
        "mama",
        "dad",
        "papa",
        "school",
        "escuela",
        "home",
        "casa",
        "answer",
        "respuesta",
        "usa",
        "texas",
        "mexico",
        "qwerty",
    ]
)


class AnswerTooShort(Refusal):
    """An answer has fewer than three letters or figures."""

    code = "answer_too_short"


class AnswerTooEasy(Refusal):
    """An answer stands in its question, is one of the common ones, or is a fact about the person that others know."""

    code = "answer_too_easy"


class AnswersAlike(Refusal):
    """Two answers are the same, or two questions are."""

    code = "answers_alike"


class AnswersWrong(Refusal):
    """At least one answer is not right; which one is not said."""

    code = "answers_wrong"


def items() -> list[tuple[str, Promise]]:
    """Key and words of every question, in order."""
    return list(QUESTIONS.items())


def normal(answer: str) -> str:
    """One form for keeping and comparing: no marks, no case, no punctuation, no spaces."""
    plain = unicodedata.normalize("NFKD", answer)
    return "".join(c for c in plain.casefold() if c.isalnum())


def judge(answers: Mapping[str, str], *, about: Iterable[str] = ()) -> None:
    """Refuse answers that are too short, too easy or alike. `about`: user name, names, e-mail, town of the person."""
    known = {normal(word) for word in about if word}
    seen: set[str] = set()
    if len(answers) < HOW_MANY or not set(answers) <= set(QUESTIONS):
        raise AnswersAlike
    for key, answer in answers.items():
        plain = normal(answer)
        if len(plain) < 3 or len(answer) > 80:
            raise AnswerTooShort
        if plain in COMMON or plain in known or plain in normal(str(QUESTIONS[key])):
            raise AnswerTooEasy
        if plain in seen:
            raise AnswersAlike
        seen.add(plain)


def hashes(answers: Mapping[str, str]) -> dict[str, str]:
    """The hash of each answer. Slow on purpose: call it outside any transaction."""
    return {key: hashing.hash_secret(f"{key}|{normal(answer)}") for key, answer in answers.items()}


def keep(*, user: User, answers: Mapping[str, str], now: datetime, about: Iterable[str] = ()) -> None:
    """Judge, hash and keep the answers in place of any earlier ones."""
    judge(answers, about=[user.username, user.email, *about])
    keep_hashes(user=user, hashed=hashes(answers), now=now)


def keep_hashes(*, user: User, hashed: Mapping[str, str], now: datetime) -> None:
    """Keep answers that are hashed already, in place of any earlier ones."""
    with transaction.atomic():
        SecurityAnswer.objects.filter(user=user).delete()
        rows = [SecurityAnswer(user=user, question=k, answer_hash=h, set_at=now) for k, h in hashed.items()]
        SecurityAnswer.objects.bulk_create(rows)


def chosen(user: User) -> list[str]:
    """The keys of the questions this account has answered."""
    return list(SecurityAnswer.objects.filter(user=user).order_by("id").values_list("question", flat=True))


def ask(user: User) -> list[str]:
    """The two questions that are asked; the same until they are answered."""
    return chosen(user)[:ASKED]


def usable(*, user: User, now: datetime) -> bool:
    """Whether the answers may still be used: enough of them, and not too many wrong tries."""
    rows = list(SecurityAnswer.objects.filter(user=user).order_by("id")[:ASKED])
    return len(rows) == ASKED and not any(_used_up(row, now) for row in rows)


def _used_up(row: SecurityAnswer, now: datetime) -> bool:
    today = row.wrong_since is not None and row.wrong_since > now - timedelta(hours=24)
    return row.wrong_total >= WRONG_EVER or (today and row.wrong_today >= WRONG_A_DAY)


def check(*, user: User, answers: Mapping[str, str], now: datetime) -> None:
    """Both answers must be right. Refuses with AnswersWrong; five wrong in a day or ten ever end it."""
    rows = list(SecurityAnswer.objects.filter(user=user, question__in=list(answers)).order_by("id"))
    if len(rows) != len(answers) or not rows or any(_used_up(row, now) for row in rows):
        raise AnswersWrong
    right = [hashing.check_secret(f"{r.question}|{normal(answers[r.question])}", r.answer_hash) for r in rows]
    if not all(right):
        for row in rows:
            _count_wrong(row, now)
        raise AnswersWrong
    SecurityAnswer.objects.filter(pk__in=[r.pk for r in rows]).update(wrong_today=0, wrong_since=None)


def _count_wrong(row: SecurityAnswer, now: datetime) -> None:
    if row.wrong_since is None or row.wrong_since <= now - timedelta(hours=24):
        row.wrong_since, row.wrong_today = now, 0
    row.wrong_today += 1
    row.wrong_total += 1
    row.save(update_fields=["wrong_since", "wrong_today", "wrong_total"])
