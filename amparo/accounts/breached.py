"""Asks whether a password is on the list of lost ones: a Bloom filter in a file, nothing on the net."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("data") / "breached.bloom"
HEAD = 16  # bytes before the bits: "AMPARO-BLOOM", k, three bytes of nothing
MAGIC = b"AMPARO-BLOOM"


def places(text: str, *, bits: int, k: int) -> list[int]:
    """The k bits of the filter that stand for this text (double hashing over one SHA-256)."""
    digest = hashlib.sha256(text.encode()).digest()
    first = int.from_bytes(digest[:8], "big")
    step = int.from_bytes(digest[8:16], "big") | 1
    return [(first + i * step) % bits for i in range(k)]


def knows(text: str) -> bool:
    """Whether the list has it; wrongly yes for 3 in 2,000 others, never wrongly no."""
    k, bits = _filter()
    return all(bits[HEAD + p // 8] >> p % 8 & 1 for p in places(text, bits=(len(bits) - HEAD) * 8, k=k))


@cache
def _filter() -> tuple[int, bytes]:
    data = FILE.read_bytes()
    if not data.startswith(MAGIC):
        raise ValueError(f"{FILE.name} is not a list of lost passwords.")
    return data[len(MAGIC)], data
