"""Writes one audit entry, with a MAC, in the caller's transaction."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amparo.kernel.audit.models import Entry
from amparo.kernel.vault import keyring, seal


@dataclass(frozen=True)
class Origin:
    """Where a request came from: `address` already cut to /24 or /48, `browser` its family only."""

    address: str = ""
    browser: str = ""


def record(
    *,
    event: str,
    now: datetime,
    actor: uuid.UUID | None = None,
    subject: uuid.UUID | None = None,
    facts: Mapping[str, str] | None = None,
    origin: Origin | None = None,
) -> None:
    """Keep who (`actor`, an account) did what (`event`) to whose data (`subject`, an account or a member).

    `facts` are sealed, so that reading the database shows none of them (OPS-3).
    """
    nonce = uuid.uuid4()
    sealed = None
    if facts:
        text = json.dumps(dict(facts), sort_keys=True, ensure_ascii=False)
        sealed = seal.seal(text.encode(), key="field", about=f"audit|{nonce}")
    key = keyring.ring().current("audit")
    entry = Entry(
        at=now,
        event=event,
        actor=actor,
        subject=subject,
        sealed_facts=sealed,
        address=(origin or Origin()).address,
        browser=(origin or Origin()).browser,
        nonce=nonce,
        kid=key.kid,
    )
    entry.mac = mac(entry)
    entry.save(force_insert=True)


def mac(entry: Entry) -> bytes:
    """The MAC over everything an entry says."""
    parts = [
        entry.at.isoformat(),
        entry.event,
        str(entry.actor or ""),
        str(entry.subject or ""),
        bytes(entry.sealed_facts or b"").hex(),
        entry.address,
        entry.browser,
        str(entry.nonce),
    ]
    secret = keyring.ring().find("audit", entry.kid).secret
    return hmac.digest(secret, "\x1f".join(parts).encode(), hashlib.sha256)
