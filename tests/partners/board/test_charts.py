"""Bars of charts: to one scale, one below the other, told in words too."""

from hypothesis import given
from hypothesis import strategies as st

from partners.board.charts import LABEL, NUMBER, WIDTH, bars

rows = st.lists(
    st.tuples(st.text(max_size=5), st.lists(st.integers(0, 999), min_size=2, max_size=2)), max_size=8
)


def test_longest_bar_fills_the_room_and_half_of_it_is_half_as_long() -> None:
    chart = bars([("Rouen", [8, 4]), ("Bristol", [2, 0])])
    room = WIDTH - LABEL - NUMBER
    assert [[bar.width for bar in group.bars] for group in chart.groups] == [
        [room, room // 2],
        [round(room / 4)],
    ]
    assert chart.summary == "Rouen: 8 / 4; Bristol: 2 / 0"


def test_no_numbers_draw_nothing() -> None:
    assert bars([]).groups == []
    assert [bar.width for bar in bars([("Rouen", [0, 0])]).groups[0].bars] == [0]


def test_second_number_alone_keeps_its_own_colour() -> None:
    assert [bar.series for bar in bars([("Rouen", [0, 3])]).groups[0].bars] == [1]


@given(rows)
def test_bars_stay_inside_and_never_overlap(found: list[tuple[str, list[int]]]) -> None:
    chart = bars(found)
    drawn = [bar for group in chart.groups for bar in group.bars]
    assert all(0 <= bar.width <= WIDTH - LABEL - NUMBER for bar in drawn)
    edges = [bar.y for bar in drawn]
    assert edges == sorted(set(edges))
    assert not drawn or edges[-1] + chart.bar <= chart.height
