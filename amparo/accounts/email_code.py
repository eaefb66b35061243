"""Codes of eight digits sent to an e-mail address: only their keyed digest is kept."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from amparo.accounts.models import EmailCode, User
from amparo.kernel import secret_ids
from amparo.kernel.refusals import Refusal
from amparo.kernel.vault import seal
from amparo.ui import mail

LASTS = {
    EmailCode.Use.REGISTER: timedelta(minutes=60),
    EmailCode.Use.RESET: timedelta(minutes=10),
    EmailCode.Use.CHANGE: timedelta(minutes=60),
}
TRIES, RESENDS, ADDRESS_CHANGES = 5, 3, 2


class CodeNotRight(Refusal):
    """Wrong, too old, used or tried too often: one sentence for all."""

    code = "code_wrong"
    field = "code"


class NoMoreSends(Refusal):
    """The code was sent again as often as it may be."""

    code = "code_no_more_sends"


class NoMoreAddresses(Refusal):
    """The address was changed as often as it may be before the first code is right."""

    code = "code_no_more_addresses"


def draw() -> str:
    """Eight digits that nobody can guess."""
    return f"{secrets.randbelow(10**8):08d}"


def shown(digits: str) -> str:
    """The code as a letter shows it: 1234-5678."""
    return f"{digits[:4]}-{digits[4:]}"


def digits_in(typed: str) -> str:
    """The digits of a code as people type it."""
    return "".join(c for c in typed if c.isdigit())


def issue(*, user: User, use: str, address: str, now: datetime) -> None:
    """Send a fresh code to the address and forget any open one for the same use."""
    with transaction.atomic():
        EmailCode.objects.filter(user=user, use=use, used_at=None).delete()
        row = EmailCode(user=user, use=use, created_at=now, sealed_address=b"", code_digest=b"")
        _fill(row, address=address, now=now)


def _fill(row: EmailCode, *, address: str, now: datetime) -> None:
    """Draw a code, seal the address, queue the mail."""
    digits = draw()
    lasts = LASTS[EmailCode.Use(row.use)]
    row.code_digest = _digest(row.user, row.use, digits)
    row.sealed_address = seal.seal(address.encode(), key="field", about=f"code|{row.user.pk}|{row.use}")
    row.tries, row.sent_at, row.expires_at = 0, now, now + lasts
    row.save()
    mail.post(
        f"accounts/mail/code_{row.use}",
        to=address,
        language=row.user.language,
        now=now,
        code=shown(digits),
        minutes=int(lasts.total_seconds() // 60),
    )


def _digest(user: User, use: str, digits: str) -> bytes:
    return secret_ids.digest(f"code|{use}", f"{user.pk}|{digits}")


def open_code(*, user: User, use: str) -> EmailCode | None:
    """The code that is out for this use, or None."""
    return EmailCode.objects.filter(user=user, use=use, used_at=None).select_related("user").first()


def address_of(row: EmailCode) -> str:
    """The address the code went to."""
    return seal.unseal(row.sealed_address, key="field", about=f"code|{row.user_id}|{row.use}").decode()


def check(*, user: User, use: str, typed: str, now: datetime) -> str:
    """Take the code; the address it proves. The try is counted before it is judged, so that none slips by at once.

    A caller whose transaction is undone by the refusal gives the try back: catch CodeNotRight inside it.
    """
    row = open_code(user=user, use=use)
    mine = EmailCode.objects.filter(pk=row.pk if row else 0, used_at=None, expires_at__gt=now)
    counted = mine.filter(tries__lt=TRIES).update(tries=F("tries") + 1)
    given = _digest(user, use, digits_in(typed))
    right = hmac.compare_digest(given, bytes(row.code_digest) if row else b"\0" * 32)
    if row is None or not counted or not right or not mine.update(used_at=now):
        raise CodeNotRight
    return address_of(row)


def resend(*, user: User, use: str, now: datetime) -> None:
    """Send a new code to the same address, three times at most."""
    with transaction.atomic():
        row = open_code(user=user, use=use)
        if row is None or row.sends > RESENDS:
            raise NoMoreSends
        row.sends += 1
        _fill(row, address=address_of(row), now=now)


def change_address(*, user: User, use: str, address: str, now: datetime) -> None:
    """Send a new code to another address, twice at most."""
    with transaction.atomic():
        row = open_code(user=user, use=use)
        if row is None or row.address_changes >= ADDRESS_CHANGES:
            raise NoMoreAddresses
        row.address_changes += 1
        _fill(row, address=address, now=now)
