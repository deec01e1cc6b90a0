"""All projects in outline, with the cities, themes and organisations that they name: always three queries.

Filters, counts, timeline and map need a few facts of every project, but no texts. So the facts are read once,
remembered like other public rows, and the pages choose among them in Python; cards are read for one page of the list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from partners.models import City, Theme
from projects.filters import KEYS, Facets
from projects.models import Participation, Project
from projects.timeline import Span, whole
from twinning import memory
from twinning.languages import Served, all_columns, chain, column, current, served
from twinning.querysets import folded_rows, is_public, unfolded

PLAIN = (
    "pk", "slug", "stage", "starts_on", "starts_precision", "ends_on", "ends_precision", "is_sample",
)  # fmt: skip
RANK = {Project.Stage.RUNNING: 0, Project.Stage.PLANNED: 1, Project.Stage.FINISHED: 2}
AIM_TEXTS = tuple(f"aim__{name}" for field in ("summary", "body") for name in (field, *all_columns(field)))


@dataclass(frozen=True, slots=True)
class Outline:
    """What lists need of a project: `cities` and `themes` are keys of rows, `organisations` address words."""

    pk: int
    slug: str
    title: Served
    rhythm: Served
    stage: str
    starts_on: date
    starts_precision: str
    ends_on: date | None
    ends_precision: str
    is_sample: bool
    cities: tuple[int, ...]
    organisations: tuple[str, ...]
    facets: Facets

    @property
    def span(self) -> Span:
        """From the first to the last day that its dates mean."""
        return whole(self.starts_on, self.starts_precision, self.ends_on, self.ends_precision)

    @property
    def rank(self) -> tuple[int, int, str]:
        """Order of the list: what runs (latest start first), what is planned (soonest first), what is over."""
        start, end = self.starts_on.toordinal(), (self.ends_on or date.max).toordinal()
        day = {Project.Stage.RUNNING: -start, Project.Stage.PLANNED: start, Project.Stage.FINISHED: -end}
        return RANK[self.stage], day[self.stage], self.slug


@dataclass(frozen=True, slots=True)
class Directory:
    """The outlines in the order of the list, what their keys stand for, and the values that each filter may have."""

    projects: tuple[Outline, ...]
    cities: dict[int, City]
    themes: dict[str, Theme]
    organisations: dict[str, tuple[str, str]]
    known: dict[str, frozenset[str]]


def named_cities(user: object) -> QuerySet[City]:
    """Cities that this reader may see named, each knowing whether it `has_page`."""
    rows = City.objects.all() if getattr(user, "is_staff", False) else City.objects.named_in_public()
    return rows.without_long_texts().annotate(
        has_page=ExpressionWrapper(is_public(), output_field=BooleanField())
    )


def public_themes() -> QuerySet[Theme]:
    """Themes whose titles anybody may read: fields, and aims that are published."""
    return Theme.objects.with_titles().filter(Q(aim__isnull=True) | is_public("aim__")).defer(*AIM_TEXTS)


def _rows(user: object) -> list[dict[str, object]]:
    texts = [column(name, code) for name in ("title", "rhythm") for code in chain(current())]
    mine = Participation.objects.filter(project=OuterRef("pk")).order_by("position", "pk").rewrite(False)
    named = mine.filter(is_public("organisation__"), organisation__isnull=False)
    themes = Project.themes.through.objects.filter(project=OuterRef("pk")).order_by(
        "theme__position", "theme__key"
    )
    projects = Project.objects.visible_to(user).order_by("slug").rewrite(False)
    return list(
        projects.values(
            *PLAIN,
            *texts,
            city_keys=ArraySubquery(mine.filter(city__isnull=False).values("city")),
            theme_keys=ArraySubquery(themes.values("theme__key")),
            named=folded_rows(
                named, "organisation__slug", "organisation__name", "organisation__name_language"
            ),
        )
    )


def load(user: object) -> Directory:
    """The directory for a reader, in the active language; remembered for everybody but staff."""
    return memory.recall_for(user, ("project directory", current()), lambda: _load(user))


def _load(user: object) -> Directory:
    cities = {city.pk: city for city in named_cities(user)}
    themes = {theme.key: theme for theme in public_themes()}
    rows = _rows(user)
    years = _years(rows)
    outline = _reader(cities, themes, years)
    names = {
        row.organisation__slug: (row.organisation__name, row.organisation__name_language)
        for project in rows
        for row in unfolded(project["named"])
    }
    projects = tuple(sorted((outline(row) for row in rows), key=lambda project: project.rank))
    known = {key: frozenset().union(*(project.facets[key] for project in projects)) for key in KEYS}
    return Directory(projects, cities, themes, names, known)


def _years(rows: list[dict[str, object]]) -> range:
    """From the first start to the last end or the present year."""
    this_year = timezone.localdate().year
    ends = [day.year for row in rows for day in (row["starts_on"], row["ends_on"]) if day]
    return range(min([this_year, *ends]), max([this_year, *ends]) + 1)


def _reader(
    cities: dict[int, City], themes: dict[str, Theme], years: range
) -> Callable[[dict[str, object]], Outline]:
    """A function that turns a row of the database into an outline."""

    def outline(row: dict[str, object]) -> Outline:
        texts = unfolded([row])[0]
        keys = tuple(dict.fromkeys(key for key in row["city_keys"] if key in cities))
        organisations = tuple(dict.fromkeys(each.organisation__slug for each in unfolded(row["named"])))
        last = row["ends_on"].year if row["ends_on"] else years[-1]
        return Outline(
            **{name: row[name] for name in PLAIN},
            title=served(texts, "title"),
            rhythm=served(texts, "rhythm"),
            cities=keys,
            organisations=organisations,
            facets={
                "city": frozenset(cities[key].slug for key in keys),
                "theme": frozenset(key for key in row["theme_keys"] if key in themes),
                "state": frozenset({row["stage"]}),
                "year": frozenset(str(year) for year in range(row["starts_on"].year, last + 1)),
                "organisation": frozenset(organisations),
            },
        )

    return outline
