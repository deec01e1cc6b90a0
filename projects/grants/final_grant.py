"""What a grant comes to in the end, for each type of financing. Pure arithmetic; proposals, decided by people.

E = accepted actual eligible spending, I = actual other income, G = granted maximum, r = granted rate (per cent).
Source: practice of German public funding; the formulas stand in docs/decisions/grants-rules.md.
"""

from decimal import Decimal

from projects.grants.money import ZERO, cents

HUNDRED = Decimal(100)


def planned(
    kind: str, *, costs: Decimal, income: Decimal, most: Decimal | None, rate: Decimal | None
) -> Decimal:
    """The grant that a plan leads to, in euros; `kind` is share, shortfall, fixed or full.

    Raises ValueError for a share without a rate, a fixed sum without a maximum and an unknown kind.
    """
    if kind == "share":
        if rate is None:
            raise ValueError("A share needs a rate.")
        value = min(costs * rate / HUNDRED, max(costs - income, ZERO))
    elif kind == "shortfall":
        value = max(costs - income, ZERO)
    elif kind == "fixed":
        if most is None:
            raise ValueError("A fixed sum needs its sum.")
        value = most
    elif kind == "full":
        value = costs
    else:
        raise ValueError(f"“{kind}” is no type of financing.")
    return cents(min(value, most) if most is not None else value)


def final(
    kind: str,
    *,
    granted: Decimal,
    costs: Decimal,
    income: Decimal,
    rate: Decimal | None = None,
    unit_price: Decimal | None = None,
    units: Decimal | None = None,
) -> Decimal:
    """The final grant in euros: never more than granted, never more than was spent, never negative.

    `unit_price` x `units` applies to kind units. Raises ValueError as `planned` does.
    """
    if kind == "share":
        if rate is None:
            raise ValueError("A share needs a rate.")
        value = min(costs * rate / HUNDRED, costs - income)
    elif kind == "shortfall":
        value = costs - income
    elif kind == "units":
        if unit_price is None or units is None:
            raise ValueError("A fixed sum by units needs price and units.")
        value = min(unit_price * units, costs)
    elif kind in {"fixed", "full"}:
        value = costs
    else:
        raise ValueError(f"“{kind}” is no type of financing.")
    return cents(max(min(value, granted, costs), ZERO))
