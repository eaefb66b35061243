"""Makes sure who calls, by a script: the caller says facts, the product says enough or not, nobody is shown them first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import translation

from amparo.accounts import unlock
from amparo.accounts.questions import QUESTIONS
from amparo.coverage.lookup import normal_member_no
from amparo.coverage.names import words
from amparo.coverage.read import MemberView
from amparo.kernel import throttle
from amparo.kernel.refusals import Refusal
from amparo.kernel.throttle import Limit
from amparo.plan.profile import Words

NEEDED, NEEDED_RESTRICTED = 3, 4
LASTS = timedelta(minutes=30)
TRIES, STAFF_TRIES, PER = 6, 30, timedelta(hours=1)
ANSWER = "answer_"  # before the key of a security question
KINDS_OF_STREET = re.compile(
    r"st|street|ave?|avenue|avenida|calle|rd|road|dr|drive|ln|lane|ct|court|cir|circle|way|blvd|boulevard|row|pl|place"
    r"|hwy|highway|pkwy|parkway|ter|terrace|trl|trail|loop|no|num|numero|[nsew]|[ns][ew]|north|south|east|west"
)
UNIT = re.compile(r"(?:#|\b(?:apt|apartment|unit|ste|suite|lot|depto|apto)\b).*", re.IGNORECASE)


class TooFew(Refusal):
    """Fewer facts than it takes: nothing is compared, so that nobody tries them one by one."""

    code = "verify_too_few"


@dataclass(frozen=True)
class Question:
    """One line of the script: a key, and what the agent reads aloud in each language."""

    key: str
    words: Words


SCRIPT = (
    Question("birth", Words("What is your date of birth?", "¿Cuál es su fecha de nacimiento?")),
    Question(
        "zip5",
        Words(
            "What is the ZIP code where you get your mail?",
            "¿Cuál es el código postal donde recibe su correo?",
        ),
    ),
    Question(
        "street",
        Words("What is the street and number of your home?", "¿Cuáles son la calle y el número de su casa?"),
    ),
    Question(
        "phone",
        Words(
            "What are the last four digits of the phone number we have for you?",
            "¿Cuáles son las últimas cuatro cifras del teléfono que tenemos de usted?",
        ),
    ),
    Question(
        "email", Words("What e-mail address do we have for you?", "¿Qué correo electrónico tenemos de usted?")
    ),
    Question(
        "number",
        Words("What is your member number, if you have it?", "¿Cuál es su número de afiliado, si lo tiene?"),
    ),
)
OPENING = Words(
    "“Thank you for calling. To protect your information I will ask you a few questions. Please tell me your full "
    "name first.”",
    "«Gracias por llamar. Para proteger su información le voy a hacer unas preguntas. Primero dígame, por favor, su "
    "nombre completo.»",
)


@dataclass(frozen=True)
class Verdict:
    """What the caller got right and wrong, as keys; `needed` right ones make enough, the birth date among them."""

    right: frozenset[str]
    wrong: frozenset[str]
    needed: int

    @property
    def enough(self) -> bool:
        return "birth" in self.right and len(self.right) >= self.needed and len(self.wrong) <= 1


def needed(member: MemberView) -> int:
    """How many facts must be right: one more where somebody in the household may know the others."""
    return NEEDED_RESTRICTED if member.restricted else NEEDED


def on_record(member: MemberView, *, now: datetime) -> list[Question]:
    """The lines of the script whose answers stand on record for this member, security questions last."""
    has = {
        "birth": True,
        "zip5": bool(_zips(member)),
        "street": bool(member.address.line1),
        "phone": bool(member.contacts.phones),
        "email": bool(member.contacts.email),
        "number": True,
    }
    asked = unlock.askable(member_id=member.id, now=now)
    return [question for question in SCRIPT if has[question.key]] + [_security(key) for key in asked]


def _security(key: str) -> Question:
    said = []
    for language in ("en", "es"):
        with translation.override(language):
            said.append(str(QUESTIONS[key]))
    return Question(ANSWER + key, Words(*said))


def judge(
    member: MemberView, said: Mapping[str, str], *, staff: UUID, questions: Sequence[Question], now: datetime
) -> Verdict:
    """Compare what the caller said with the record; empty answers count neither way. Refuses TooFew, Throttled.

    `said`: the birth date as YYYY-MM-DD, the rest as typed. Both security answers together count as one fact, and
    both must be right. Costs one of six tries an hour at this member, and of thirty of this agent; a caller who
    is verified costs none.
    """
    given = {key: text.strip() for key, text in said.items() if text.strip()}
    answers = {key.removeprefix(ANSWER): given.pop(key) for key in list(given) if key.startswith(ANSWER)}
    if len(given) + bool(answers) < needed(member) or "birth" not in given:
        raise TooFew(needed=needed(member))
    limits = [
        Limit("desk.verify", str(member.uuid), TRIES, PER),
        Limit("desk.verify.staff", str(staff), STAFF_TRIES, PER),
    ]
    throttle.spend(limits, now=now)
    right = {key for key, text in given.items() if _fits(member, key, text)}
    wrong = set(given) - right
    if answers:
        whole = len(answers) == sum(q.key.startswith(ANSWER) for q in questions)
        fits = whole and unlock.answers_right(member_id=member.id, answers=answers, now=now)
        (right if fits else wrong).add("answers")
    verdict = Verdict(frozenset(right), frozenset(wrong), needed(member))
    if verdict.enough:
        throttle.give_back(limits, now=now)
    return verdict


def _zips(member: MemberView) -> set[str]:
    return {home.zip5 for home in (member.address, member.mailing) if home and home.zip5}


def _fits(member: MemberView, key: str, text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    if key == "birth":
        return text == member.birth_on.isoformat()
    if key == "zip5":
        return digits[:5] in _zips(member)
    if key == "street":
        return bool(_street(text)) and _street(text) == _street(member.address.line1)
    if key == "phone":
        return len(digits) >= 4 and any(phone.endswith(digits[-4:]) for phone in member.contacts.phones)
    if key == "email":
        return text.lower() == member.contacts.email.lower()
    family_no, _, suffix = member.member_no.partition(" ")
    return normal_member_no(text) in {normal_member_no(family_no), normal_member_no(family_no) + suffix}


def _street(text: str) -> tuple[str, ...]:
    """A street as callers say it: house number and name, without the kind of street, the direction, the door."""
    plain = re.sub(r"[.,-]", " ", UNIT.sub("", text))
    return tuple(word for word in words(plain) if not KINDS_OF_STREET.fullmatch(word))
