"""Which passwords we take: long, not lost by others, not easy to guess; nothing about which characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from zxcvbn import matching, scoring

from amparo.accounts import breached
from amparo.kernel.refusals import Refusal
from amparo.plan import profile

LONGEST = 256
LOOKED_AT = 64  # characters that guessing is judged by; longer ones are only harder
LEAST_SCORE = 3  # 0 to 4; 3 is 10^8 guesses and more
HINT = _("Three or four words that you will remember make a good password.")

_WORDS = Path(__file__).with_name("data") / "spanish_words.txt"


class TooShort(Refusal):
    """Shorter than the plan asks (its `password_length`)."""

    code = "password_too_short"
    field = "password"


class TooLong(Refusal):
    """Longer than any password manager makes."""

    code = "password_too_long"
    field = "password"


class Breached(Refusal):
    """On the list of passwords that others have lost."""

    code = "password_breached"
    field = "password"


class AboutYou(Refusal):
    """Little more than the user name, the name or the e-mail address."""

    code = "password_about_you"
    field = "password"


class Guessable(Refusal):
    """A program would guess it soon."""

    code = "password_guessable"
    field = "password"


def normal(password: str) -> str:
    """The password as it is hashed and judged: NFC, so that every keyboard's ñ is the same."""
    return unicodedata.normalize("NFC", password)


def validate(password: str, *, about: Iterable[str] = ()) -> None:
    """Take the password or refuse with the reason. `about`: user name, names, e-mail of its owner.

    63B 3.1.1.2: length, no composition rules, a list of known ones, the reason told; at most 256 characters.
    """
    text = normal(password)
    least = profile.current().rules.password_length
    if len(text) < least:
        raise TooShort(least=least)
    if len(text) > LONGEST:
        raise TooLong(most=LONGEST)
    if breached.knows(text) or breached.knows(text.casefold()):
        raise Breached
    own = _parts(about)
    rest = _without(text, own)
    if rest != text.casefold() and len(rest) < least // 2:
        raise AboutYou
    if score(text, own=own) < LEAST_SCORE:
        raise Guessable


def score(text: str, *, own: Iterable[str] = ()) -> int:
    """How hard to guess, 0 to 4, with the words about its owner and Spanish ones counted as known."""
    looked_at = text[:LOOKED_AT]
    known = [*own, *spanish_words()]
    # zxcvbn() itself writes a person's words into a table that all threads share; its parts need not.
    tables = {**matching.RANKED_DICTIONARIES, "user_inputs": matching.build_ranked_dict(known)}
    matches = matching.omnimatch(looked_at, tables)
    guesses = scoring.most_guessable_match_sequence(looked_at, matches)["guesses"]
    return sum(guesses >= limit for limit in (10**3 + 5, 10**6 + 5, 10**8 + 5, 10**10 + 5))


@cache
def spanish_words() -> tuple[str, ...]:
    """Spanish words that people put into passwords, the commonest first."""
    lines = _WORDS.read_text("utf-8").splitlines()
    return tuple(dict.fromkeys(word for line in lines if not line.startswith("#") for word in line.split()))


def _parts(about: Iterable[str]) -> list[str]:
    """The whole texts and their words, lower case: ana.rivera@example.org gives ana, rivera, example too."""
    parts: dict[str, None] = {}
    for text in about:
        lower = normal(text).casefold().strip()
        words = "".join(c if c.isalnum() else " " for c in lower).split()
        for part in (lower, lower.split("@")[0], "".join(words), *words):
            if len(part) > 2:
                parts[part] = None
    return list(parts)


def _without(text: str, own: list[str]) -> str:
    rest = text.casefold()
    for part in sorted(own, key=len, reverse=True):
        rest = rest.replace(part, "")
    return rest


class Validator:
    """Django's door to `validate`, for whatever sets a password past our own forms."""

    def validate(self, password: str, user: Any = None) -> None:
        about = [user.username, user.email, user.display_name] if user is not None else []
        try:
            validate(password, about=about)
        except Refusal as no:
            raise ValidationError(no.code, code=no.code) from None

    def get_help_text(self) -> str:
        return str(HINT)
