"""How names are compared and shown: folded keys, two surnames, nicknames in English and Spanish."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum

from amparo.coverage.nicknames import SAME

SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
SMALL = {"de", "del", "la", "las", "los", "y", "da", "das", "dos", "do", "di", "van", "von", "der"}
JOINERS = re.compile(r"[\s.,'’`´‘ʼ\-‐‑–_]+")
APART = re.compile(r"[\s,\-‐‑–_]+")
INSIDE = re.compile(r"[.'’`´‘ʼ]")


class Fit(IntEnum):
    """How two names stand to each other."""

    NO = 0
    NEAR = 1
    SAME = 2


def fold(text: str) -> str:
    """Letters without marks or case: García → garcia, Ñ → n."""
    spread = unicodedata.normalize("NFKD", text)
    return "".join(c for c in spread if not unicodedata.combining(c)).casefold()


def words(text: str) -> tuple[str, ...]:
    """The folded words of a name, suffixes dropped: O'Brien-Núñez Jr. → obrien, nunez."""
    parts = [w for w in APART.split(INSIDE.sub("", fold(text))) if w]
    return tuple(parts[:1] + [w for w in parts[1:] if w not in SUFFIXES])


def match_key(text: str) -> str:
    """The key two writings of one name share: no marks, case, spaces, punctuation, suffixes."""
    return "".join(words(text))


def last_fit(typed: str, filed: str) -> Fit:
    """Whether a typed last name may be the filed one; either of two surnames, one slip in long ones."""
    one, other = words(typed), words(filed)
    joined_one, joined_other = "".join(one), "".join(other)
    if joined_one == joined_other:
        return Fit.SAME if one else Fit.NO
    if not one or not other:
        return Fit.NO
    if _part_of(one, other) or _part_of(other, one):
        return Fit.NEAR
    long_enough = min(len(joined_one), len(joined_other)) >= 5
    return Fit.NEAR if long_enough and one_slip(joined_one, joined_other) else Fit.NO


def first_fit(typed: str, filed: str, middle: str = "") -> Fit:
    """Whether a typed first name may be the filed one: equal, nickname, initial on file, first of two."""
    one, other = words(typed), words(filed)
    joined_one, joined_other = "".join(one), "".join(other)
    if joined_one == joined_other:
        return Fit.SAME if one else Fit.NO
    if not one or not other:
        return Fit.NO
    whole = other + words(middle)
    if len(whole) > len(other) and one == whole:
        return Fit.SAME
    initial = len(joined_other) == 1 and one[0].startswith(joined_other)
    nickname = SAME.get(one[0], frozenset({one[0]})) & SAME.get(other[0], frozenset({other[0]}))
    heads = one[0] == other[0] or initial or bool(nickname)
    tails = len(one) == 1 or len(other) == 1 or one[1:] == other[1:]
    return Fit.NEAR if heads and tails else Fit.NO


def one_slip(one: str, other: str) -> bool:
    """Whether one letter changed, missing, added, or two neighbours swapped turns one into the other."""
    if one == other:
        return True
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    rest, more = one[start:], other[start:]
    if len(one) < len(other):
        return rest == more[1:]
    return rest[1:] == more[1:] or (rest[:2] == more[1::-1] and rest[2:] == more[2:])


def display(text: str) -> str:
    """A name as people write it; files often have capitals only: GARCIA DE LA ROSA → Garcia de la Rosa."""
    if not text or text != text.upper():
        return text
    parts = text.lower().split(" ")
    return " ".join(w if n and w in SMALL else _capital(w) for n, w in enumerate(parts))


def _capital(word: str) -> str:
    if word in SUFFIXES and word not in {"jr", "sr"}:
        return word.upper()
    word = re.sub(r"(^|[\-'’])(\w)", lambda m: m[1] + m[2].upper(), word)
    return re.sub(r"\bMc(\w)", lambda m: "Mc" + m[1].upper(), word)  # McAllen


def _part_of(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Whether `few` is a whole-word beginning or end of `many`, or one of two surnames ("de la" aside)."""
    size = len(few)
    wanted = tuple(w for w in few if w not in SMALL)
    if size >= len(many) or not wanted:
        return False
    if many[:size] == few or many[-size:] == few:
        return True
    plain = tuple(w for w in many if w not in SMALL)
    return len(plain) <= 3 and (plain[: len(wanted)] == wanted or plain[-len(wanted) :] == wanted)
