"""Contrast of colours by WCAG 2.2: neither our palette nor a municipality's own colours may be unreadable.

Pure arithmetic on hex and OKLCH colours, plus the tokens of tokens.css. Called by the check of the
municipality's colours and by tests/test_contrast.py. Formulas: WCAG 2.2 "relative luminance" and "contrast
ratio"; OKLCH to linear sRGB by B. Ottosson, "A perceptual color space for image processing" (2020).
"""

import re
from functools import lru_cache
from math import cos, radians, sin

from twinning.stylesheet import read_sheet

Linear = tuple[float, float, float]
Pair = tuple[str, str]

_PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{3,6}), (#[0-9a-f]{3,6})\)")
_SINGLE = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6})[;\s]")

# Where a municipality's own colours stand, and how well they must be seen there. Lines need 3, words 4.5.
BRAND_GROUNDS = {
    "thread": (("paper", "ground", "sea"), 3.0),
    "act": (("paper", "ground", "wash", "on-act"), 4.5),
}


def from_hex(colour: str) -> Linear:
    """Linear sRGB of "#abc" or "#aabbcc"."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    channels = (int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels)
    return red, green, blue


def from_oklch(lightness: float, chroma: float, hue: float) -> Linear:
    """Linear sRGB of oklch(lightness chroma hue), hue in degrees; what lies outside sRGB is clipped."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return tuple(min(1.0, max(0.0, channel)) for channel in (red, green, blue))


def ratio(one: Linear, other: Linear) -> float:
    """Contrast ratio from 1 (same) to 21 (black on white)."""
    low, high = sorted(0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (one, other))
    return (high + 0.05) / (low + 0.05)


def parse_tokens(css: str) -> dict[str, Pair]:
    """Colour tokens of a sheet as (light, dark)."""
    singles = {name: (colour, colour) for name, colour in _SINGLE.findall(css)}
    return singles | {name: (light, dark) for name, light, dark in _PAIR.findall(css)}


@lru_cache(maxsize=1)
def tokens() -> dict[str, Pair]:
    """The portal's own colour tokens."""
    return parse_tokens(read_sheet("tokens.css"))


def is_readable(token: str, colour: str, *, dark: bool) -> bool:
    """Whether a municipality's colour for "thread" or "act" is seen well enough where the portal uses it."""
    grounds, needed = BRAND_GROUNDS[token]
    return all(ratio(from_hex(colour), from_hex(tokens()[ground][dark])) >= needed for ground in grounds)
