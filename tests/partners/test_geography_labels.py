"""Names beside the pins of a map."""

from itertools import combinations

import pytest

from partners.geography import Label, Pin, Point, pin, place_labels, rim_point, text_width, tick_bearing

from .places import HANNOVER, TWINS

NAMES = [HANNOVER, *TWINS]


def pins_of(law: str, reach_km: float = 9600) -> list[Pin]:
    out = []
    for place in NAMES:
        spot = pin(place.lat, place.lon, HANNOVER.lat, HANNOVER.lon, reach_km=reach_km, law=law)
        out.append(Pin(spot.x, spot.y, text_width(place.name)))
    return out


def box(pin: Pin, label: Label) -> tuple[float, float, float, float]:
    left = label.x - {"start": 0, "middle": 0.5, "end": 1}[label.anchor] * pin.width
    return left, label.y - 10.5, left + pin.width, label.y + 3.5


def overlap(a: tuple, b: tuple) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_labels_of_the_twin_towns_do_not_overlap() -> None:
    pins = pins_of("sqrt")
    boxes = [box(pin, label) for pin, label in zip(pins, place_labels(pins), strict=True)]
    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []


def test_labels_cover_no_pin() -> None:
    pins = pins_of("sqrt")
    boxes = [box(pin, label) for pin, label in zip(pins, place_labels(pins), strict=True)]
    dots = [(pin.x - 7, pin.y - 7, pin.x + 7, pin.y + 7) for pin in pins]
    assert [(a, b) for a in boxes for b in dots if overlap(a, b)] == []


def test_labels_stay_in_the_frame() -> None:
    pins = [Pin(*spot, 90) for spot in ((290, 0), (-290, 5), (3, -295), (-4, 295), (205, -205))]
    for pin_, label in zip(pins, place_labels(pins), strict=True):
        left, top, right, bottom = box(pin_, label)
        assert -308 <= left
        assert right <= 308
        assert -308 <= top
        assert bottom <= 308


def test_label_of_home_stands_above_it() -> None:
    assert place_labels([Pin(0, 0, 70)]) == [Label(0, -15, "middle")]


def test_label_of_home_gives_way_to_a_thread_to_the_north() -> None:
    home, _ = place_labels([Pin(0, 0, 70), Pin(0, -200, 60)])
    assert home == Label(0, 24, "middle")


def test_label_of_a_lone_city_points_away_from_home() -> None:
    assert place_labels([Pin(100, 20, 60)]) == [Label(111, 25, "start")]
    assert place_labels([Pin(-100, 20, 60)]) == [Label(-111, 25, "end")]


def test_labels_keep_clear_of_ring_numbers() -> None:
    tick = Point(140, 20)
    (free,), (moved,) = place_labels([Pin(100, 20, 60)]), place_labels([Pin(100, 20, 60)], ticks=[tick])
    assert free != moved


def test_labels_of_no_pins_are_none() -> None:
    assert place_labels([]) == []


def test_labels_of_thirty_cities_hardly_overlap() -> None:
    pins = [Pin(0, 0, 70)]
    for i in range(30):
        spot = rim_point(i * 137.5, 70 + 7 * i)
        pins.append(Pin(spot.x, spot.y, 50))
    boxes = [box(pin, label) for pin, label in zip(pins, place_labels(pins), strict=True)]
    assert len([pair for pair in combinations(boxes, 2) if overlap(*pair)]) <= 1


@pytest.mark.parametrize(
    ("text", "width"), [("Rouen", 42), ("広島", 28), ("", 0), ("é", 8.4), ("e\u0301", 8.4)]
)
def test_text_width_counts_what_is_seen(text: str, width: float) -> None:
    assert text_width(text) == pytest.approx(width)


def test_text_width_grows_with_the_size() -> None:
    assert text_width("Rouen", 28) == 2 * text_width("Rouen", 14)


def test_tick_bearing_is_the_preferred_one_if_free() -> None:
    assert tick_bearing([twin.bearing for twin in TWINS]) == 298
    assert tick_bearing([]) == 298


def test_tick_bearing_moves_to_the_widest_gap() -> None:
    assert tick_bearing([300, 20, 100]) == 200
    assert tick_bearing([290]) == 110


def test_labels_give_way_to_further_lines() -> None:
    pins = [Pin(0, 0, 70), Pin(100, -5, 60), Pin(-129, 60, 50)]
    free = place_labels(pins)[1]
    assert free.anchor == "start"
    line = [(100.0, -5.0), (180.0, 0.0), (260.0, 30.0)]
    assert place_labels(pins, lines=[line])[1] != free
