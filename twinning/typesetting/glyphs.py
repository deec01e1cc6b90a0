"""Which characters our fonts can print. A PDF for everybody may not hold a sign without a shape: Typst refuses it.

What no font has (an emoji in a title) is printed as a square, so that a letter never fails on what somebody typed.
"""

import struct
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
SQUARE = "□"
# Signs that steer and have no shape of their own.
SILENT = frozenset(
    "\n\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u00ad\ufe0e\ufe0f"
)


def _table(data: bytes, name: bytes) -> bytes:
    for index in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _sum, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
        if tag == name:
            return data[offset : offset + length]
    raise ValueError("This is no font.")


def _ranges(table: bytes) -> set[int]:
    """Code points of the widest subtable: format 12 (all of Unicode) or 4 (its first plane)."""
    found: set[int] = set()
    for index in range(struct.unpack_from(">H", table, 2)[0]):
        offset = struct.unpack_from(">L", table, 8 + 8 * index)[0]
        kind = struct.unpack_from(">H", table, offset)[0]
        if kind == 12:
            for group in range(struct.unpack_from(">L", table, offset + 12)[0]):
                first, last, _glyph = struct.unpack_from(">LLL", table, offset + 16 + 12 * group)
                found.update(range(first, last + 1))
        elif kind == 4:
            count = struct.unpack_from(">H", table, offset + 6)[0] // 2
            ends = struct.unpack_from(f">{count}H", table, offset + 14)
            starts = struct.unpack_from(f">{count}H", table, offset + 16 + 2 * count)
            for first, last in zip(starts, ends, strict=True):
                found.update(range(first, last + 1))
    return found - {0xFFFF}


@lru_cache(maxsize=1)
def printable() -> frozenset[int]:
    """Every code point that one of the fonts has."""
    found: set[int] = set()
    for path in sorted(FONTS.glob("*-Regular.ttf")):
        found |= _ranges(_table(path.read_bytes(), b"cmap"))
    return frozenset(found)


def shown(text: str) -> str:
    """`text` with a square for every sign that no font has."""
    known = printable()
    return "".join(sign if ord(sign) in known or sign in SILENT else SQUARE for sign in text)
