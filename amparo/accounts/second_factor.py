"""The second proof: codes of an authenticator app, passkeys, and one recovery code of our own (PROF-3)."""

from __future__ import annotations

import base64
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.adapter import get_adapter as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import transaction

from amparo.accounts import notices
from amparo.accounts.models import RecoveryCode, User
from amparo.kernel import secret_ids
from amparo.kernel.audit.record import Origin, record
from amparo.kernel.refusals import Refusal
from amparo.kernel.vault import seal
from amparo.plan import profile

PERIOD = 30  # seconds that an app's code is good for; tolerance 0, or a used code would be taken again
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's
RECOVERY_CHARACTERS = 20  # 100 bits


class WrongCode(Refusal):
    """Not the app's code of this moment, used already, or not the recovery code."""

    code = "second_factor_wrong"
    field = "code"


class NoSuchKey(Refusal):
    """No such passkey, or not yours: the same."""

    code = "no_such_passkey"


@dataclass(frozen=True)
class Passkey:
    """A passkey for a page."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """What an account has beyond its password."""

    app_since: datetime | None
    passkeys: tuple[Passkey, ...]
    recovery_since: datetime | None


def has(*, user: User) -> bool:
    """Whether the account has an app or a passkey."""
    return bool(Authenticator.objects.filter(user=user, type__in=["totp", "webauthn"]).exists())


def due(*, user: User) -> bool:
    """Whether a second factor is required and missing: of staff always, of members if the plan says so."""
    required = bool(user.is_staff) or profile.current().rules.second_factor == "require"
    return required and not has(user=user)


def of(*, user: User) -> Factors:
    """Everything the account has, for its page."""
    rows = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    app = next((row.created_at for row in rows if row.type == "totp"), None)
    keys = tuple(
        Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at)
        for row in rows
        if row.type == "webauthn"
    )
    recovery = RecoveryCode.objects.filter(user=user, used_at=None).first()
    return Factors(app, keys, recovery.created_at if recovery else None)


def note_failure(*, user: User, now: datetime, origin: Origin) -> None:
    """Write down that somebody showed a wrong second factor; its owner reads it among the activity."""
    record(event="second_factor.failed", now=now, subject=user.pk, origin=origin)


def _note(user: User, event: str, *, now: datetime, origin: Origin | None) -> None:
    """Write down a change and tell the owner, but for an account that nobody has used yet."""
    record(event=event, now=now, actor=user.pk, subject=user.pk, origin=origin)
    if user.last_login:
        notices.tell(user=user, about="second_factor_changed", now=now)


# The authenticator app


def new_secret() -> str:
    """A secret to show once, base32."""
    return str(totp.generate_totp_secret())


def picture(*, user: User, secret: str) -> str:
    """The QR code that an app scans: an SVG element."""
    svg = str(mfa().build_totp_svg(mfa().build_totp_url(user, secret)))
    return svg[svg.index("<svg") :]


def code_at(secret: str, *, now: datetime) -> str:
    """The code that an app shows at this moment, six digits."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(now.timestamp()) // PERIOD)))


def add_app(*, user: User, secret: str, typed: str, now: datetime, origin: Origin | None = None) -> None:
    """Keep the sealed secret once the app has shown a right code; it replaces an older app."""
    if not _same(typed, code_at(secret, now=now)):
        raise WrongCode
    sealed = base64.b64encode(seal.seal(secret.encode(), key="mfa", about=f"totp|{user.pk}")).decode()
    data = {"secret": sealed, "counter": int(now.timestamp()) // PERIOD}
    Authenticator.objects.update_or_create(
        user=user,
        type=Authenticator.Type.TOTP,
        defaults={"data": data, "created_at": now, "last_used_at": None},
    )
    _note(user, "second_factor.app_added", now=now, origin=origin)


def check_app(*, user: User, typed: str, now: datetime) -> None:
    """Take the app's code of this moment, once. Refuses with WrongCode."""
    counter = int(now.timestamp()) // PERIOD
    with transaction.atomic():
        row = (
            Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP).first()
        )
        if (
            row is None
            or row.data.get("counter", -1) >= counter
            or not _same(typed, _code(row, user.pk, now=now))
        ):
            raise WrongCode
        row.data["counter"] = counter
        row.last_used_at = now
        row.save(update_fields=["data", "last_used_at"])


def remove_app(*, user: User, now: datetime, origin: Origin | None = None) -> None:
    """Forget the app."""
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()[0]:
        _note(user, "second_factor.app_removed", now=now, origin=origin)
        _forget_recovery_without_factor(user)


def _code(row: Any, user_id: uuid.UUID, *, now: datetime) -> str:
    secret = seal.unseal(base64.b64decode(row.data["secret"]), key="mfa", about=f"totp|{user_id}")
    return code_at(secret.decode(), now=now)


def _same(typed: str, right: str) -> bool:
    return hmac.compare_digest("".join(typed.split()).encode(), right.encode())


# Passkeys: the ceremony is allauth's (passkeys.py); these keep the list.


def keep_passkey(
    *, user: User, name: str, credential: dict[str, Any], now: datetime, origin: Origin | None = None
) -> None:
    """Keep a passkey whose registration was verified."""
    Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": name[:60], "credential": credential},
        created_at=now,
    )
    _note(user, "second_factor.passkey_added", now=now, origin=origin)


def passkey(*, user: User, key_id: int) -> Passkey:
    """One of the account's passkeys. Refuses with NoSuchKey."""
    row = _passkey_row(user, key_id)
    return Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at)


def rename_passkey(*, user: User, key_id: int, name: str) -> None:
    """Call a passkey something else. Refuses with NoSuchKey."""
    row = _passkey_row(user, key_id)
    row.data["name"] = name[:60]
    row.save(update_fields=["data"])


def remove_passkey(*, user: User, key_id: int, now: datetime, origin: Origin | None = None) -> None:
    """Forget a passkey. Refuses with NoSuchKey."""
    _passkey_row(user, key_id).delete()
    _note(user, "second_factor.passkey_removed", now=now, origin=origin)
    _forget_recovery_without_factor(user)


def _passkey_row(user: User, key_id: int) -> Any:
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN, pk=key_id).first()
    if row is None:
        raise NoSuchKey
    return row


# The recovery code: 100 bits, kept as a keyed digest only (allauth's can be computed again from a seed)


def new_recovery_code(*, user: User, now: datetime, origin: Origin | None = None) -> str:
    """A code to show once, in groups of five; the one before stops working."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_CHARACTERS))
    RecoveryCode.objects.filter(user=user, used_at=None).delete()
    RecoveryCode.objects.create(user=user, code_digest=_recovery_digests(user, code)[0], created_at=now)
    record(event="second_factor.recovery_code_made", now=now, actor=user.pk, subject=user.pk, origin=origin)
    return "-".join(code[i : i + 5] for i in range(0, RECOVERY_CHARACTERS, 5))


def use_recovery_code(*, user: User, typed: str, now: datetime, origin: Origin | None = None) -> None:
    """Take the recovery code, once. Refuses with WrongCode."""
    rows = RecoveryCode.objects.filter(
        user=user, used_at=None, code_digest__in=_recovery_digests(user, typed)
    )
    if not rows.update(used_at=now):
        raise WrongCode
    _note(user, "second_factor.recovery_code_used", now=now, origin=origin)


def _recovery_digests(user: User, typed: str) -> list[bytes]:
    plain = typed.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return secret_ids.digests(f"recovery|{user.pk}", "".join(c for c in plain if c in ALPHABET))


def _forget_recovery_without_factor(user: User) -> None:
    if not has(user=user):
        RecoveryCode.objects.filter(user=user, used_at=None).delete()
