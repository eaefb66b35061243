"""Hashes what people know, passwords and answers: Argon2id over a peppered digest, only so many at once."""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from argon2 import low_level
from argon2.exceptions import InvalidHashError, VerificationError
from django.contrib.auth.hashers import BasePasswordHasher

from amparo import config
from amparo.kernel.refusals import Refusal
from amparo.kernel.vault import keyring

ALGORITHM = "peppered"
TIME_COST = 2
PARALLELISM = 1
SALT_BYTES = 16
HASH_BYTES = 32
WAIT_SECONDS = 2.0  # how long a request stands in line before it is told to come back

_places = threading.BoundedSemaphore(2 * (os.cpu_count() or 1))


class Busy(Refusal):
    """Every place for hashing is taken; the answer is 503 with Retry-After."""

    code = "busy"
    retry_after = 5


@contextmanager
def _place() -> Iterator[None]:
    """One of the few places for hashing, so that strangers cannot make us use all memory (ASVS 15.2.2)."""
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _places.release()


def _peppered(text: str, pepper: bytes) -> bytes:
    return hmac.new(pepper, unicodedata.normalize("NFC", text).encode(), hashlib.sha256).digest()


def hash_secret(text: str, *, salt: bytes | None = None) -> str:
    """`peppered$<key id>$<argon2 string>` of the text, at most 128 characters. May refuse with Busy."""
    key = keyring.ring().current("pepper")
    with _place():
        made = low_level.hash_secret(
            _peppered(text, key.secret),
            salt or os.urandom(SALT_BYTES),
            time_cost=TIME_COST,
            memory_cost=config.current().argon2_memory_kib,
            parallelism=PARALLELISM,
            hash_len=HASH_BYTES,
            type=low_level.Type.ID,
        )
    return f"{ALGORITHM}${key.kid}{made.decode('ascii')}"


def check_secret(text: str, kept: str) -> bool:
    """Whether the text is the one behind the hash; takes as long for a wrong one. May refuse with Busy."""
    try:
        algorithm, kid, argon2 = kept.split("$", 2)
        if algorithm != ALGORITHM:
            return False
        key = keyring.find("pepper", int(kid))
    except ValueError:
        return False
    with _place():
        try:
            return low_level.verify_secret(
                f"${argon2}".encode("ascii"), _peppered(text, key.secret), low_level.Type.ID
            )
        except (VerificationError, InvalidHashError):
            return False


def outdated(kept: str) -> bool:
    """Whether the hash was made with another pepper or another cost than today's."""
    try:
        algorithm, kid, argon2 = kept.split("$", 2)
    except ValueError:
        return True
    cost = f"argon2id$v=19$m={config.current().argon2_memory_kib},t={TIME_COST},p={PARALLELISM}$"
    current = str(keyring.ring().current("pepper").kid)
    return algorithm != ALGORITHM or kid != current or not argon2.startswith(cost)


class PepperedArgon2Hasher(BasePasswordHasher):
    """Django's door to the functions above; an outdated hash is made anew when its owner signs in."""

    algorithm = ALGORITHM

    def salt(self) -> str:
        return os.urandom(SALT_BYTES).hex()

    def encode(self, password: str, salt: str) -> str:
        return hash_secret(password, salt=bytes.fromhex(salt))

    def verify(self, password: str, encoded: str) -> bool:
        return check_secret(password, encoded)

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, kid, argon2 = encoded.split("$", 2)
        return {"algorithm": algorithm, "hash": argon2, "salt": argon2.split("$")[3], "kid": int(kid)}

    def must_update(self, encoded: str) -> bool:
        return outdated(encoded)

    def safe_summary(self, encoded: str) -> Any:
        decoded = self.decode(encoded)
        return {"algorithm": decoded["algorithm"], "key": decoded["kid"]}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing: costs go up rarely, and a second hash for a wrong password would tell that it is known."""
