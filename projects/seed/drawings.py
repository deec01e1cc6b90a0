"""Our own drawings for sample projects, in the colours of a city: so that a gallery can be shown without a photo.

Called by `projects.seed.samples`. A motif is a list of flat shapes on a sheet of 800 × 600; the same motif and hue
always give the same picture.
"""

from collections.abc import Sequence
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from twinning.contrast import from_oklch

SHEET = (800, 600)
# Drawn larger than it is kept, which smooths the edges.
KEPT, DRAWN = 2, 3
THREAD = (200, 16, 46)
# The hue family of tokens.css in the light: lightness and chroma.
FAMILY = {"c": (0.45, 0.115), "tint": (0.955, 0.028), "mid": (0.87, 0.07), "deep": (0.74, 0.105)}

Point = tuple[float, float]
# (kind, colour, numbers): polygon and line take points, disc and dome a box, arc a box and a width.
Shape = tuple[str, str, Sequence[float]]


def _person(x: float, y: float) -> list[Shape]:
    """A head and a body that stands on the floor at 480."""
    head = ("disc", "tint", (x - 31, y - 31, x + 31, y + 31))
    return [head, ("dome", "tint", (x - 46, y + 40, x + 46, 920 - y))]


def _tree(x: float, y: float, size: float) -> list[Shape]:
    trunk = (x - 7, y, x + 7, y, x + 7, y + 110, x - 7, y + 110)
    return [("polygon", "c", trunk), ("disc", "deep", (x - size, y - 1.5 * size, x + size, y + 0.5 * size))]


def _coach(x: float, y: float, colour: str) -> list[Shape]:
    body: list[Shape] = [("polygon", colour, (x, y, x + 230, y, x + 230, y + 90, x, y + 90))]
    for number in range(4):
        left = x + 20 + 52 * number
        body.append(("polygon", "tint", (left, y + 18, left + 34, y + 18, left + 34, y + 52, left, y + 52)))
    return [*body, *(("disc", "c", (x + gap, y + 80, x + gap + 34, y + 114)) for gap in (30, 165))]


WHOLE = (0, 0, 800, 0, 800, 600, 0, 600)
MOTIFS: dict[str, list[Shape]] = {
    "stage": [
        ("polygon", "c", WHOLE),
        ("polygon", "mid", (540, 0, 630, 0, 780, 470, 360, 470)),
        ("polygon", "deep", (170, 0, 260, 0, 430, 470, 20, 470)),
        *_person(250, 330), *_person(400, 310), *_person(560, 340),
        ("polygon", "deep", (0, 470, 800, 470, 800, 600, 0, 600)),
        ("line", "thread", (0, 90, 110, 120, 220, 105, 330, 78, 430, 90, 540, 118, 660, 104, 800, 70)),
    ],
    "crane": [
        ("polygon", "mid", WHOLE),
        ("polygon", "deep", (400, 330, 120, 150, 330, 390)),
        ("polygon", "c", (400, 330, 330, 390, 270, 480)),
        ("polygon", "tint", (400, 330, 560, 90, 540, 360)),
        ("polygon", "deep", (400, 330, 540, 360, 430, 430)),
        ("polygon", "thread", (540, 360, 700, 250, 630, 400)),
        ("polygon", "c", (540, 360, 630, 400, 430, 430)),
        ("polygon", "tint", (330, 390, 430, 430, 270, 480)),
    ],
    "table": [
        ("polygon", "tint", WHOLE),
        ("polygon", "mid", (0, 210, 800, 130, 800, 600, 0, 600)),
        ("polygon", "deep", (90, 300, 210, 260, 250, 370, 130, 410)),
        ("polygon", "deep", (330, 420, 470, 410, 480, 540, 340, 550)),
        ("polygon", "c", (520, 240, 650, 280, 610, 410)),
        ("polygon", "thread", (300, 240, 410, 260, 350, 350)),
        ("polygon", "tint", (120, 450, 240, 460, 170, 560)),
        ("polygon", "tint", (600, 460, 730, 430, 700, 550)),
        ("polygon", "c", (600, 460, 730, 430, 640, 480)),
    ],
    "bridge": [
        ("polygon", "tint", WHOLE),
        ("disc", "mid", (530, 80, 670, 220)),
        ("polygon", "deep", (0, 330, 150, 230, 270, 320, 410, 180, 580, 330, 670, 280, 800, 340, 800, 480, 0, 480)),
        ("polygon", "mid", (0, 400, 800, 400, 800, 600, 0, 600)),
        ("polygon", "c", (0, 392, 800, 392, 800, 408, 0, 408)),
        *(("arc", "c", (left, 316, left + 240, 484, 16)) for left in (60, 320, 580)),
        *(("line", "thread", (x, y, x + long, y)) for x, y, long in ((90, 470, 120), (300, 510, 170), (560, 480, 110))),
    ],
    "trees": [
        ("polygon", "tint", WHOLE),
        ("disc", "mid", (90, 70, 230, 210)),
        ("polygon", "mid", (0, 440, 200, 400, 420, 430, 640, 390, 800, 420, 800, 600, 0, 600)),
        *_tree(170, 360, 78), *_tree(360, 330, 104), *_tree(560, 350, 90), *_tree(700, 370, 66),
        ("line", "thread", (0, 520, 120, 500, 260, 512, 400, 498, 560, 510, 800, 490)),
    ],
    "train": [
        ("polygon", "c", WHOLE),
        *(("disc", "tint", (x, y, x + 7, y + 7)) for x, y in ((80, 70), (210, 130), (330, 60), (470, 110), (720, 140))),
        ("polygon", "deep", (0, 300, 160, 230, 330, 290, 520, 210, 800, 300, 800, 600, 0, 600)),
        *_coach(40, 320, "mid"), *_coach(285, 320, "mid"), *_coach(530, 320, "mid"),
        ("line", "thread", (0, 442, 800, 442)),
        ("line", "tint", (0, 540, 800, 540)),
    ],
}  # fmt: skip


def _colours(hue: float) -> dict[str, tuple[int, int, int]]:
    found = {"thread": THREAD}
    for name, (lightness, chroma) in FAMILY.items():
        found[name] = tuple(_channel(value) for value in from_oklch(lightness, chroma, hue))
    return found


def _channel(linear: float) -> int:
    """A linear channel as sRGB has it, 0 to 255."""
    encoded = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * encoded)


def _put(sheet: ImageDraw.ImageDraw, shape: Shape, colours: dict[str, tuple[int, int, int]]) -> None:
    kind, name, raw = shape
    numbers = [DRAWN * number for number in raw]
    colour = colours[name]
    if kind == "polygon":
        sheet.polygon(numbers, fill=colour)
    elif kind == "disc":
        sheet.ellipse(numbers, fill=colour)
    elif kind == "dome":
        sheet.chord(numbers, 180, 360, fill=colour)
    elif kind == "arc":
        sheet.arc(numbers[:4], 180, 360, fill=colour, width=numbers[4])
    else:
        sheet.line(numbers, fill=colour, width=9 * DRAWN, joint="curve")


def draw(motif: str, hue: float) -> ContentFile:
    """The motif as a WebP of 1600 × 1200."""
    large = Image.new("RGB", (DRAWN * SHEET[0], DRAWN * SHEET[1]))
    sheet, colours = ImageDraw.Draw(large), _colours(hue)
    for shape in MOTIFS[motif]:
        _put(sheet, shape, colours)
    kept = large.resize((KEPT * SHEET[0], KEPT * SHEET[1]), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    kept.save(buffer, format="WEBP", quality=90)
    return ContentFile(buffer.getvalue(), name=f"{motif}.webp")
