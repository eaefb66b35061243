"""The keyed sums of the audit trail: over an entry, over its place in the chain, over an anchor's line."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC

from amparo.kernel.audit.models import Entry
from amparo.kernel.vault import keyring

START = bytes(32)  # what stands before the first entry


def of_entry(entry: Entry) -> bytes:
    """The MAC over everything that an entry says, under the generation of the key that it names."""
    says = [
        "amparo|audit|entry|1",
        entry.kid,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.event,
        str(entry.actor) if entry.actor else None,
        str(entry.subject) if entry.subject else None,
        bytes(entry.sealed_facts).hex() if entry.sealed_facts is not None else None,
        str(entry.nonce),
    ]
    return _mac(entry.kid, json.dumps(says, ensure_ascii=True).encode())


def holds(entry: Entry) -> bool:
    """Does the entry still say what it said when it was written, and did we write it?"""
    try:
        return hmac.compare_digest(of_entry(entry), bytes(entry.mac))
    except keyring.NoKeys:
        return False


def of_link(*, before: bytes, position: int, kid: int, mac: bytes) -> bytes:
    """The MAC that ties an entry to its position and to everything before it. Raises NoKeys."""
    return _mac(kid, b"amparo|audit|link|1|" + position.to_bytes(8, "big") + before + mac)


def of_line(text: str, *, kid: int) -> str:
    """The MAC of a line in the anchors' file, in hexadecimal."""
    return _mac(kid, b"amparo|audit|line|1|" + text.encode()).hex()


def _mac(kid: int, says: bytes) -> bytes:
    return hmac.digest(keyring.find("audit", kid).secret, says, hashlib.sha256)
