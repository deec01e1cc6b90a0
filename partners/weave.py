"""A generated cover for a project or an event without a photograph.

Square tiles carry three concentric quarter rings round two opposite corners;
turned at random they join into one endless braid (the tiles of Truchet 1704 in
the form of Smith 1987). The slug is the only seed, so the same address always
shows the same picture, on every machine and Python version. Called by the
cover component of the templates.
"""

from dataclasses import dataclass
from hashlib import shake_256

TILE = 100
RADII = (25, 50, 75)
STITCHES_IN_128 = 13  # one middle ring in ten is red


@dataclass(frozen=True, slots=True)
class Weave:
    """Three SVG paths for strokes of 9 units in a view box of width x height.

    p1: outer strands, p2: middle strand, p3: the red stitches in the middle strand.
    """

    width: int
    height: int
    p1: str
    p2: str
    p3: str


def weave(slug: str, columns: int = 6, rows: int = 4) -> Weave:
    """Return the picture that belongs to a slug.

    Raises ValueError unless there is at least one column and one row.
    """
    if columns < 1 or rows < 1:
        raise ValueError("a weave needs at least one tile")
    dice = shake_256(slug.encode()).digest(columns * rows + 1)
    red = {n for n in range(columns * rows) if dice[n] >> 1 < STITCHES_IN_128}
    red = red or {dice[-1] % (columns * rows)}  # the thread is in every picture
    strands: dict[str, list[str]] = {"p1": [], "p2": [], "p3": []}
    for n in range(columns * rows):
        column, row = divmod(n, rows)
        for radius in RADII:
            strand = "p1" if radius != 50 else "p3" if n in red else "p2"
            strands[strand].append(_arcs(column * TILE, row * TILE, radius, bool(dice[n] & 1)))
    paths = {name: "".join(parts) for name, parts in strands.items()}
    return Weave(columns * TILE, rows * TILE, **paths)


def _arcs(x: int, y: int, r: int, falling: bool) -> str:
    """Two quarter rings round opposite corners of the tile whose top left corner is x, y."""
    far = TILE - r
    if falling:
        return f"M{x + r} {y}a{r} {r} 0 0 1-{r} {r}M{x + far} {y + TILE}a{r} {r} 0 0 1 {r}-{r}"
    return f"M{x + far} {y}a{r} {r} 0 0 0 {r} {r}M{x} {y + far}a{r} {r} 0 0 1 {r} {r}"
