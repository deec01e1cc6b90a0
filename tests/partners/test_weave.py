"""The generated cover."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.weave import weave

ARC = re.compile(r"M(\d+) (\d+)a(\d+) \3 0 0 [01] ?(-?\d+) ?(-?\d+)")

slugs = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=40)


def ends(path: str) -> list[tuple[int, int]]:
    """First and last points of all arcs of a path."""
    out = []
    for match in ARC.finditer(path):
        x, y, _, dx, dy = map(int, match.groups())
        out += [(x, y), (x + dx, y + dy)]
    return out


def test_weave_of_a_slug_is_the_same_for_ever() -> None:
    picture = weave("papierkraniche", columns=2, rows=1)
    assert picture.p2 == "M50 0a50 50 0 0 0 50 50M0 50a50 50 0 0 1 50 50"
    assert picture.p3 == "M150 0a50 50 0 0 1-50 50M150 100a50 50 0 0 1 50-50"


def test_weave_of_another_slug_is_another_picture() -> None:
    assert weave("papierkraniche") != weave("offene-teeschule")


def test_weave_has_the_size_of_its_tiles() -> None:
    picture = weave("a", columns=10, rows=5)
    assert (picture.width, picture.height) == (1000, 500)


@given(slugs, st.integers(1, 8), st.integers(1, 8))
def test_weave_draws_six_arcs_per_tile(slug: str, columns: int, rows: int) -> None:
    picture = weave(slug, columns, rows)
    paths = picture.p1 + picture.p2 + picture.p3
    assert ARC.sub("", paths) == ""
    assert len(ARC.findall(picture.p1)) == columns * rows * 4
    assert len(ARC.findall(picture.p2 + picture.p3)) == columns * rows * 2


@given(slugs)
def test_weave_strands_go_on_in_the_next_tile(slug: str) -> None:
    picture = weave(slug)
    meeting = Counter(ends(picture.p1) + ends(picture.p2) + ends(picture.p3))
    inner = [(x, y) for x, y in meeting if 0 < x < picture.width and 0 < y < picture.height]
    assert {meeting[place] for place in inner} == {2}


@given(slugs)
def test_weave_holds_a_red_stitch(slug: str) -> None:
    assert weave(slug).p3


@pytest.mark.parametrize(("columns", "rows"), [(0, 4), (6, 0), (-1, 4)])
def test_weave_refuses_a_picture_without_tiles(columns: int, rows: int) -> None:
    with pytest.raises(ValueError, match="at least one tile"):
        weave("a", columns, rows)
