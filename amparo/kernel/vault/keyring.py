"""The key ring: random named keys, wrapped by the root key, in a file outside the main database."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from amparo import config
from amparo.kernel.vault import files, root
from amparo.kernel.vault.root import NoKeys as NoKeys

NAMES = ("idx", "field", "session_row", "session_seal", "mfa", "pepper", "audit", "django", "code", "mail")
PASSING = frozenset({"session_row", "session_seal"})  # an earlier generation ends by itself
GRACE = timedelta(hours=24)  # how long it still opens what it closed: twice the longest session
LAST_KID = 0xFFFF
LOOK_SECONDS = 1.0  # between two looks at the file
_ABSENT = "There is no key ring at {path}. Run `amparo init`, or restore its backup."

log = logging.getLogger("amparo.keys")


@dataclass(frozen=True)
class Key:
    """One generation of a named key: `kid` 1–65535, `secret` 32 bytes that no repr shows."""

    kid: int
    secret: bytes = field(repr=False)
    made_at: datetime

    def check_value(self, name: str) -> bytes:
        """16 bytes that tell whether two keys are the same and nothing else about them."""
        return hmac.digest(self.secret, f"amparo|check|{name}|{self.kid}".encode(), hashlib.sha256)[:16]


class Keyring:
    """The opened ring of one process."""

    def __init__(self, keys: dict[str, tuple[Key, ...]]) -> None:
        self._keys = keys

    def names(self) -> list[str]:
        return sorted(self._keys)

    def generations(self, name: str) -> tuple[Key, ...]:
        """Every generation, newest first. Raises NoKeys."""
        if not self._keys.get(name):
            raise NoKeys(f"keys.json holds no key named {name}. Restore keys.json from its backup.")
        return self._keys[name]

    def current(self, name: str) -> Key:
        """The generation that closes things now. Raises NoKeys."""
        return self.generations(name)[0]

    def live(self, name: str, *, now: datetime) -> tuple[Key, ...]:
        """The current generation and those replaced less than 24 hours ago, newest first. Raises NoKeys."""
        held = self.generations(name)
        pairs = zip(held[1:], held[:-1], strict=True)
        return held[:1] + tuple(old for old, successor in pairs if now < successor.made_at + GRACE)

    def find(self, name: str, kid: int) -> Key:
        """One generation by its number. Raises NoKeys."""
        for key in self.generations(name):
            if key.kid == kid:
                return key
        raise NoKeys(f"keys.json holds no generation {kid} of {name}. Restore keys.json from its backup.")


def create(settings: config.Config, *, now: datetime) -> list[str]:
    """Make the root key and the ring where they are absent, and say which files that wrote.

    What exists is never changed; a ring of an older release, which lacks a name, is given that key.
    Raises NoKeys if root key and ring do not fit.
    """
    with files.alone(settings.keys_path):
        there = settings.keys_path.exists()
        if there and not settings.root_key and not settings.root_key_path.exists():
            raise NoKeys(
                f"{settings.keys_path} is there, its root key is not. Restore the root key's backup."
            )
        made = [str(settings.root_key_path)] if root.make(settings) else []
        wrapping = root.read(settings)
        held: dict[str, Any] = _load(settings.keys_path) if there else {"format": 1, "keys": {}}
        if there:
            _open(held, wrapping, settings.keys_path)
        missing = [name for name in NAMES if name not in held["keys"]]
        for name in missing:
            held["keys"][name] = [_new(wrapping, name, 1, now)]
        if missing:
            files.write(settings.keys_path, _text(held))
            made.append(str(settings.keys_path))
            forget()
    return made


def renew(settings: config.Config, names: Sequence[str], *, now: datetime) -> None:
    """Give each name a new generation; everything already closed still opens with the older ones.

    A session key's generation is dropped once it has been replaced for 24 hours. Raises NoKeys.
    """
    with files.alone(settings.keys_path):
        wrapping, held = root.read(settings), _load(settings.keys_path)
        opened = _open(held, wrapping, settings.keys_path)
        for name in names:
            kid = opened.current(name).kid + 1
            if kid > LAST_KID:
                raise NoKeys(f"{name} has had {LAST_KID} generations; there is no number left for another.")
            kept = {key.kid for key in opened.live(name, now=now)} if name in PASSING else None
            older = [entry for entry in held["keys"][name] if kept is None or int(entry["kid"]) in kept]
            held["keys"][name] = [_new(wrapping, name, kid, now), *older]
        files.write(settings.keys_path, _text(held))
        forget()


def read(path: Path, *, settings: config.Config) -> Keyring:
    """Open the ring in `path`, which may be a backup, with the present root key. Raises NoKeys."""
    return _open(_load(path), root.read(settings), path)


@dataclass(frozen=True)
class _Held:
    """The ring that this process opened, from which file, and when it last looked whether that was replaced."""

    settings: config.Config
    stamp: tuple[int, int, int]
    ring: Keyring
    looked_at: float


_held: _Held | None = None


def ring() -> Keyring:
    """This process's key ring; opened again within a second of its file being replaced. Raises NoKeys."""
    held, settings = _held, config.current()
    if held and held.settings is settings and time.monotonic() - held.looked_at < LOOK_SECONDS:
        return held.ring
    return _look(settings)


def find(name: str, kid: int) -> Key:
    """The generation that a stored value names, even if another process made it just now. Raises NoKeys."""
    try:
        return ring().find(name, kid)
    except NoKeys:
        if not look_again():
            raise
        return ring().find(name, kid)


def look_again() -> bool:
    """Look at the file now. True if the ring is another than before."""
    before = _held.ring if _held else None
    return _look(config.current()) is not before


def forget() -> None:
    """Let go of the opened ring; the next use opens the file again."""
    global _held
    _held = None


def _look(settings: config.Config) -> Keyring:
    global _held
    looked_at, path = time.monotonic(), settings.keys_path
    held = _held if _held and _held.settings.keys_path == path else None
    stamp = _stamp(path) or (held.stamp if held else None)  # a file gone for a moment ends no process
    if stamp is None:
        raise NoKeys(_ABSENT.format(path=path))
    opened = held.ring if held else None
    if held is None or held.stamp != stamp:
        try:
            opened = read(path, settings=settings)
        except NoKeys:
            if held is None:
                raise
            log.error("keys.json was changed and cannot be opened; going on with the keys read before")
    if opened is None:
        raise NoKeys(_ABSENT.format(path=path))
    _held = _Held(settings, stamp, opened, looked_at)
    return opened


def django_secret() -> str:
    """Django's SECRET_KEY from the ring; before `amparo init` a passing value that signs nothing kept."""
    if not config.current().keys_path.exists():
        return secrets.token_hex(32)
    return ring().current("django").secret.hex()


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def _new(wrapping: bytes, name: str, kid: int, now: datetime) -> dict[str, Any]:
    wrapped = root.wrap(wrapping, name=name, kid=kid, secret=secrets.token_bytes(root.SIZE))
    return {"kid": kid, "made_at": now.isoformat(), "wrapped": wrapped}


def _text(held: dict[str, Any]) -> str:
    return json.dumps(held, indent=1) + "\n"


def _load(path: Path) -> dict[str, Any]:
    try:
        held: Any = json.loads(path.read_text("utf-8"))
        if held["format"] != 1 or not isinstance(held["keys"], dict):
            raise ValueError
    except FileNotFoundError:
        raise NoKeys(_ABSENT.format(path=path)) from None
    except (OSError, ValueError, TypeError, KeyError):
        raise NoKeys(f"{path} cannot be read as a key ring. Restore it from its backup.") from None
    if files.open_to_others(path):
        raise NoKeys(f"Others than its owner may read or change {path}. Run: chmod 600 {path}")
    return dict(held)


def _open(held: dict[str, Any], wrapping: bytes, path: Path) -> Keyring:
    """Unwrap every key, or say which of root key and ring is at fault."""
    keys: dict[str, tuple[Key, ...]] = {}
    shut: list[str] = []
    for name, entries in held["keys"].items():
        try:
            opened = [_key(wrapping, name, entry) for entry in entries]
        except (root.WrongRoot, KeyError, TypeError, ValueError):
            shut.append(str(name))
            continue
        keys[str(name)] = tuple(sorted(opened, key=lambda key: -key.kid))
    if shut and not keys:
        raise NoKeys(f"The root key is not the one that locked {path}. Restore the one that belongs to it.")
    if shut:
        raise NoKeys(f"{path} is damaged ({', '.join(shut)}). Restore it from its backup.")
    return Keyring(keys)


def _key(wrapping: bytes, name: str, entry: dict[str, Any]) -> Key:
    kid = int(entry["kid"])
    secret = root.unwrap(wrapping, name=name, kid=kid, wrapped=str(entry["wrapped"]))
    return Key(kid, secret, datetime.fromisoformat(str(entry["made_at"])))
