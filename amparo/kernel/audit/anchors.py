"""Keeps the chain's head outside the database too, so that the chain's end cannot be cut off unnoticed."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from amparo import config
from amparo.kernel.audit import macs
from amparo.kernel.audit.chain import head
from amparo.kernel.audit.models import Anchor, Entry
from amparo.kernel.vault import files, keyring

log = logging.getLogger("amparo.audit")


@dataclass(frozen=True)
class Known:
    """A link that the chain had at some time: where that is written, and the link."""

    where: str
    position: int
    chain_mac: bytes


def anchors_path() -> Path:
    """One line a day, only ever appended."""
    return config.current().home_path / "audit-anchors.jsonl"


def head_path() -> Path:
    """The head as it was when this machine last chained."""
    return config.current().home_path / "audit-head.json"


def keep(*, now: datetime) -> None:
    """Write the head to its file, and on a day's first call anchor it in a row and a line.

    Does nothing to the files when the chain no longer holds what they say: then they are the evidence.
    """
    last = head()
    if not last.position:
        return
    Anchor.objects.get_or_create(
        day=now.date(), defaults={"position": last.position, "chain_mac": last.chain_mac, "made_at": now}
    )
    if broken := [known.where for known in _in_head_file() if not stands(known)]:
        log.error("the audit chain lost what it held (%s); run `amparo audit verify`", broken[0])
        return
    written = {known.where for known in in_file()}
    for row in Anchor.objects.order_by("day"):
        known = Known(_place(row.day.isoformat()), row.position, bytes(row.chain_mac))
        if known.where not in written and stands(
            known
        ):  # signing a row that somebody put in would vouch for it
            line = {"day": row.day.isoformat(), "position": known.position, "link": known.chain_mac.hex()}
            files.append(anchors_path(), _signed(line))
    files.write(head_path(), _signed({"position": last.position, "link": last.chain_mac.hex()}))


def last_day() -> date | None:
    """The day of the newest anchor."""
    return Anchor.objects.order_by("-day").values_list("day", flat=True).first()


def all_known() -> list[Known]:
    """Every link that rows and files remember."""
    rows = [
        Known(f"the anchor of {row.day.isoformat()} in the database", row.position, bytes(row.chain_mac))
        for row in Anchor.objects.order_by("day")
    ]
    return rows + in_file() + _in_head_file()


def in_file() -> list[Known]:
    """The anchors in the file; a line that is not ours comes out as one that nothing can satisfy."""
    if not anchors_path().exists():
        return []
    lines = anchors_path().read_text("utf-8").splitlines()
    return [_known(line, f"line {number} of {anchors_path().name}") for number, line in enumerate(lines, 1)]


def stands(known: Known) -> bool:
    """Does the chain still hold this link?"""
    found = Entry.objects.filter(position=known.position).values_list("chain_mac", flat=True).first()
    return found is not None and bytes(found) == known.chain_mac


def _in_head_file() -> list[Known]:
    if not head_path().exists():
        return []
    return [_known(head_path().read_text("utf-8").strip(), head_path().name)]


def _place(day: str) -> str:
    return f"the anchor of {day} in {anchors_path().name}"


def _signed(says: dict[str, Any]) -> str:
    kid = keyring.ring().current("audit").kid
    text = json.dumps({**says, "kid": kid})
    return f"{text}\t{macs.of_line(text, kid=kid)}\n"


def _known(line: str, where: str) -> Known:
    text, _, mac = line.partition("\t")
    try:
        says = json.loads(text)
        if macs.of_line(text, kid=int(says["kid"])) != mac:
            raise ValueError
        place = _place(says["day"]) if "day" in says else where
        return Known(place, int(says["position"]), bytes.fromhex(says["link"]))
    except (ValueError, KeyError, TypeError, keyring.NoKeys):
        return Known(f"{where}, which was changed,", -1, b"")
