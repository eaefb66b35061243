"""User names: what one may look like, and what to offer when one is taken."""

from __future__ import annotations

import re
import secrets

from amparo.accounts.models import MemberLink, User
from amparo.coverage.lookup import match_key
from amparo.kernel.refusals import Refusal

LEAST, MOST = 6, 30
SHAPE = re.compile(r"^[a-z0-9][a-z0-9._-]*[a-z0-9]$")
RESERVED = frozenset(
    [
        "admin",
        "administrator",
        "support",
        "soporte",
        "amparo",
        "member",
        "miembro",
        "afiliado",
        "staff",
        "desk",
        "plan",
        "help",
        "ayuda",
    ]
)


class UsernameWrong(Refusal):
    """Not 6 to 30 letters, figures, dots, dashes or underscores."""

    code = "username_wrong"
    field = "username"


class UsernameIsNumber(Refusal):
    """Nine digits look like a Social Security number; a user name is no secret."""

    code = "username_is_number"
    field = "username"


class UsernameTaken(Refusal):
    """Somebody has it; `offers` are three that are free."""

    code = "username_taken"
    field = "username"


def normal(username: str) -> str:
    """A user name as it is kept: lower case."""
    return username.strip().lower()


def judge(username: str, *, first_name: str, last_name: str, member_id: int = 0) -> str:
    """The user name in its normal form. Refuses one that is wrong or taken.

    A pending account of the same member does not take it: the newer attempt supersedes that one.
    """
    name = normal(username)
    if not LEAST <= len(name) <= MOST or not SHAPE.match(name):
        raise UsernameWrong(least=LEAST, most=MOST)
    if len(re.sub(r"\D", "", name)) >= 9:
        raise UsernameIsNumber
    others = User.objects.filter(username=name)
    pending = MemberLink.objects.filter(member_id=member_id, state=MemberLink.State.PENDING)
    own = others.filter(state=User.State.PENDING, pk__in=pending.values("user_id"))
    if name in RESERVED or others.exclude(pk__in=own.values("pk")).exists():
        raise UsernameTaken(offers=", ".join(offers(first_name, last_name)))
    return name


def offers(first_name: str, last_name: str) -> list[str]:
    """Three free user names made from a name."""
    first, last = (
        match_key(first_name).lower() or "yo",
        (match_key(last_name.split()[0]) if last_name else "").lower(),
    )
    found: list[str] = []
    tries = [f"{first}.{last}", f"{first[:1]}{last}", f"{last}.{first}"]
    while len(found) < 3:
        stem = tries.pop(0) if tries else f"{first}.{last}"
        name = stem.strip(".")[:24] + str(10 + secrets.randbelow(90))
        if len(name) < LEAST:
            name += str(1000 + secrets.randbelow(9000))
        if name not in found and not User.objects.filter(username=name).exists():
            found.append(name)
    return found
