"""What the plan comes to, stored or just typed: sums, the grant, bars and everything that the rules say about it.

Made anew by the server whenever a field is left. Shown by `templates/grants/costs/totals.html`.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.grants import plan
from projects.grants.application import Application
from projects.grants.apply.frame import anchor
from projects.grants.completeness import Finding, plan_findings
from projects.grants.costs.form import Numbered, PlanForm
from projects.grants.decision import Award
from projects.grants.money import ZERO
from projects.grants.plan import Sums, sums
from projects.grants.sentences import euros, sentence

# Where the way out of a finding without a line of its own begins.
PLACES = {"KFP-0": "costs", "KFP-4": "incomes", "KFP-7": "costs", "KFP-8": "costs"}
SHORT_PLACES = {"costs": "#id_costs", "incomes": "#id_own_cash"}


@dataclass(frozen=True, slots=True)
class Note:
    """A finding in words, with the way to its row or table."""

    text: str
    url: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: `start` and `width` in per cent as SVG writes them, `name` for the list below."""

    kind: str
    name: str
    amount: Decimal
    start: str
    width: str

    @property
    def text(self) -> str:
        """Its amount."""
        return euros(self.amount)


@dataclass(frozen=True, slots=True)
class Totals:
    """Everything below and above the tables of the plan."""

    sums: Sums
    notes: list[Note]
    costs_bar: list[Part]
    financing_bar: list[Part]
    granted: Decimal | None
    limit: Decimal | None
    counts_work: bool

    @property
    def texts(self) -> dict[str, str]:
        """The sums as text, under the names that `Sums` gives them."""
        return {name: euros(getattr(self.sums, name)) for name in Sums.__dataclass_fields__}

    @property
    def is_begun(self) -> bool:
        """There is something to say about it."""
        return bool(self.sums.costs or self.sums.financing or self.sums.own_work)

    @property
    def blocking(self) -> list[Note]:
        """What has to change before sending."""
        return [note for note in self.notes if note.blocks]

    @property
    def title(self) -> str:
        """The most important thing, for the box above the plan."""
        if self.sums.gap > 0:
            return _("%(amount)s is still missing") % {"amount": euros(self.sums.gap)}
        if self.sums.gap < 0:
            return _("%(amount)s too much income") % {"amount": euros(-self.sums.gap)}
        count = len(self.blocking)
        return ngettext("%(count)d point is still open", "%(count)d points are still open", count) % {
            "count": count
        }

    @property
    def limit_text(self) -> str:
        """How much the city pays at most."""
        return "" if self.limit is None else _("at most %(amount)s") % {"amount": euros(self.limit)}

    @property
    def granted_text(self) -> str:
        """The grant that was decided."""
        return "" if self.granted is None else euros(self.granted)

    @property
    def excess(self) -> Decimal:
        """How much more the plan asks for than was granted."""
        return ZERO if self.granted is None else max(self.sums.requested - self.granted, ZERO)

    @property
    def excess_text(self) -> str:
        """The same in words."""
        return euros(self.excess)


def granted(application: Application) -> Decimal | None:
    """The smaller grant that this plan has to be adapted to; None at all other times."""
    if application.state != Application.State.APPROVED_REDUCED:
        return None
    waiting = Award.objects.filter(application=application, state=Award.State.NOTIFIED, needs_new_plan=True)
    return waiting.values_list("amount", flat=True).first()


def _per_cent(value: Decimal, whole: Decimal) -> str:
    # SVG reads numbers with a point, whatever the reader's language.
    return f"{value * 100 / whole:.2f}%"


def _bar(parts: list[tuple[str, str, Decimal]], whole: Decimal) -> list[Part]:
    found, start = [], ZERO
    for kind, name, amount in parts:
        if amount > 0:
            found.append(Part(kind, name, amount, _per_cent(start, whole), _per_cent(amount, whole)))
            start += amount
    return found


def _bars(total: Sums, limits: plan.Limits) -> tuple[list[Part], list[Part]]:
    whole = max(total.costs, total.financing)
    counted_work = total.own_work if limits.counts_own_work else ZERO
    costs = [("costs", _("Costs"), total.costs), ("gap", _("Too much income"), -total.gap)]
    financing = [
        ("grant", _("Grant"), total.requested),
        ("own", _("Own money"), total.own_cash),
        ("other", _("Other income"), total.other - counted_work),
        ("work", _("Own unpaid work"), counted_work),
        ("gap", _("Missing"), total.gap),
    ]
    return _bar(costs, whole), _bar(financing, whole)


def _on_page(finding: Finding, numbers: dict[str, list[int]]) -> Finding | None:
    """The finding with the number of the row on this page; None for a line that the page does not show."""
    if finding.line is None:
        return finding
    row = numbers[str(finding.values["side"])][finding.line - 1]
    return replace(finding, line=row) if row else None


def _url(finding: Finding, *, is_short: bool) -> str:
    place = anchor(finding)
    if place:
        return f"#{place}"
    side = PLACES.get(finding.code, "incomes")
    return SHORT_PLACES[side] if is_short else f"#id_{side}"


def _unread(form: PlanForm) -> list[Note]:
    """Numbers that can't be read yet: the totals leave their rows out."""
    return [
        Note(
            _("%(field)s: %(problem)s") % {"field": field.label, "problem": " ".join(field.errors)},
            f"#{field.id_for_label}",
            True,
        )
        for fields in (form, *form.uncounted())
        for field in (fields if form.is_bound else ())
        if field.errors
    ]


def _notes(form: PlanForm, sides: dict[str, Numbered]) -> list[Note]:
    numbers = {side: [number for number, _line in lines] for side, lines in sides.items()}
    costs, *incomes = ([line for _number, line in lines] for lines in sides.values())
    found = plan_findings(form.application, costs, [line for lines in incomes for line in lines])
    shown = [_on_page(finding, numbers) for finding in found]
    return _unread(form) + [
        Note(sentence(finding), _url(finding, is_short=form.is_short), finding.blocks)
        for finding in shown
        if finding is not None
    ]


def _limit(most: Decimal | None, award: Decimal | None) -> Decimal | None:
    """What the city pays at most: the grant once it is decided, the programme's frame before."""
    known = [value for value in (most, award) if value is not None]
    return min(known, default=None)


def totals(form: PlanForm) -> Totals:
    """Reckon the plan that a form shows."""
    application = form.application
    award = granted(application)
    limits = application.ruleset.limits
    sides: dict[str, Any] = {"costs": form.costs(), "financing": form.incomes(), "work": form.work()}
    costs, incomes, work = ([line for _number, line in lines] for lines in sides.values())
    total = sums(costs, [*incomes, *work], limits)
    costs_bar, financing_bar = _bars(total, limits)
    return Totals(
        sums=total,
        notes=_notes(form, sides),
        costs_bar=costs_bar,
        financing_bar=financing_bar,
        granted=award,
        limit=_limit(limits.most, award),
        counts_work=limits.counts_own_work,
    )
