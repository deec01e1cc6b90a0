"""Who seeks and who offers, from where, and what came of it: the numbers of the staff's statistics page and its file.

Counts every slip whose address was confirmed, erased ones included: they keep city, group, kind and outcome. Invented
rows are left out unless somebody asks for them.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partners.board.charts import Chart, bars
from partners.board.slip import Slip
from partners.city import City
from twinning.languages import served
from twinning.municipality.home import current_home

Outcome = Slip.Outcome
SEEKS, OFFERS = Slip.Kind.SEEKS.value, Slip.Kind.OFFERS.value

# (kind, place, group, activity, outcome) -> number of slips
Numbers = Counter[tuple[str, int | None, str, str, str]]


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the list that it counts."""

    value: int
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: seekers, offers, both together, and how many of them came about."""

    label: str
    seeks: Number
    offers: Number
    total: Number
    worked: Number


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its picture; `file_key` names it in the file."""

    key: str
    title: str
    first: str
    rows: list[Row]
    chart: Chart


@dataclass(slots=True)
class Report:
    """Everything that the page shows."""

    years: list[int]
    year: int | None
    with_samples: bool
    total: Number
    seeks: Number
    offers: Number
    worked: Number
    share: int | None
    tables: list[Table] = field(default_factory=list)
    outcomes: list[tuple[str, Number]] = field(default_factory=list)
    query: str = ""
    hides_samples: bool = False


class _Lists:
    """Addresses of the list of slips with the filters that a number stands for."""

    def __init__(self, year: int | None, with_samples: bool) -> None:
        self.page = reverse("admin:board_slip_changelist")
        self.common = {"confirmed": "yes"}
        if year:
            self.common["created_at__year"] = str(year)
        if not with_samples:
            self.common["is_sample__exact"] = "0"

    def number(self, value: int, **filters: str) -> Number:
        return Number(value, f"{self.page}?{urlencode(self.common | filters)}")


def _slips(year: int | None, with_samples: bool) -> Any:
    rows = Slip.objects.filter(confirmed_at__isnull=False)
    if year:
        rows = rows.filter(created_at__year=year)
    return rows if with_samples else rows.filter(is_sample=False)


def _numbers(year: int | None, with_samples: bool) -> Numbers:
    """All slips counted by everything that the tables need: one query."""
    columns = ("kind", "place", "group", "activity", "outcome")
    rows = _slips(year, with_samples).order_by().values_list(*columns).annotate(Count("pk"))
    return Counter({(kind, place, *rest): number for kind, place, *rest, number in rows})


def _sum(numbers: Numbers, wanted: Callable[..., bool]) -> int:
    return sum(number for key, number in numbers.items() if wanted(*key))


def _row(
    numbers: Numbers, lists: _Lists, label: str, index: int, value: Any, filters: Mapping[str, str]
) -> Row:
    """The slips whose column number `index` holds `value`."""
    own: Numbers = Counter({key: number for key, number in numbers.items() if key[index] == value})
    seeks, offers = (_sum(own, lambda kind, *rest, w=wanted: kind == w) for wanted in (SEEKS, OFFERS))
    worked = _sum(own, lambda *key: key[-1] == Outcome.YES)
    return Row(
        label=label,
        seeks=lists.number(seeks, **filters, kind__exact=SEEKS),
        offers=lists.number(offers, **filters, kind__exact=OFFERS),
        total=lists.number(seeks + offers, **filters),
        worked=lists.number(worked, **filters, outcome__exact=Outcome.YES),
    )


def _table(key: str, title: str, first: str, rows: list[Row]) -> Table:
    """Largest first; what nobody sought or offered is left out."""
    found = sorted((row for row in rows if row.total.value), key=lambda row: (-row.total.value, row.label))
    chart = bars([(row.label, [row.seeks.value, row.offers.value]) for row in found])
    return Table(key, title, first, found, chart)


def _by_city(numbers: Numbers, lists: _Lists) -> Table:
    keys = {key[1] for key in numbers}
    cities = City.objects.in_bulk([key for key in keys if key])
    rows = []
    for key in keys:
        name = served(cities[key] if key else current_home(), "name").text
        filters = {"place__id__exact": str(key)} if key else {"place__isnull": "True"}
        rows.append(_row(numbers, lists, name, 1, key, filters))
    return _table("city", _("By city of the owner"), _("City"), rows)


def _by_choice(numbers: Numbers, lists: _Lists, name: str, index: int, title: str, first: str) -> Table:
    choices = Slip._meta.get_field(name).choices
    rows = [
        _row(numbers, lists, capfirst(str(label)), index, value, {f"{name}__exact": value})
        for value, label in choices
    ]
    return _table(name, title, first, rows)


def _years() -> list[int]:
    days = (
        Slip.objects.filter(confirmed_at__isnull=False).order_by().dates("created_at", "year", order="DESC")
    )
    return [day.year for day in days]


def report(chosen: Mapping[str, str]) -> Report:
    """The numbers for the chosen year ("" for all) and with or without invented rows (five queries)."""
    years = _years()
    asked = chosen.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else None
    with_samples = chosen.get("samples") == "1"
    numbers, lists = _numbers(year, with_samples), _Lists(year, with_samples)
    worked = _sum(numbers, lambda *key: key[-1] == Outcome.YES)
    told = _sum(numbers, lambda *key: key[-1] != Outcome.UNKNOWN)
    query = {"year": year} if year else {}
    return Report(
        years=years,
        year=year,
        with_samples=with_samples,
        total=lists.number(numbers.total()),
        seeks=lists.number(_sum(numbers, lambda kind, *rest: kind == SEEKS), kind__exact=SEEKS),
        offers=lists.number(_sum(numbers, lambda kind, *rest: kind == OFFERS), kind__exact=OFFERS),
        worked=lists.number(worked, outcome__exact=Outcome.YES),
        share=round(100 * worked / told) if told else None,
        tables=[
            _by_city(numbers, lists),
            _by_choice(numbers, lists, "group", 2, _("By who seeks or offers"), _("Who")),
            _by_choice(numbers, lists, "activity", 3, _("By what it is about"), _("What")),
        ],
        outcomes=[
            (
                capfirst(str(label)),
                lists.number(_sum(numbers, lambda *key, v=value: key[-1] == v), outcome__exact=value),
            )
            for value, label in Outcome.choices
        ],
        query=urlencode(query | ({"samples": "1"} if with_samples else {})),
        hides_samples=not with_samples and Slip.objects.filter(is_sample=True).exists(),
    )


def _cell(text: str) -> str:
    """A word that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text


def as_csv(found: Report) -> str:
    """The tables one under the other, for any spreadsheet."""
    out = io.StringIO()
    out.write("\ufeff")  # so that spreadsheets read UTF-8
    sheet = csv.writer(out, delimiter=";")
    sheet.writerow([_("Table"), _("Entry"), _("Seeks"), _("Offers"), _("Together"), _("Came about")])
    for table in found.tables:
        for row in table.rows:
            numbers = [row.seeks.value, row.offers.value, row.total.value, row.worked.value]
            sheet.writerow([table.title, _cell(row.label), *numbers])
    for label, number in found.outcomes:
        sheet.writerow([_("Did it come about?"), label, "", "", number.value, ""])
    return out.getvalue()
