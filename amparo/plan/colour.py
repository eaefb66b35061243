"""Colour arithmetic: contrast, and the nearest readable shade of a plan's primary colour."""

from __future__ import annotations

import math
import re

SURFACE, PAPER = "#ffffff", "#f5f7f6"
READABLE = 4.5
HEX = re.compile(r"#[0-9a-fA-F]{6}")

Lch = tuple[float, float, float]


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours like #0b5e66, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tint(primary: str) -> str:
    """The pale ground derived from a primary colour: the one a chosen thing stands on."""
    _, chroma, hue = to_lch(primary)
    return from_lch((0.945, min(0.2 * chroma, 0.025), hue))


def readable(primary: str) -> bool:
    """Whether a colour can be read as text on a surface, on the page and on its own tint."""
    return all(contrast(primary, ground) >= READABLE for ground in (SURFACE, PAPER, tint(primary)))


def nearest(primary: str) -> str:
    """The same hue, darkened just enough to be readable; the colour itself when it already is."""
    lightness, chroma, hue = to_lch(primary)
    while not readable(primary) and lightness > 0:
        lightness -= 0.01
        primary = from_lch((lightness, chroma, hue))
    return primary


def looks_like_an_error(primary: str) -> bool:
    """Whether a primary colour is so red that every button will look like an error."""
    _, chroma, hue = to_lch(primary)
    return chroma > 0.12 and (hue < 40 or hue > 345)


def _channels(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(c) for c in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def to_lch(colour: str) -> Lch:
    """OKLCH of a colour; hue in degrees (Ottosson's matrices)."""
    r, g, b = (_linear(c) for c in _channels(colour))
    l_ = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    m_ = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    s_ = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_
    a = 1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_
    bb = 0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_
    return lightness, math.hypot(a, bb), math.degrees(math.atan2(bb, a)) % 360


def from_lch(lch: Lch) -> str:
    """The colour of an OKLCH triple, its chroma reduced until it fits sRGB."""
    lightness, chroma, hue = lch
    while True:
        channels = _srgb(lightness, chroma, hue)
        if chroma <= 0 or all(-0.0005 <= c <= 1.0005 for c in channels):
            return "#" + "".join(f"{round(255 * _gamma(min(max(c, 0.0), 1.0))):02x}" for c in channels)
        chroma -= 0.002


def _srgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
