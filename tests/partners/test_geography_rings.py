"""Refining, simplifying and clipping of rings."""

from math import cos, hypot, pi, sin

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from partners.geography import rings
from partners.geography.projection import Projection

from .paths import edge_distance, filled, longest_edge

coordinates = st.floats(-900, 900)
polygons = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=12, unique=True)
points = st.tuples(st.floats(-95, 95), st.floats(-95, 95))

SQUARE = [(-10.0, -10.0), (10.0, -10.0), (10.0, 10.0), (-10.0, 10.0)]


def scaled(ring: list[tuple[float, float]], factor: float) -> list[tuple[float, float]]:
    return [(x * factor, y * factor) for x, y in ring]


def moved(ring: list[tuple[float, float]], dx: float) -> list[tuple[float, float]]:
    return [(x + dx, y) for x, y in ring]


def drawn(ring: list, clipped: list, whole: list) -> list:
    """What a frame shows of one ring: its clipped outline, else the whole frame or nothing."""
    return [clipped] if clipped else [whole] if rings.turns(ring) % 2 else []


@given(polygons, points)
def test_clip_to_disc_keeps_every_inner_point(ring: list, point: tuple[float, float]) -> None:
    assume(hypot(*point) < 95 and edge_distance([ring], *point) > 0.5)
    shapes = drawn(ring, rings.clip_to_disc(ring, 100), rings.circle(100))
    assert filled(shapes, *point) == filled([ring], *point)


@given(polygons, points)
def test_clip_to_box_keeps_every_inner_point(ring: list, point: tuple[float, float]) -> None:
    assume(edge_distance([ring], *point) > 0.5)
    shapes = drawn(ring, rings.clip_to_box(ring, 100, 96), scaled(SQUARE, 10))
    assert filled(shapes, *point) == filled([ring], *point)


@given(polygons)
def test_clipped_rings_stay_in_their_frame(ring: list) -> None:
    assert all(hypot(x, y) < 100.001 for x, y in rings.clip_to_disc(ring, 100))
    assert all(abs(x) < 100.001 and abs(y) < 50.001 for x, y in rings.clip_to_box(ring, 100, 50))


def test_clip_of_a_ring_inside_changes_nothing() -> None:
    assert rings.clip_to_disc(SQUARE, 100) == SQUARE
    assert sorted(rings.clip_to_box(SQUARE, 100, 100)) == sorted(SQUARE)


def test_clip_of_a_ring_round_the_frame_is_empty_and_turns_once() -> None:
    around = scaled(SQUARE, 50)
    assert rings.clip_to_disc(around, 100) == []
    assert rings.clip_to_box(around, 100, 100) == []
    assert abs(rings.turns(around)) == 1


def test_clip_of_a_ring_beside_the_frame_is_empty_and_does_not_turn() -> None:
    beside = moved(SQUARE, 500)
    assert rings.clip_to_disc(beside, 100) == []
    assert rings.clip_to_box(beside, 100, 100) == []
    assert rings.turns(beside) == 0


def test_clip_to_disc_of_an_edge_that_only_crosses_it() -> None:
    sliver = [(-300.0, 50.0), (300.0, 50.0), (0.0, 400.0)]
    clipped = rings.clip_to_disc(sliver, 100)
    segment = 100**2 * (pi / 3) - 50 * 100 * sin(pi / 3)
    assert abs(rings.area(clipped)) == pytest.approx(segment, rel=0.005)


def test_clip_line_to_box_cuts_into_pieces() -> None:
    line = [(-20.0, 0.0), (0.0, 0.0), (0.0, 20.0), (5.0, 20.0), (5.0, 0.0)]
    assert rings.clip_line_to_box(line, 10, 10) == [[(-10, 0), (0, 0), (0, 10)], [(5, 10), (5, 0)]]
    assert rings.clip_line_to_box([(-20.0, 30.0), (20.0, 30.0)], 10, 10) == []


def test_simplify_drops_what_is_nearer_than_the_tolerance() -> None:
    line = [(0.0, 0.0), (1.0, 0.4), (2.0, 0.0), (3.0, 2.0), (4.0, 0.0)]
    assert rings.simplify(line, 0.5) == [(0, 0), (2, 0), (3, 2), (4, 0)]


@given(polygons, st.floats(0.1, 100))
def test_simplify_stays_within_the_tolerance(line: list, tolerance: float) -> None:
    kept = rings.simplify(line, tolerance)
    assert kept[0] == line[0]
    assert kept[-1] == line[-1]
    assert all(edge_distance([[*kept, *kept[::-1]]], x, y) <= tolerance + 1e-6 for x, y in line)


def test_project_follows_a_parallel() -> None:
    """Straight in longitude and latitude means bent in the drawing."""
    projection = Projection(60, 0, reach_km=5000, radius=500)
    ring = [(-40.0, 70.0), (40.0, 70.0), (0.0, 65.0)]
    line = rings.project(ring, projection.point, tolerance=0.2, radius=500)
    for lon in range(-40, 41):
        assert edge_distance([line], *projection.point(70, lon)) < 0.4


def test_project_takes_the_short_way_over_the_date_line() -> None:
    projection = Projection(0, 180, reach_km=2000, radius=200)
    ring = [(179.0, -1.0), (-179.0, -1.0), (-179.0, 1.0), (179.0, 1.0)]
    line = rings.project(ring, projection.point, tolerance=0.2, radius=200)
    assert longest_edge([line]) < 25
    assert abs(rings.area(line)) == pytest.approx(22.24**2, rel=0.01)


def test_project_near_the_antipode_leaves_no_slash() -> None:
    """A small ring round the antipode becomes a circle along the rim."""
    projection = Projection(0, 0, reach_km=20_015, radius=300)
    ring = [(180 + 2 * cos(a), 2 * sin(a)) for a in (0.3, 2.3, 4.3)]
    line = rings.project(ring, projection.point, tolerance=0.35, radius=300)
    assert longest_edge([line]) < 40
    assert abs(rings.turns(line)) == 1
    assert all(hypot(x, y) > 290 for x, y in line)
