"""The one stylesheet and the one script: current, small, and nothing of either inside a page."""

import re
from pathlib import Path

import brotli
import pytest

from amparo.ui import assets

UI = Path(__file__).parents[1]
CSS = UI / "static" / "ui" / "amparo.css"
JS = UI / "static" / "ui" / "amparo.js"


def test_the_committed_sheet_is_what_its_parts_say():
    assert CSS.read_text("utf-8") == assets.sheet(), "call ./run assets"


def test_the_sheet_is_small():
    assert len(brotli.compress(CSS.read_bytes())) <= 25_000


def test_the_script_is_small_and_short():
    assert len(JS.read_bytes()) <= 20_000
    assert len(JS.read_text("utf-8").splitlines()) < 300


def test_the_script_holds_no_words_of_its_own():
    """Both languages: everything a person reads comes from the page."""
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", JS.read_text("utf-8"), flags=re.DOTALL)
    quoted = re.findall(r"""["`]([^"`\n]*)["`]""", code)
    said = [
        text
        for text in quoted
        if re.search(r"[A-Za-z]{2,} [a-z]{2,}", text) and not re.search(r"[#.\[\]{}-]", text)
    ]
    assert said == ["use strict"]


@pytest.mark.parametrize("path", sorted((UI / "css").glob("*.css")), ids=lambda p: p.name)
def test_colours_have_names(path):
    if path.name != "10-tokens.css":
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])", path.read_text("utf-8"))


def test_every_name_that_is_used_is_declared():
    css = CSS.read_text("utf-8")
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(re.findall(r"(--[\w-]+):", css))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a { color : red ; }", "a{color : red}\n"),
        ("a { color: red; }\n\n/* x; } */ b > c , d :hover { margin: calc(1px + 2px) 0 }", "a{color:red}b > c,d :hover{margin:calc(1px + 2px) 0}\n"),  # noqa: E501
        ('p::after { content: " ;  } " }', 'p::after{content:" ;  } "}\n'),
        ("@media (min-width: 40em) { a { top: 0 } }", "@media (min-width: 40em){a{top:0}}\n"),
    ],
)  # fmt: skip
def test_squeezing_changes_no_rule(before, after):
    assert assets.squeeze(before) == after


def test_drawings_and_icons_are_small_and_take_their_colours_from_the_sheet():
    pictures = [
        *(UI / "templates" / "ui" / "icons").glob("*.svg"),
        *(UI / "templates" / "ui" / "drawings").glob("*.svg"),
    ]
    assert len(pictures) > 40
    for path in pictures:
        text = path.read_text("utf-8")
        assert len(text) < 2048, path.name
        assert "style" not in text
        assert "<script" not in text
        if path.name != "arch.svg":
            assert "#" not in text.replace("url(#", ""), path.name


def test_every_class_that_a_page_wears_is_in_the_sheet():
    ruled = set(re.findall(r"\.([a-zA-Z][\w-]*)", CSS.read_text("utf-8"))) | {"am-language", "am-until"}
    for path in UI.parent.glob("*/templates/**/*.html"):
        for worn in re.findall(r'\sclass="([^"]*)"', path.read_text("utf-8")):
            names = re.sub(r"{%.*?%}", " ", re.sub(r"[\w-]*{{.*?}}[\w-]*", " ", worn)).split()
            assert not {name for name in names if not name.endswith("-")} - ruled, f"{path.name}: {worn}"


def test_no_page_holds_a_style_or_a_script_of_its_own():
    inline = re.compile(
        r"""<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=["']|javascript:""", re.IGNORECASE
    )
    for path in (UI / "templates").rglob("*.html"):
        if path.name != "mail.html":  # mail programs know no stylesheets
            assert not inline.search(path.read_text("utf-8")), path.name
