"""One-time codes that Member Services reads out or posts to a member (REG-4, accounts.md 3.3)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, QuerySet

from amparo.accounts import links
from amparo.accounts.models import ActivationCode, User
from amparo.coverage import lookup, read
from amparo.kernel import secret_ids
from amparo.kernel.refusals import Refusal
from amparo.plan import profile

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: 5 bits each, none that sound or look alike
LENGTH = 12
TRIES = 5  # with facts that are not its owner's
LASTS = {"phone": timedelta(hours=24), "post": timedelta(days=21)}


class NotForThem(Refusal):
    """This member cannot register: under age, dead, or covered too long ago."""

    code = "activation_not_for_them"


class HasAccount(Refusal):
    """This member is registered already: a code would lead nowhere."""

    code = "activation_has_account"


def normal(typed: str) -> str:
    """The code as it is kept: capitals, O read as 0, I and L as 1, nothing else."""
    text = typed.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return "".join(sign for sign in text if sign in SIGNS)


def shown(code: str) -> str:
    """The code in groups of four, as it is read out."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def issue(*, member_id: int, kind: str, by: User | None, now: datetime) -> str:
    """A new code of 12 signs (60 bits) for this member, in place of any open one. Shown once, kept as a digest.

    `kind`: phone or post. Refuses NotForThem, HasAccount.
    """
    if not _may_register(member_id, now):
        raise NotForThem
    if links.holder_of(member_id) is not None:
        raise HasAccount
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    with transaction.atomic():
        ActivationCode.objects.filter(member_id=member_id, used_at=None).delete()
        ActivationCode.objects.create(
            member_id=member_id,
            code_digest=secret_ids.digest("activation", code),
            kind=kind,
            issued_by=by,
            created_at=now,
            expires_at=now + LASTS[kind],
        )
    return code


def _may_register(member_id: int, now: datetime) -> bool:
    rules, member = profile.current().rules, read.member_card(member_id)
    today = now.astimezone(ZoneInfo(rules.time_zone)).date()
    if member.died or lookup.age_on(member.birth_on, today) < rules.adult_age or member.cover_from is None:
        return False
    return not member.cover_to or lookup.months_since(member.cover_to, today) < rules.former_member_months


def _open(typed: str, now: datetime) -> QuerySet[ActivationCode]:
    digests = secret_ids.digests("activation", normal(typed))
    good = {"used_at": None, "expires_at__gt": now, "tries__lt": TRIES}
    return ActivationCode.objects.filter(code_digest__in=digests, **good)


def whose(*, typed: str, now: datetime) -> int | None:
    """The id of the member whose code this is, or None. It stays good until `use_up`."""
    return _open(typed, now).values_list("member_id", flat=True).first()


def count_wrong(*, typed: str) -> None:
    """A right code came with facts that are not its owner's; five of those end it. Nothing typed, nothing counted."""
    digests = secret_ids.digests("activation", normal(typed))
    ActivationCode.objects.filter(code_digest__in=digests, used_at=None).update(tries=F("tries") + 1)


def use_up(*, member_id: int, now: datetime) -> None:
    """Mark the member's open code used: the account is bound."""
    ActivationCode.objects.filter(member_id=member_id, used_at=None).update(used_at=now)
