"""The shape of the code: files open with a sentence and stay small, views touch no table, the clock stands at the doors."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    p
    for p in sorted((ROOT / "amparo").rglob("*.py"))
    if "migrations" not in p.parts and "tests" not in p.parts and p.read_text("utf-8").strip()
]
VIEWS = [p for p in FILES if "web" in p.parts and not p.name.endswith(("urls.py", "forms.py", "__init__.py"))]
TABLES = {
    "objects",
    "save",
    "delete",
    "create",
    "bulk_create",
    "select_related",
    "update_or_create",
    "get_or_create",
}
named = {"ids": lambda p: str(p.relative_to(ROOT))}


@pytest.mark.parametrize("path", FILES, **named)
def test_a_file_opens_with_one_sentence(path):
    doc = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    first = doc.split("\n\n")[0].strip()
    assert first, f"{path.name} says nothing about itself"
    assert first.endswith("."), f"{path.name}: the first sentence has no end"


@pytest.mark.parametrize("path", FILES, **named)
def test_a_file_stays_under_three_hundred_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", FILES, **named)
def test_a_function_stays_under_forty_lines(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= 40, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("path", VIEWS, **named)
def test_a_view_touches_no_table(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in TABLES:
            receiver = ast.unparse(node.value)
            allowed = receiver.endswith("session") or receiver.startswith(("forms.", "super()"))
            assert allowed, f"line {node.lineno}: {receiver}.{node.attr}"


def test_templates_hold_no_style_or_script_of_their_own():
    inline = re.compile(
        r"""<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son\w+=["']""", re.IGNORECASE
    )
    for page in (ROOT / "amparo").rglob("*.html"):
        if "mail" not in page.parts and not page.name.startswith("mail"):
            assert not inline.search(page.read_text("utf-8")), page.relative_to(ROOT)


def test_every_job_that_is_asked_for_exists():
    from django.apps import apps

    from amparo.kernel import jobs

    assert apps.ready
    asked = set()
    for path in FILES:
        asked |= set(re.findall(r"""\blater\(\s*["']([\w.]+)["']""", path.read_text("utf-8")))
    assert asked, "nobody asks for any job: the search is broken"
    assert asked <= set(jobs.names()), asked - set(jobs.names())


def test_every_follower_of_an_event_exists():
    from amparo import wiring
    from amparo.kernel import jobs

    for event, followers in wiring.FOLLOWS.items():
        assert set(followers) <= set(jobs.names()), event
