"""The plan's arithmetic: to the cent, for any plan; every rule with a plan that keeps it and one that doesn't."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.grants.final_grant import final, planned
from projects.grants.plan import BLOCKS, WARNS, Cost, Income, Limits, check, sums

MONEY = st.decimals(min_value=0, max_value=100_000, places=2, allow_nan=False, allow_infinity=False)
QUANTITY = st.decimals(min_value=0, max_value=100, places=2, allow_nan=False, allow_infinity=False)
COSTS = st.lists(
    st.builds(
        Cost, st.sampled_from(["A1", "B3", "B12", "B14"]), st.just("x"), QUANTITY, MONEY, st.booleans()
    ),
    max_size=8,
)
INCOMES = st.lists(
    st.builds(Income, st.sampled_from(["E1", "E2", "E3", "E6", "E9"]), st.just("x"), MONEY), max_size=8
)
LIMITS = st.builds(Limits, most=st.none() | MONEY, counts_own_work=st.booleans())


def costs(*amounts: str, head: str = "A1") -> list[Cost]:
    return [Cost(head, "something", D(1), D(amount)) for amount in amounts]


def codes(found: list) -> list[tuple[str, str]]:
    return [(finding.code, finding.level) for finding in found]


@given(COSTS, INCOMES, LIMITS)
def test_costs_and_financing_differ_by_the_gap_exactly(spending: list, money: list, limits: Limits) -> None:
    total = sums(spending, money, limits)
    assert total.costs == total.financing + total.gap
    assert total.financing == total.own_cash + total.other + total.requested
    assert all(
        value == value.quantize(D("0.01")) for value in (total.costs, total.financing, total.requested)
    )


@given(COSTS, INCOMES, LIMITS)
def test_the_grant_is_never_negative_and_never_above_the_maximum(
    spending: list, money: list, limits: Limits
) -> None:
    total = sums(spending, money, limits)
    assert total.requested >= 0
    assert limits.most is None or total.requested <= limits.most
    assert total.requested <= total.costs


@given(COSTS, INCOMES)
def test_without_a_maximum_the_grant_fills_every_gap(spending: list, money: list) -> None:
    total = sums(spending, money, Limits())
    assert total.gap <= 0
    assert total.gap == 0 or total.requested == 0


@given(COSTS, INCOMES)
def test_own_work_counts_on_neither_side(spending: list, money: list) -> None:
    without = [line for line in money if line.head != "E2"]
    with_work, plain = sums(spending, money, Limits()), sums(spending, without, Limits())
    assert (with_work.costs, with_work.requested) == (plain.costs, plain.requested)


def test_a_balanced_plan_passes() -> None:
    assert check(costs("2000", "600"), [Income("E1", "own", D(600))], Limits(most=D(5000))) == []


@pytest.mark.parametrize(
    ("spending", "money", "limits", "flight", "expected"),
    [
        ([], [], Limits(), False, [("KFP-0", BLOCKS)]),
        (costs("1000"), [], Limits(most=D(800)), False, [("KFP-1", BLOCKS)]),
        (costs("1000"), [Income("E1", "own", D("1000.01"))], Limits(), False, [("KFP-1", BLOCKS)]),
        (costs("1000"), [Income("E1", "own", D(1000))], Limits(), False, [("KFP-2", BLOCKS)]),
        (costs("900"), [], Limits(least=D(1000)), False, [("KFP-3", BLOCKS)]),
        (costs("1000"), [Income("E1", "own", D(100))], Limits(max_rate=D(80)), False, [("KFP-4", BLOCKS)]),
        (costs("1000"), [Income("E1", "own", D(99))], Limits(min_own_share=D(10)), False, [("KFP-5", BLOCKS)]),
        (costs("1000", "0"), [], Limits(), False, [("KFP-6", BLOCKS)]),
        (costs("1000"), [Income("E3", "tickets", D(0))], Limits(), False, [("KFP-6", BLOCKS)]),
        ([*costs("900"), *costs("101", head="B14")], [], Limits(overhead_cap=D(10)), False, [("KFP-7", BLOCKS)]),
        ([*costs("900"), *costs("100", head="B3")], [], Limits(head_warning=D(50)), False, [("KFP-7", WARNS)]),
        (costs("1000"), [], Limits(needs_compensation=True), True, [("KFP-8", BLOCKS)]),
        (costs("1000"), [], Limits(), True, [("KFP-8", WARNS)]),
        (costs("1000"), [Income("E6", "Land", D(501), "applied")], Limits(), False, [("KFP-10", WARNS)]),
    ],
)  # fmt: skip
def test_a_rule_that_is_not_kept_is_named(
    spending: list, money: list, limits: Limits, flight: bool, expected: list
) -> None:
    assert codes(check(spending, money, limits, has_flight=flight)) == expected


def test_every_failure_is_named_at_once_and_blocking_ones_first() -> None:
    limits = Limits(least=D(100), max_rate=D(10), min_own_share=D(50), head_warning=D(50))
    found = check(costs("60", "0"), [Income("E6", "Land", D(40), "applied")], limits)
    assert codes(found) == [
        ("KFP-6", BLOCKS),
        ("KFP-3", BLOCKS),
        ("KFP-4", BLOCKS),
        ("KFP-5", BLOCKS),
        ("KFP-7", WARNS),
        ("KFP-10", WARNS),
    ]


def test_a_flight_with_compensation_passes() -> None:
    assert (
        check([*costs("900"), *costs("40", head="B12")], [], Limits(needs_compensation=True), has_flight=True)
        == []
    )


@given(
    st.sampled_from(["share", "shortfall", "fixed", "full", "units"]),
    MONEY,
    MONEY,
    MONEY,
    st.integers(0, 100),
    MONEY,
    QUANTITY,
)
def test_the_final_grant_stays_within_grant_and_spending(
    kind: str, granted: D, spent: D, income: D, rate: int, price: D, units: D
) -> None:
    value = final(
        kind, granted=granted, costs=spent, income=income, rate=D(rate), unit_price=price, units=units
    )
    assert 0 <= value <= min(granted, spent)
    if kind in {"share", "shortfall"}:
        assert value <= max(spent - income, D(0))


@pytest.mark.parametrize(
    ("kind", "spent", "income", "expected"),
    [
        ("shortfall", "5000", "2000", "3000.00"),
        ("shortfall", "6000", "2000", "3000.00"),
        ("shortfall", "4500", "2000", "2500.00"),
        ("shortfall", "5000", "2600", "2400.00"),
        ("share", "4000", "500", "2400.00"),
        ("share", "4000", "2000", "2000.00"),
        ("fixed", "2500", "9000", "2500.00"),
        ("full", "9000", "0", "3000.00"),
    ],
)  # fmt: skip
def test_final_grant_of_each_type(kind: str, spent: str, income: str, expected: str) -> None:
    assert final(kind, granted=D(3000), costs=D(spent), income=D(income), rate=D(60)) == D(expected)


def test_final_grant_by_units_falls_with_the_units() -> None:
    assert final(
        "units", granted=D(900), costs=D(2000), income=D(0), unit_price=D("4.50"), units=D(120)
    ) == D("540.00")


def test_planned_grant_of_each_type() -> None:
    values = {"costs": D(5000), "income": D(2000), "most": D(2500), "rate": D(40)}
    assert [planned(kind, **values) for kind in ("share", "shortfall", "fixed", "full")] == [
        D(2000),
        D(2500),
        D(2500),
        D(2500),
    ]


@pytest.mark.parametrize(
    "values", [{"kind": "share", "rate": None}, {"kind": "fixed", "most": None}, {"kind": "odd"}]
)
def test_planned_grant_needs_what_its_type_rests_on(values: dict) -> None:
    rest = {"costs": D(1), "income": D(0), "most": D(1), "rate": D(1)} | values
    with pytest.raises(ValueError, match=r"needs|no type"):
        planned(rest.pop("kind"), **rest)
