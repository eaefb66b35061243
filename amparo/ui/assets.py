"""Builds the one stylesheet from amparo/ui/css/*.css: joined in order, comments and spare white space removed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = HERE / "css"
BUILT = HERE / "static" / "ui" / "amparo.css"
QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def squeeze(css: str) -> str:
    """The same rules in fewer bytes. Texts in quotation marks stay as they are."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    pieces = QUOTED.split(css)
    return "".join(piece if i % 2 else _squeezed(piece) for i, piece in enumerate(pieces)).strip() + "\n"


def _squeezed(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    css = re.sub(r"(?<=[{;])([\w-]+): ", r"\1:", css)
    return css.replace(";}", "}")


def sheet() -> str:
    """What the built stylesheet must say."""
    return squeeze("\n".join(path.read_text("utf-8") for path in sorted(PARTS.glob("*.css"))))


def main() -> int:
    """Write the stylesheet (./run assets)."""
    BUILT.write_text(sheet(), "utf-8")
    sys.stdout.write(f"{BUILT.name}: {BUILT.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
