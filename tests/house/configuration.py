"""Writes docs/configuration.md from the fields of Config, so that no setting goes undocumented (./run docs)."""

from dataclasses import fields
from pathlib import Path

from amparo.config import PREFIX, Config

PAGE = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"
HEAD = """# Configuration

Every setting is an environment variable. An unknown name that starts with `AMPARO_` is refused at start, so that a typing
error is seen. Names, phones, products and rules of the plan are not here: they live in `plan.toml` (see
`amparo/plan/sample.toml`). This page is written by `./run docs` from `amparo/config.py`.

| name | default | what it does |
|---|---|---|
"""


def text() -> str:
    """The whole page."""
    rows = [
        f"| `{PREFIX}{f.name.upper()}` | {f'`{f.default}`' if f.default != '' else 'empty'} | {f.metadata['doc']} |"
        for f in fields(Config)
    ]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(text(), "utf-8")
