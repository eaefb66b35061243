"""Seals small fields: AES-256-GCM under a named key, bound to the place the value belongs to."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amparo.kernel.vault import keyring

FORMAT = 1
HEAD, NONCE, TAG = 3, 12, 16


class CannotOpen(Exception):
    """The sealed value was changed, moved to another row, or sealed with a key we do not hold."""


def seal(plain: bytes, *, key: str, about: str) -> bytes:
    """01 ‖ kid (2 bytes) ‖ nonce (12) ‖ ciphertext ‖ tag (16).

    `about` names the kind and the row (`session|KEY`) and must be the same to open, so that no value can
    be moved to another place.
    """
    used = keyring.ring().current(key)
    head = bytes([FORMAT]) + used.kid.to_bytes(2, "big")
    nonce = secrets.token_bytes(NONCE)
    return head + nonce + AESGCM(used.secret).encrypt(nonce, plain, head + about.encode())


def unseal(sealed: bytes | memoryview, *, key: str, about: str) -> bytes:
    """The plain bytes. Raises CannotOpen."""
    raw = bytes(sealed)
    if len(raw) < HEAD + NONCE + TAG or raw[0] != FORMAT:
        raise CannotOpen("not a sealed field")
    try:
        used = keyring.find(key, int.from_bytes(raw[1:HEAD], "big"))
        head, nonce, closed = raw[:HEAD], raw[HEAD : HEAD + NONCE], raw[HEAD + NONCE :]
        return AESGCM(used.secret).decrypt(nonce, closed, head + about.encode())
    except InvalidTag:
        raise CannotOpen("changed, moved, or sealed with another key") from None
    except keyring.NoKeys:
        raise CannotOpen("sealed with a key that we do not hold") from None
