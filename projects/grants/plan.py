"""The cost and financing plan: sums, the computed grant, and the rules KFP-1 to KFP-10. Pure: no Django, no database.

Sums are Decimal euros in whole cents. The requested grant is never typed: it is what the costs lack after all other
money (shortfall). Own unpaid work stands apart and counts on neither side unless the programme says so. Source of the
rules: practice of Hanover and other municipalities, see docs/decisions/grants-rules.md. Called by the forms, the
case page, the letters and the tests.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from projects.grants.money import ZERO, cents

HUNDRED = Decimal(100)
OWN_CASH, OWN_WORK, PUBLIC, GRANT = "E1", "E2", "E6", "E9"
CO2, OVERHEAD = "B12", "B14"
OPEN_SHARE = Decimal("0.5")  # KFP-10: more than half of the financing is still open

BLOCKS, WARNS = "blocks", "warns"


@dataclass(frozen=True, slots=True)
class Cost:
    """A line of spending. The amount is quantity x unit price; a line that is not eligible costs, but is not funded."""

    head: str
    text: str
    quantity: Decimal
    unit_price: Decimal
    is_eligible: bool = True

    @property
    def amount(self) -> Decimal:
        """Euros, rounded to the cent."""
        return cents(self.quantity * self.unit_price)


@dataclass(frozen=True, slots=True)
class Income:
    """A line of financing other than the requested grant; `status` is in_hand, planned, applied or granted."""

    head: str
    text: str
    amount: Decimal
    status: str = "planned"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a programme allows; None means that it sets no limit. Rates are per cent."""

    least: Decimal | None = None
    most: Decimal | None = None
    max_rate: Decimal | None = None
    min_own_share: Decimal | None = None
    overhead_cap: Decimal | None = None
    head_warning: Decimal | None = None
    counts_own_work: bool = False
    needs_compensation: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is not kept: its code, whether it blocks, the line (counted from 1 within its list) and values."""

    code: str
    level: str
    line: int | None = None
    values: dict[str, Decimal | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sums:
    """Every total that a page or letter prints, in euros."""

    costs: Decimal
    eligible: Decimal
    own_cash: Decimal
    own_work: Decimal
    other: Decimal
    requested: Decimal
    financing: Decimal
    gap: Decimal

    @property
    def rate(self) -> Decimal:
        """Requested grant in per cent of the eligible costs."""
        return self.requested / self.eligible * HUNDRED if self.eligible else ZERO

    @property
    def own_share(self) -> Decimal:
        """Own money in per cent of the costs."""
        return self.own_cash / self.costs * HUNDRED if self.costs else ZERO


def _total(lines: Iterable[Decimal]) -> Decimal:
    return sum(lines, ZERO)


def sums(costs: Iterable[Cost], incomes: Iterable[Income], limits: Limits) -> Sums:
    """All totals. The grant is the shortfall, never negative and never above the programme's maximum.

    What the maximum cuts off shows as `gap`: money that is still missing. A negative gap is money too much.
    """
    costs, incomes = tuple(costs), tuple(incomes)
    spending = _total(line.amount for line in costs)
    eligible = _total(line.amount for line in costs if line.is_eligible)
    by_head: Counter[str] = Counter()
    for line in incomes:
        by_head[line.head] += cents(line.amount)
    own_work = by_head.pop(OWN_WORK, ZERO)
    by_head.pop(GRANT, None)
    others = _total(by_head.values())
    if limits.counts_own_work:
        spending, others = spending + own_work, others + own_work
    shortfall = max(spending - others, ZERO)
    requested = min(shortfall, limits.most) if limits.most is not None else shortfall
    financing = others + requested
    own_cash = by_head.get(OWN_CASH, ZERO)
    return Sums(
        costs=spending,
        eligible=eligible,
        own_cash=own_cash,
        own_work=own_work,
        other=others - own_cash,
        requested=requested,
        financing=financing,
        gap=spending - financing,
    )


# --- rules ----------------------------------------------------------------------------------------
def check(
    costs: Iterable[Cost], incomes: Iterable[Income], limits: Limits, *, has_flight: bool = False
) -> list[Finding]:
    """Every rule that the plan does not keep, all at once: those that block come first."""
    costs, incomes = tuple(costs), tuple(incomes)
    total = sums(costs, incomes, limits)
    found = [
        *_lines(costs, incomes),
        *_balance(total),
        *_frame(total, limits),
        *_heads(costs, total, limits, has_flight=has_flight),
        *_open_money(incomes, total),
    ]
    return sorted(found, key=lambda finding: finding.level != BLOCKS)


def _lines(costs: tuple[Cost, ...], incomes: tuple[Income, ...]) -> list[Finding]:
    """KFP-6: every line has a head and is worth something. Lines are counted by side; unpaid work is one of its own."""
    sides: dict[str, list[Cost | Income]] = {
        "costs": list(costs),
        "financing": [line for line in incomes if line.head not in {GRANT, OWN_WORK}],
        "work": [line for line in incomes if line.head == OWN_WORK],
    }
    found = [] if costs else [Finding("KFP-0", BLOCKS)]
    for side, lines in sides.items():
        for number, line in enumerate(lines, 1):
            if line.amount <= 0:
                found.append(Finding("KFP-6", BLOCKS, number, {"side": side}))
            if not line.head:
                found.append(Finding("KFP-6h", BLOCKS, number, {"side": side}))
    return found


def _balance(total: Sums) -> list[Finding]:
    """KFP-1 and KFP-2: costs and financing are equal to the cent, and the grant fills exactly what is missing."""
    if total.gap > 0:
        return [Finding("KFP-1", BLOCKS, None, {"missing": total.gap})]
    if total.gap < 0:
        return [Finding("KFP-1", BLOCKS, None, {"surplus": -total.gap})]
    if total.costs and not total.requested:
        return [Finding("KFP-2", BLOCKS)]
    return []


def _frame(total: Sums, limits: Limits) -> list[Finding]:
    """KFP-3 to KFP-5: least and most, rate, own share."""
    found = []
    if limits.least is not None and ZERO < total.requested < limits.least:
        found.append(Finding("KFP-3", BLOCKS, None, {"requested": total.requested, "least": limits.least}))
    if limits.max_rate is not None and total.requested > cents(total.eligible * limits.max_rate / HUNDRED):
        most = cents(total.eligible * limits.max_rate / HUNDRED)
        found.append(Finding("KFP-4", BLOCKS, None, {"rate": limits.max_rate, "most": most}))
    if limits.min_own_share is not None:
        needed = cents(total.costs * limits.min_own_share / HUNDRED)
        if total.own_cash < needed:
            values = {"share": limits.min_own_share, "needed": needed, "missing": needed - total.own_cash}
            found.append(Finding("KFP-5", BLOCKS, None, values))
    return found


def _heads(costs: tuple[Cost, ...], total: Sums, limits: Limits, *, has_flight: bool) -> list[Finding]:
    """KFP-7 and KFP-8: no head grows out of proportion; a flight brings its compensation."""
    by_head: Counter[str] = Counter()
    for line in costs:
        by_head[line.head] += line.amount
    found = []
    cap = limits.overhead_cap
    if cap is not None and by_head[OVERHEAD] > cents(total.costs * cap / HUNDRED):
        most = cents(total.costs * cap / HUNDRED)
        found.append(Finding("KFP-7", BLOCKS, None, {"head": OVERHEAD, "share": cap, "most": most}))
    if limits.head_warning is not None:
        mark = cents(total.costs * limits.head_warning / HUNDRED)
        found += [
            Finding("KFP-7", WARNS, None, {"head": head, "share": limits.head_warning, "most": mark})
            for head, amount in sorted(by_head.items())
            if amount > mark and head != OVERHEAD
        ]
    if has_flight and not by_head[CO2]:
        found.append(Finding("KFP-8", BLOCKS if limits.needs_compensation else WARNS))
    return found


def _open_money(incomes: tuple[Income, ...], total: Sums) -> list[Finding]:
    """KFP-10: most of the other money is only applied for."""
    applied = _total(cents(line.amount) for line in incomes if line.status == "applied")
    if total.financing and applied > total.financing * OPEN_SHARE:
        return [Finding("KFP-10", WARNS, None, {"applied": applied, "financing": total.financing})]
    return []
