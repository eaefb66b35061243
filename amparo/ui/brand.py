"""The plan's own colours and logo: eight shades derived from one primary colour, written as /brand.css."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.urls import reverse

from amparo import config
from amparo.plan import colour, profile

KINDS = {".svg": "image/svg+xml", ".png": "image/png"}


@dataclass(frozen=True)
class Shades:
    """The eight --brand values of a stylesheet, by day and by night (look.md, section 9)."""

    day: str
    strong: str
    tint: str
    on: str
    night: str
    night_strong: str
    night_tint: str
    night_on: str


@dataclass(frozen=True)
class Logo:
    """Addresses of the plan's own logo, by day and by night; both empty when the arch stands in for it."""

    day: str = ""
    night: str = ""


AGAVE = Shades(  # our own green, tuned by eye a hair off the formula
    "#0b5e66", "#084850", "#e2f0ee", "#ffffff", "#84d3cd", "#a9e4df", "#14383c", "#06292c"
)


def shades(primary: str) -> Shades:
    """Every shade that belongs to a primary colour."""
    return AGAVE if primary.lower() == AGAVE.day else derived(primary)


@lru_cache(maxsize=8)
def derived(primary: str) -> Shades:
    """Derive every shade in OKLCH: hue kept, lightness set, chroma bounded and reduced until it fits sRGB."""
    light, chroma, hue = colour.to_lch(primary)
    return Shades(
        day=primary,
        strong=colour.from_lch((light - 0.08, chroma * 0.95, hue)),
        tint=colour.tint(primary),
        on="#ffffff",
        night=colour.from_lch((0.81, min(chroma, 0.085), hue)),
        night_strong=colour.from_lch((0.88, min(chroma, 0.06), hue)),
        night_tint=colour.from_lch((0.31, min(0.5 * chroma, 0.045), hue)),
        night_on=colour.from_lch((0.25, min(0.5 * chroma, 0.05), hue)),
    )


@lru_cache(maxsize=8)
def stylesheet(primary: str) -> str:
    """What /brand.css says."""
    found = shades(primary)
    names = {
        "day": "--brand",
        **{n: f"--brand-{n.replace('_', '-')}" for n in Shades.__dataclass_fields__ if n != "day"},
    }
    return ":root{" + ";".join(f"{names[n]}:{getattr(found, n)}" for n in Shades.__dataclass_fields__) + "}\n"


def readable_primary() -> str:
    """The plan's colour; the nearest one that can be read when it cannot (`amparo check` says so too)."""
    return _readable(profile.current().colour)


@lru_cache(maxsize=8)
def _readable(primary: str) -> str:
    return colour.nearest(primary) if colour.HEX.fullmatch(primary) else profile.Plan.colour


def url() -> str:
    """The address of the stylesheet, with a digest of what it says."""
    return _url(readable_primary())


@lru_cache(maxsize=8)
def _url(primary: str) -> str:
    return _stamped(reverse("brand"), stylesheet(primary).encode())


def logo() -> Logo:
    """The addresses of the plan's own logo."""
    plan = profile.current()
    if not plan.logo or not (day := picture(plan.logo)):
        return Logo()
    night = picture(plan.logo_dark) if plan.logo_dark else None
    return Logo(
        _stamped(reverse("logo", args=["day"]), day[0]),
        _stamped(reverse("logo", args=["night"]), night[0]) if night else "",
    )


def picture(name: str) -> tuple[bytes, str] | None:
    """The bytes and the kind of a picture beside plan.toml, or None when there is no such SVG or PNG."""
    folder = config.current().plan_path.parent.resolve()
    path = (folder / name).resolve()
    if path.suffix.lower() not in KINDS or not path.is_relative_to(folder) or not path.is_file():
        return None
    return _read(path, path.stat().st_mtime), KINDS[path.suffix.lower()]


@lru_cache(maxsize=4)
def _read(path: Path, changed: float) -> bytes:
    return path.read_bytes()


def _stamped(address: str, content: bytes) -> str:
    return f"{address}?v={hashlib.sha256(content).hexdigest()[:12]}"
