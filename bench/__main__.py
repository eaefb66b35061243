"""`./run bench [room …]`: a line a measure with value, goal, ok or short; exit 1 if any is short."""

import importlib
import subprocess
import sys

ROOMS = {"coverage": "bench.reading", "home": "bench.home", "ui": "bench.weight"}


def main() -> int:
    wanted = sys.argv[1:] or list(ROOMS)
    if strange := [room for room in wanted if room not in ROOMS]:
        print(f"No measures for {', '.join(strange)}; there are {', '.join(ROOMS)}.")
        return 2
    if len(wanted) > 1:  # each room in a process of its own: Django is set up once a process
        return max(subprocess.call([sys.executable, "-m", "bench", room]) for room in wanted)
    short = False
    for measure in importlib.import_module(ROOMS[wanted[0]]).measures():
        print(measure.line(), flush=True)
        short = short or not measure.ok
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
