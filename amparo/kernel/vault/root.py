"""The root key: where it comes from, and how it wraps every other key."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amparo import config
from amparo.kernel.vault import files

SIZE = 32
READABLE_BY_GROUP = 0o040


class NoKeys(Exception):
    """There is no key ring yet, or it cannot be opened; the message says what to do, never what a key is."""


class WrongRoot(Exception):
    """This root key did not wrap that key."""


def place(settings: config.Config) -> str:
    """Where the root key comes from, for a person to read."""
    if settings.root_key:
        return "the environment (AMPARO_ROOT_KEY)"
    return f"the {'systemd credential' if _is_credential(settings) else 'file'} {settings.root_key_path}"


def read(settings: config.Config) -> bytes:
    """The 32 bytes, from the environment, a systemd credential or a file that only its owner may read."""
    if settings.root_key:
        return _bytes(settings.root_key, "AMPARO_ROOT_KEY")
    path = settings.root_key_path
    if not path.exists():
        raise NoKeys(f"There is no root key at {path}. Run `amparo init`, or restore it from its backup.")
    # systemd gives a service's user the file by an access list, which shows as "readable by the group"
    if files.open_to_others(path, but=READABLE_BY_GROUP if _is_credential(settings) else 0):
        raise NoKeys(f"Others than its owner may read or change {path}. Run: chmod 600 {path}")
    try:
        text = path.read_text("ascii").strip()
    except (OSError, ValueError):
        raise NoKeys(f"{path} cannot be read. It must belong to the user who runs Amparo.") from None
    return _bytes(text, str(path))


def make(settings: config.Config) -> bool:
    """Make a root key file if there is neither a file nor a setting. True when one was made."""
    if settings.root_key or settings.root_key_path.exists():
        return False
    return files.write_new(settings.root_key_path, secrets.token_hex(SIZE) + "\n")


def wrap(root: bytes, *, name: str, kid: int, secret: bytes) -> str:
    """The key, sealed with AES-256-GCM under the root key and bound to its name and generation; base64."""
    nonce = secrets.token_bytes(12)
    return b64encode(nonce + AESGCM(root).encrypt(nonce, secret, _about(name, kid))).decode()


def unwrap(root: bytes, *, name: str, kid: int, wrapped: str) -> bytes:
    """The key's 32 bytes. Raises WrongRoot."""
    try:
        raw = b64decode(wrapped, validate=True)
        return AESGCM(root).decrypt(raw[:12], raw[12:], _about(name, kid))
    except (InvalidTag, ValueError):
        raise WrongRoot(name) from None


def _about(name: str, kid: int) -> bytes:
    return f"amparo|key|{name}|{kid}".encode()


def _bytes(text: str, source: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != SIZE:
        raise NoKeys(f"{source} does not hold a root key (64 hexadecimal digits).")
    return key


def _is_credential(settings: config.Config) -> bool:
    path = settings.root_key_path
    return not settings.root_key_file and path.parent != settings.home_path and path.name == "amparo-root"
