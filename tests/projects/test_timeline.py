"""The axis of years as arithmetic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.timeline import LAST_INDENT, SLIVER, STEP, Axis, Span, choose_axis, whole

TODAY = date(2026, 11, 25)
AXIS = Axis(2023)


def span(first: str, last: str | None = None) -> Span:
    return Span(date.fromisoformat(first), last and date.fromisoformat(last))


@pytest.mark.parametrize(
    ("day", "place"),
    [("2023-01-01", 0), ("2024-01-01", 20), ("2027-12-31", 99.95), ("2028-01-01", 100), ("2022-01-01", -20)],
)
def test_days_lie_where_their_year_is(day: str, place: float) -> None:
    assert AXIS.place(date.fromisoformat(day)) == pytest.approx(place, abs=0.01)


def test_a_leap_year_is_no_longer_than_another() -> None:
    assert AXIS.place(date(2024, 12, 31)) < 40
    assert AXIS.place(date(2025, 1, 1)) == 40


def test_bar_of_a_finished_project_is_done() -> None:
    bar = AXIS.bar(span("2023-01-01", "2024-12-31"), TODAY)
    assert (bar.start, bar.width, bar.done, bar.came, bar.goes_on) == (0, 40, 40, False, False)


def test_bar_of_a_planned_project_lies_ahead() -> None:
    bar = AXIS.bar(span("2027-01-01", "2027-12-31"), TODAY)
    assert (bar.start, bar.width, bar.done) == (80, 20, 0)


def test_open_end_reaches_the_rim_and_goes_on() -> None:
    bar = AXIS.bar(span("2026-01-01"), TODAY)
    assert (bar.start, bar.end, bar.goes_on) == (60, 100, True)
    assert bar.done == pytest.approx(AXIS.place(TODAY) - 60, abs=0.01)


def test_what_began_earlier_starts_at_the_rim() -> None:
    bar = AXIS.bar(span("1988-01-01"), TODAY)
    assert (bar.start, bar.width, bar.came) == (0, 100, True)


def test_end_beyond_the_axis_goes_on() -> None:
    assert AXIS.bar(span("2027-01-01", "2030-01-01"), TODAY).goes_on


def test_end_on_the_last_day_fills_the_axis_and_does_not_go_on() -> None:
    bar = AXIS.bar(span("2027-01-01", "2027-12-31"), TODAY)
    assert bar.end == 100
    assert not bar.goes_on


@pytest.mark.parametrize("beside", [span("2020-01-01", "2022-12-31"), span("2028-01-01")])
def test_beside_the_axis_is_no_bar(beside: Span) -> None:
    assert AXIS.bar(beside, TODAY) is None


@pytest.mark.parametrize(
    ("start", "is_late", "indent"),
    [("2023-01-01", False, 0), ("2024-03-01", False, 20), ("2026-05-01", True, 40)],
)
def test_titles_start_with_their_bar_unless_it_is_late(start: str, is_late: bool, indent: int) -> None:
    bar = AXIS.bar(span(start), TODAY)
    assert (bar.is_late, bar.indent) == (is_late, indent)


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        ("day", "2026-05-03", "2027-02-10"),
        ("month", "2026-05-01", "2027-02-28"),
        ("year", "2026-01-01", "2027-12-31"),
    ],
)
def test_months_and_years_count_as_a_whole(precision: str, first: str, last: str) -> None:
    assert whole(date(2026, 5, 3), precision, date(2027, 2, 10), precision) == span(first, last)


def test_open_end_stays_open() -> None:
    assert whole(date(2026, 5, 3), "month", None, "month") == span("2026-05-01")


def test_axis_lies_round_today() -> None:
    assert list(choose_axis([span("2024-01-01")], TODAY).years) == [2023, 2024, 2025, 2026, 2027]
    assert choose_axis([], TODAY) == AXIS


def test_axis_lies_round_a_year_that_was_asked_for() -> None:
    assert list(choose_axis([span("1988-01-01")], TODAY, 1988).years) == [1986, 1987, 1988, 1989, 1990]


def test_axis_moves_to_where_there_is_something() -> None:
    assert choose_axis([span("1980-01-01", "1989-12-31")], TODAY).years[-1] == 1989
    assert choose_axis([span("2031-01-01")], TODAY).first == 2031


# --- properties -----------------------------------------------------------------------------------
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
spans = st.builds(
    lambda first, length: Span(first, None if length is None else first + timedelta(days=length)),
    days,
    st.none() | st.integers(0, 20_000),
)


@given(spans, days, st.integers(1900, 2100))
def test_a_bar_stays_on_the_axis(row: Span, today: date, first: int) -> None:
    bar = Axis(first).bar(row, today)
    if bar is not None:
        assert 0 <= bar.start <= 100
        assert SLIVER <= bar.width <= 100
        assert bar.end <= 100.01
        assert 0 <= bar.done <= bar.width
        assert bar.indent in range(0, LAST_INDENT + 1, STEP)


@given(days, days)
def test_later_days_lie_farther_on(one: date, other: date) -> None:
    assert (one < other) == (AXIS.place(one) < AXIS.place(other))


@given(st.lists(spans, min_size=1, max_size=6), days)
def test_the_axis_shows_at_least_one_project(rows: list[Span], today: date) -> None:
    axis = choose_axis(rows, today)
    assert any(axis.bar(row, today) for row in rows)
