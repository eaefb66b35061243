"""The documents tell the truth: every path they name exists, every decision says what enforces it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`((?:amparo|tests|bench|docs|deploy|locale)/[\w./-]+|run|\.ci/run)`")


def test_every_path_a_document_names_exists():
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    missing = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in pages
        for name in NAMED.findall(page.read_text("utf-8"))
        if not (ROOT / name.rstrip("/")).exists()
    ]
    assert not missing, missing


def test_every_decision_names_what_enforces_it():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert decisions
    for page in decisions:
        text = page.read_text("utf-8")
        for heading in ("## Context", "## Decision", "## What enforces it"):
            assert heading in text, f"{page.name} lacks {heading}"


def test_nothing_names_this_machine_or_a_registry():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "http" not in text and "--index" not in text and "--find-links" not in text
