"""Makes sure who calls, by a script: the caller says facts, the product says right or wrong, nobody is shown them first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from amparo.coverage.lookup import match_key, normal_member_no
from amparo.coverage.read import MemberView
from amparo.kernel import throttle
from amparo.kernel.throttle import Limit
from amparo.plan.profile import Words

NEEDED = 3
LASTS = timedelta(minutes=30)
TRIES, PER = 6, timedelta(hours=1)


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


@dataclass(frozen=True)
class Verdict:
    """What the caller got right and wrong; `enough` when the birth date and two more facts are right."""

    right: frozenset[str]
    wrong: frozenset[str]

    @property
    def enough(self) -> bool:
        return "birth" in self.right and len(self.right) >= NEEDED and len(self.wrong) <= 1


def on_record(member: MemberView) -> list[Question]:
    """The lines of the script whose answers stand on record for this member."""
    has = {
        "birth": True,
        "zip5": bool(member.address.zip5),
        "street": bool(member.address.line1),
        "phone": bool(member.contacts.phones),
        "email": bool(member.contacts.email),
        "number": True,
    }
    return [question for question in SCRIPT if has[question.key]]


def judge(member: MemberView, said: Mapping[str, str]) -> Verdict:
    """Compare what the caller said with the record; empty answers count neither way."""
    given = {key: text.strip() for key, text in said.items() if text.strip()}
    right = frozenset(key for key, text in given.items() if _fits(member, key, text))
    return Verdict(right, frozenset(given) - right)


def _fits(member: MemberView, key: str, text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    if key == "birth":
        birth = member.birth_on
        return digits in {f"{birth:%m%d%Y}", f"{birth:%Y%m%d}", f"{birth.month}{birth.day}{birth.year}"}
    if key == "zip5":
        return digits[:5] == member.address.zip5
    if key == "street":
        return match_key(text) == match_key(member.address.line1)
    if key == "phone":
        return len(digits) >= 4 and any(phone.endswith(digits[-4:]) for phone in member.contacts.phones)
    if key == "email":
        return text.lower() == member.contacts.email.lower()
    return normal_member_no(text) == normal_member_no(member.member_no)


def spend(*, staff: UUID, member: UUID, now: datetime) -> None:
    """One try at this member's script; six an hour, whoever asks."""
    throttle.spend([Limit("desk.verify", str(member), TRIES, PER)], now=now)
