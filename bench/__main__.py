"""`./run bench [room …]`: a line a measure with value, goal, ok or short; exit 1 if any is short."""

import importlib
import sys

ROOMS = {"coverage": "bench.reading", "home": "bench.home", "ui": "bench.weight"}


def main() -> int:
    wanted = sys.argv[1:] or list(ROOMS)
    if strange := [room for room in wanted if room not in ROOMS]:
        print(f"No measures for {', '.join(strange)}; there are {', '.join(ROOMS)}.")
        return 2
    short = False
    for room in wanted:
        for measure in importlib.import_module(ROOMS[room]).measures():
            print(measure.line(), flush=True)
            short = short or not measure.ok
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
