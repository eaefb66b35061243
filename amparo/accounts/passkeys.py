"""The passkey ceremony between browser and server; django-allauth and fido2 do the cryptography."""

from __future__ import annotations

from typing import Any, cast

from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError

from amparo.accounts.models import User
from amparo.kernel.refusals import Refusal


class PasskeyFailed(Refusal):
    """The browser's answer does not fit what we asked, or the passkey is not known."""

    code = "passkey_failed"


def to_add(user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey that works without a user name and checks its owner."""
    return cast("dict[str, Any]", auth.begin_registration(user, passwordless=True))


def added(credential: Any) -> dict[str, Any]:
    """The verified credential, ready to keep. Refuses with PasskeyFailed."""
    try:
        auth.parse_registration_response(credential)
        data = auth.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        raise PasskeyFailed from None
    if not data.is_user_verified():
        raise PasskeyFailed
    return cast("dict[str, Any]", credential)


def to_prove(user: User | None) -> dict[str, Any]:
    """What the browser needs to show a passkey: one of this account's, or any of ours for a stranger."""
    return cast("dict[str, Any]", auth.begin_authentication(user))


def proved(credential: Any, *, user: User | None = None) -> User:
    """The account whose passkey answered; with `user`, it must be theirs. Refuses with PasskeyFailed."""
    try:
        auth.parse_authentication_response(credential)
        owner = user or auth.extract_user_from_response(credential)
        authenticator = auth.complete_authentication(owner, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        raise PasskeyFailed from None
    authenticator.record_usage()
    return cast(User, owner)
