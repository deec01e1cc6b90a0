"""Every pair of colour tokens that meets on a page passes WCAG 2.2, in light and dark and all 360 hues."""

import pytest

from twinning.contrast import Linear, from_hex, from_oklch, is_readable, parse_tokens, ratio, tokens

WHITE = from_hex("#fff")
TEXT, BODY, LINE = 4.5, 7.0, 3.0

# (foreground, background, needed): 7 for running text, 4.5 for words of a state, 3 for lines and shapes.
PAIRS = [
    ("ink", "paper", BODY),
    ("ink", "ground", BODY),
    ("ink", "wash", BODY),
    ("ink", "warn-bg", BODY),
    ("ink", "sea", BODY),
    ("ink", "land", TEXT),
    ("muted", "paper", BODY),
    ("muted", "ground", BODY),
    ("muted", "raise", BODY),
    ("muted", "wash", TEXT),
    ("muted", "sea", TEXT),
    ("act", "paper", BODY),
    ("act", "ground", BODY),
    ("act", "wash", BODY),
    ("on-act", "act", BODY),
    ("on-deep", "deep", BODY),
    ("on-deep-2", "deep", BODY),
    ("ok", "ok-bg", TEXT),
    ("warn", "warn-bg", TEXT),
    ("err", "err-bg", TEXT),
    ("err", "paper", BODY),
    ("thread", "paper", LINE),
    ("thread", "ground", LINE),
    ("thread", "sea", LINE),
    ("thread", "land", LINE),
    ("edge", "paper", LINE),
    ("edge", "ground", LINE),
    ("edge", "raise", LINE),
]


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("foreground", "background", "needed"), PAIRS)
def test_token_pair_has_contrast(foreground: str, background: str, needed: float, mode: int) -> None:
    colours = tokens()
    assert ratio(from_hex(colours[foreground][mode]), from_hex(colours[background][mode])) >= needed


def tone(lightness: float, chroma: float) -> list[Linear]:
    """One tone of tokens.css `.hue` in every hue."""
    return [from_oklch(lightness, chroma, hue) for hue in range(360)]


def colour(token: str, mode: int) -> list[Linear]:
    return [from_hex(tokens()[token][mode])] * 360


@pytest.mark.parametrize(
    ("foreground", "background", "needed"),
    [
        pytest.param([WHITE] * 360, tone(0.45, 0.115), TEXT, id="white on plate, light"),
        pytest.param([WHITE] * 360, tone(0.42, 0.1), TEXT, id="white on plate, dark"),
        pytest.param(tone(0.45, 0.115), tone(0.955, 0.028), TEXT, id="hue on tint, light"),
        pytest.param(tone(0.82, 0.1), tone(0.27, 0.035), TEXT, id="hue on tint, dark"),
        pytest.param(tone(0.45, 0.115), [WHITE] * 360, TEXT, id="hue on paper, light"),
    ],
)
def test_every_hue_has_contrast(foreground: list[Linear], background: list[Linear], needed: float) -> None:
    assert min(ratio(*pair) for pair in zip(foreground, background, strict=True)) >= needed


@pytest.mark.parametrize("token", ["ink", "muted"])
@pytest.mark.parametrize(("mode", "tint"), [(0, (0.955, 0.028)), (1, (0.27, 0.035))], ids=["light", "dark"])
def test_text_on_tint_has_contrast(token: str, mode: int, tint: tuple[float, float]) -> None:
    assert min(ratio(*pair) for pair in zip(colour(token, mode), tone(*tint), strict=True)) >= TEXT


@pytest.mark.parametrize(("mode", "pin"), [(0, (0.45, 0.115)), (1, (0.82, 0.1))], ids=["light", "dark"])
def test_pin_on_land_is_seen(mode: int, pin: tuple[float, float]) -> None:
    assert min(ratio(*pair) for pair in zip(tone(*pin), colour("land", mode), strict=True)) >= LINE


def test_ratio_runs_from_one_to_twenty_one() -> None:
    assert ratio(WHITE, WHITE) == 1
    assert round(ratio(WHITE, from_hex("#000000")), 6) == 21


def test_oklch_matches_known_colours() -> None:
    """White, and the red of sRGB, whose OKLCH coordinates are published with the formula."""
    assert from_oklch(1, 0, 0) == pytest.approx((1, 1, 1), abs=1e-3)
    assert from_oklch(0.62796, 0.25768, 29.234) == pytest.approx((1, 0, 0), abs=1e-3)


def test_tokens_are_read_as_pairs_and_single_colours() -> None:
    css = ":root { --ink: light-dark(#111, #eee); --on-deep: #f2f8f6; --s1: .25rem }"
    assert parse_tokens(css) == {"ink": ("#111", "#eee"), "on-deep": ("#f2f8f6", "#f2f8f6")}


@pytest.mark.parametrize(
    ("token", "colour_", "dark", "expected"),
    [
        ("thread", "#c8102e", False, True),
        ("thread", "#ff6d79", True, True),
        ("thread", "#ffd0d0", False, False),
        ("act", "#0b4f4f", False, True),
        ("act", "#86d9cf", True, True),
        ("act", "#66aaaa", False, False),
        ("act", "#0b4f4f", True, False),
    ],
)
def test_brand_colour_must_be_readable(token: str, colour_: str, dark: bool, expected: bool) -> None:
    assert is_readable(token, colour_, dark=dark) is expected
