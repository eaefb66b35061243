"""Writes one audit entry, with a MAC, in the caller's transaction."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amparo.kernel.audit import macs
from amparo.kernel.audit.models import Entry
from amparo.kernel.vault import keyring, seal

EVENT = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")


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
    """Keep who (`actor`, an account) did what (`event`, "room.thing_done") to whose data (`subject`).

    The subject is an account's or a member's UUID. Facts and origin are sealed, so that who reads the
    database reads none of them (OPS-3). One insert in the caller's transaction: no deed without its entry.
    """
    if not EVENT.fullmatch(event):
        raise ValueError(f"{event} is no name of an event")
    nonce = uuid.uuid4()
    entry = Entry(
        at=now,
        event=event,
        actor=actor,
        subject=subject,
        sealed_facts=_sealed(nonce, facts or {}, origin or Origin()),
        nonce=nonce,
        kid=keyring.ring().current("audit").kid,
    )
    entry.mac = macs.of_entry(entry)
    entry.save(force_insert=True)


def opened(entry: Entry) -> tuple[Mapping[str, str], Origin]:
    """The facts and the origin of an entry. Raises CannotOpen."""
    if entry.sealed_facts is None:
        return {}, Origin()
    held = json.loads(seal.unseal(entry.sealed_facts, key="field", about=_about(entry.nonce)))
    return held["facts"], Origin(held["address"], held["browser"])


def _sealed(nonce: uuid.UUID, facts: Mapping[str, str], origin: Origin) -> bytes | None:
    if not facts and origin == Origin():
        return None
    held = {"facts": dict(facts), "address": origin.address, "browser": origin.browser}
    return seal.seal(json.dumps(held, ensure_ascii=False).encode(), key="field", about=_about(nonce))


def _about(nonce: uuid.UUID) -> str:
    return f"audit|{nonce}"
