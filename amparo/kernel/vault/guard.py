"""Refuses to start with keys that are not the ones this database was written with."""

from __future__ import annotations

import hmac
import logging
from datetime import datetime
from typing import Any

from django.core import checks
from django.db import DatabaseError

from amparo.kernel.vault import keyring
from amparo.kernel.vault.models import KeyCheck

RESTORE = "Restore keys.json, with its root key, from the backup that belongs to this database."

log = logging.getLogger("amparo.keys")


class WrongKeys(Exception):
    """The ring and the database do not belong together; the message says which key and what to do."""


def note(*, now: datetime) -> None:
    """Keep the check value of every key that this database has not met; what is there is never replaced."""
    ring, met = keyring.ring(), set(KeyCheck.objects.values_list("name", "kid"))
    rows = [
        KeyCheck(name=name, kid=key.kid, check_value=key.check_value(name), noted_at=now)
        for name in ring.names()
        for key in ring.generations(name)
        if (name, key.kid) not in met
    ]
    if rows:
        KeyCheck.objects.bulk_create(rows, ignore_conflicts=True)


def faults(ring: keyring.Keyring | None = None) -> list[str]:
    """Which keys are lost or are others than those this database was written with; a sentence for each kind.

    The ring in use, or another one such as a backup. Raises DatabaseError.
    """
    noted = list(KeyCheck.objects.order_by("name", "kid"))
    if not noted:
        return []
    try:
        ring = ring or keyring.ring()
    except keyring.NoKeys:
        return [f"This database was written with keys that are not here or cannot be opened. {RESTORE}"]
    missing = [row for row in noted if _is_missing(ring, row)]
    others = [row for row in noted if row not in missing and _is_another(ring, row)]
    told = {"which keys.json does not hold": missing, "which are others in keys.json": others}
    return [
        f"This database was written with these keys, {what}: {_list(rows)}. {RESTORE}"
        for what, rows in told.items()
        if rows
    ]


def at_boot(*, now: datetime) -> None:
    """For a process that starts to serve: refuse wrong keys, then note new ones. Raises WrongKeys."""
    try:
        if found := faults():
            log.critical(" ".join(found))
            raise WrongKeys(" ".join(found))
        note(now=now)
    except DatabaseError:
        log.warning("the database did not answer, so the keys were not compared with it")


def system_check(**_: Any) -> list[checks.CheckMessage]:
    """Django runs this before each of our commands; an error stops the command."""
    try:
        return [checks.Error(sentence, id="amparo.E001") for sentence in faults()]
    except DatabaseError:  # no database, or not migrated yet: then nothing was written with any key
        return []


def _is_missing(ring: keyring.Keyring, row: KeyCheck) -> bool:
    if row.name not in ring.names():
        return True
    if row.name in keyring.PASSING and row.kid < ring.current(row.name).kid:
        return False  # its time was over, and it was dropped
    return row.kid not in {key.kid for key in ring.generations(row.name)}


def _is_another(ring: keyring.Keyring, row: KeyCheck) -> bool:
    held = {key.kid: key for key in ring.generations(row.name)}
    found = held.get(row.kid)
    return found is not None and not hmac.compare_digest(found.check_value(row.name), bytes(row.check_value))


def _list(rows: list[KeyCheck]) -> str:
    return ", ".join(f"{row.name} {row.kid}" for row in rows)
