"""Keyed digests of identifiers, so that a number can be found again but not read (SSN, user names, codes)."""

from __future__ import annotations

import hashlib
import hmac

from amparo.kernel.vault import keyring


def _mac(secret: bytes, label: str, value: str) -> bytes:
    return hmac.digest(secret, f"{label}|{value}".encode(), hashlib.sha256)


def digest(label: str, value: str) -> bytes:
    """32 bytes: HMAC-SHA-256 under the current index key over label|value."""
    return _mac(keyring.ring().current("idx").secret, label, value)


def digests(label: str, value: str) -> list[bytes]:
    """The digest under every generation of the index key, the current one first."""
    return [_mac(key.secret, label, value) for key in keyring.ring().generations("idx")]


def current_kid() -> int:
    """The generation that `digest` uses now."""
    return keyring.ring().current("idx").kid
