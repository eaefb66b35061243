"""One-time codes that Member Services reads out or posts to a member (REG-4, accounts.md 3.3)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from amparo.accounts.models import ActivationCode, User
from amparo.kernel import secret_ids
from amparo.kernel.refusals import Refusal

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: 5 bits each, none that sound or look alike
LENGTH = 12
LASTS = {"phone": timedelta(hours=24), "post": timedelta(days=21)}


class WrongCode(Refusal):
    """No such code, or it is used or too old."""

    code = "activation_wrong"


def normal(typed: str) -> str:
    """The code as it is kept: capitals, O read as 0, I and L as 1, nothing else."""
    text = typed.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return "".join(sign for sign in text if sign in SIGNS)


def shown(code: str) -> str:
    """The code in groups of four, as it is read out."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def issue(*, member_id: int, kind: str, by: User | None, now: datetime) -> str:
    """A new code of 12 signs (60 bits) for this member, in place of any open one. Shown once, kept as a digest."""
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


def _open(typed: str, now: datetime) -> ActivationCode:
    digests = secret_ids.digests("activation", normal(typed))
    row = ActivationCode.objects.filter(code_digest__in=digests, used_at=None, expires_at__gt=now).first()
    if row is None:
        raise WrongCode
    return row


def check(*, typed: str, now: datetime) -> int:
    """The id of the member whose code this is. It stays good until `use`. Refuses with WrongCode."""
    return int(_open(typed, now).member_id)


def use_up(*, member_id: int, now: datetime) -> None:
    """Mark the member's open code used: the account is bound."""
    ActivationCode.objects.filter(member_id=member_id, used_at=None).update(used_at=now)
