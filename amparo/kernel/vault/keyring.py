"""The key ring: one root key, and every named key random and wrapped by it, outside the main database."""

from __future__ import annotations

import json
import os
import secrets
import stat
import tempfile
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amparo import config

NAMES = ("idx", "field", "session_row", "session_seal", "mfa", "pepper", "audit", "django", "code", "mail")
SESSION_GRACE = timedelta(hours=24)


class NoKeys(Exception):
    """There is no key ring yet, or it cannot be opened; the message says what to do, never what a key is."""


@dataclass(frozen=True)
class Key:
    """One generation of a named key: `kid` 1–65535, `secret` 32 bytes."""

    kid: int
    secret: bytes
    made_at: str = ""

    def __repr__(self) -> str:
        return f"Key(kid={self.kid})"


class Keyring:
    """The opened ring of one process."""

    def __init__(self, keys: dict[str, tuple[Key, ...]]) -> None:
        self._keys = keys

    def generations(self, name: str) -> tuple[Key, ...]:
        """Every generation, newest first."""
        if name not in self._keys:
            raise NoKeys(f"The key ring holds no key named {name}. Restore keys.json from its backup.")
        return self._keys[name]

    def current(self, name: str) -> Key:
        return self.generations(name)[0]

    def find(self, name: str, kid: int) -> Key:
        for key in self.generations(name):
            if key.kid == kid:
                return key
        raise NoKeys(f"The key ring holds no generation {kid} of {name}. Restore keys.json from its backup.")


def root_key(settings: config.Config) -> bytes:
    """32 bytes from the environment, a systemd credential or a file only its owner may read."""
    if settings.root_key:
        return bytes.fromhex(settings.root_key)
    path = settings.root_key_path
    if not path.exists():
        raise NoKeys(f"There is no root key at {path}. Run `amparo init`, or restore it from its backup.")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise NoKeys(f"{path} can be read by others. Run: chmod 600 {path}")
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise NoKeys(f"{path} does not hold a root key (64 hexadecimal digits).")
    return key


def _about(name: str, kid: int) -> bytes:
    return f"amparo|key|{name}|{kid}".encode()


def _wrap(root: bytes, name: str, kid: int, secret: bytes) -> str:
    nonce = secrets.token_bytes(12)
    return b64encode(nonce + AESGCM(root).encrypt(nonce, secret, _about(name, kid))).decode()


def _unwrap(root: bytes, name: str, kid: int, wrapped: str) -> bytes:
    raw = b64decode(wrapped)
    try:
        return AESGCM(root).decrypt(raw[:12], raw[12:], _about(name, kid))
    except InvalidTag:
        raise NoKeys(f"The root key does not open {name} in keys.json: one of the two is not the right one.") from None


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    Path(name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def create(settings: config.Config, *, now: datetime) -> list[str]:
    """Make the root key and the ring where they are absent; never touches what exists. Says what it made."""
    made = []
    if not settings.root_key and not settings.root_key_path.exists():
        if settings.keys_path.exists():
            raise NoKeys(f"{settings.keys_path} is there but its root key is not. Restore the root key's backup.")
        write_private(settings.root_key_path, secrets.token_hex(32) + "\n")
        made.append(str(settings.root_key_path))
    root = root_key(settings)
    held = _load(settings) if settings.keys_path.exists() else {"format": 1, "keys": {}}
    missing = [name for name in NAMES if name not in held["keys"]]
    for name in missing:
        entry = {"kid": 1, "made_at": now.isoformat(), "wrapped": _wrap(root, name, 1, secrets.token_bytes(32))}
        held["keys"][name] = [entry]
    if missing:
        write_private(settings.keys_path, json.dumps(held, indent=1) + "\n")
        made.append(str(settings.keys_path))
    ring.cache_clear()
    return made


def _load(settings: config.Config) -> dict[str, Any]:
    try:
        held: dict[str, Any] = json.loads(settings.keys_path.read_text("utf-8"))
    except (OSError, ValueError):
        raise NoKeys(f"{settings.keys_path} cannot be read. Restore it from its backup.") from None
    if stat.S_IMODE(settings.keys_path.stat().st_mode) & 0o077:
        raise NoKeys(f"{settings.keys_path} can be read by others. Run: chmod 600 {settings.keys_path}")
    return held


def open_ring(settings: config.Config) -> Keyring:
    """Unwrap every key. Raises NoKeys with what to do."""
    root, held = root_key(settings), _load(settings)
    return Keyring(
        {
            name: tuple(
                Key(int(e["kid"]), _unwrap(root, name, int(e["kid"]), str(e["wrapped"])), str(e["made_at"]))
                for e in sorted(entries, key=lambda e: -int(e["kid"]))
            )
            for name, entries in held["keys"].items()
        }
    )


@cache
def ring() -> Keyring:
    """This process's key ring."""
    settings = config.current()
    if not settings.keys_path.exists():
        raise NoKeys(f"There is no key ring at {settings.keys_path}. Run `amparo init`.")
    return open_ring(settings)


def django_secret() -> str:
    """Django's SECRET_KEY from the ring; before `amparo init` a passing value that signs nothing kept."""
    if not config.current().keys_path.exists():
        return secrets.token_hex(32)
    return ring().current("django").secret.hex()
