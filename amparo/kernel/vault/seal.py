"""Sealing small fields: AES-256-GCM under a named key, bound to the place the value belongs to."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amparo.kernel.vault import keyring

FORMAT = 1


class CannotOpen(Exception):
    """The sealed value was changed, moved to another row, or sealed with a key we do not hold."""


def seal(plain: bytes, *, key: str, about: str) -> bytes:
    """01 ‖ kid (2 bytes) ‖ nonce (12) ‖ ciphertext ‖ tag (16); `about` names kind and row and must match to open."""
    used = keyring.ring().current(key)
    head = bytes([FORMAT]) + used.kid.to_bytes(2, "big")
    nonce = secrets.token_bytes(12)
    return head + nonce + AESGCM(used.secret).encrypt(nonce, plain, head + about.encode())


def unseal(sealed: bytes | memoryview, *, key: str, about: str) -> bytes:
    """The plain bytes. Raises CannotOpen."""
    raw = bytes(sealed)
    if len(raw) < 31 or raw[0] != FORMAT:
        raise CannotOpen("not a sealed field")
    used = keyring.ring().find(key, int.from_bytes(raw[1:3], "big"))
    try:
        return AESGCM(used.secret).decrypt(raw[3:15], raw[15:], raw[:3] + about.encode())
    except InvalidTag:
        raise CannotOpen("changed, moved, or sealed with another key") from None
