"""Every colour pair of the look, computed from the tokens, by day and by night (look.md, section 3)."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amparo.plan import check, colour
from amparo.ui import brand

TOKENS = (Path(__file__).parents[1] / "css" / "10-tokens.css").read_text("utf-8")
TEXT, MARK = 4.5, 3.0
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunk")],
    *[("act", ground, TEXT) for ground in ("paper", "surface", "act-tint")],
    ("act-on", "act", TEXT), ("act-on", "act-strong", TEXT),
    ("act-strong", "surface", TEXT), ("act-strong", "paper", TEXT), ("act-strong", "act-tint", TEXT),
    ("ink", "act-tint", TEXT), ("ink-2", "act-tint", TEXT),
    ("edge", "surface", MARK), ("edge", "paper", MARK),
    ("warm-ink", "warm-tint", TEXT), ("ink", "warm-tint", TEXT), ("warm-edge", "surface", MARK), ("dark", "warm", TEXT),
    ("bad", "surface", TEXT), ("bad", "paper", TEXT), ("bad-ink", "bad-tint", TEXT), ("ink", "bad-tint", TEXT),
    ("bad", "bad-tint", MARK), ("good", "surface", TEXT), ("good", "good-tint", MARK),
    ("good-ink", "good-tint", TEXT), ("good-ink", "surface", TEXT), ("ink", "good-tint", TEXT),
    ("ring", "paper", MARK), ("ring", "surface", MARK), ("ring", "halo", MARK),
    ("desk-ink", "desk", TEXT), ("desk-ink-2", "desk", TEXT), ("desk-ink", "desk-hover", TEXT),
    ("desk-ink", "desk-here", TEXT), ("desk-edge", "desk", MARK), ("warm", "desk", MARK),
]  # fmt: skip


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{6}|var\(--[\w-]+\))", css))


def night() -> dict[str, str]:
    start = TOKENS.index("@media (prefers-color-scheme: dark)")
    return colours(TOKENS[start : TOKENS.index("@media (prefers-reduced-motion")])


def day() -> dict[str, str]:
    return colours(TOKENS[: TOKENS.index("@media (prefers-color-scheme: dark)")])


def value(name: str, table: dict[str, str]) -> str:
    found = table[name]
    return value(found[6:-1], table) if found.startswith("var(") else found


SCHEMES = {"day": day(), "night": day() | night()}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("mark", "ground", "least"), PAIRS)
def test_a_pair_can_be_read(scheme, mark, ground, least):
    table = SCHEMES[scheme]
    assert colour.contrast(value(mark, table), value(ground, table)) >= least


def test_the_measure_agrees_with_the_figures_of_the_design():
    assert colour.contrast("#14262b", "#f5f7f6") == pytest.approx(14.6, abs=0.06)
    assert round(colour.contrast("#0b5e66", "#ffffff"), 1) == 7.5


@pytest.mark.parametrize(
    ("primary", "figures"),
    [
        ("#0b5e66", (7.5, 7.0, 6.4, 9.1, 8.8, 7.4, 9.0)),
        ("#6d2077", (9.9, 9.2, 8.4, 11.4, 8.3, 7.2, 8.7)),
        ("#1f4fa3", (7.8, 7.2, 6.6, 9.3, 8.5, 7.3, 8.9)),
        ("#8a3b12", (7.7, 7.2, 6.5, 9.1, 8.3, 7.2, 8.8)),
    ],
)
def test_derived_shades_have_the_contrast_of_the_design(primary, figures):
    assert [round(n, 1) for n in measured(brand.derived(primary))] == pytest.approx(list(figures), abs=0.11)


def test_our_own_green_is_the_one_of_the_tokens():
    names = {"day": "brand"} | {
        n: f"brand-{n.replace('_', '-')}" for n in brand.Shades.__dataclass_fields__ if n != "day"
    }
    assert {names[n]: getattr(brand.AGAVE, n) for n in names} == {
        n: v for n, v in day().items() if n.startswith("brand")
    }
    assert min(measured(brand.AGAVE)) >= TEXT


def measured(s: brand.Shades) -> list[float]:
    pairs = [
        (s.day, "#ffffff"), (s.day, "#f5f7f6"), (s.day, s.tint), (s.strong, s.tint),
        (s.night, SCHEMES["night"]["surface"]), (s.night, s.night_tint), (s.night_on, s.night),
    ]  # fmt: skip
    return [colour.contrast(*pair) for pair in pairs]


@given(st.integers(0, 0xFFFFFF))
def test_whatever_primary_is_accepted_every_derived_pair_can_be_read(number):
    primary = f"#{number:06x}"
    assume(not check.colour_fault(primary))
    s = brand.shades(primary)
    pairs = [
        (s.on, s.day),
        (s.on, s.strong),
        (s.night_on, s.night_strong),
        ("#14262b", s.tint),
        ("#edf3f1", s.night_tint),
    ]
    assert min([*measured(s), *(colour.contrast(*pair) for pair in pairs)]) >= TEXT


@given(st.integers(0, 0xFFFFFF))
def test_the_nearest_colour_that_is_offered_would_be_accepted(number):
    offered = colour.nearest(f"#{number:06x}")
    assert not check.colour_fault(offered)
