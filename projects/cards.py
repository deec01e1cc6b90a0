"""Projects as cards: what a card needs from the database, and its shape for templates/components/project_card.html.

The same columns serve the list (a query of its own) and the sections of other pages, whose rows come folded into the
page's own query (twinning.folds).
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.models import City
from partners.presenters import photo
from partners.querysets import PHOTO
from partners.weave import Weave, weave
from projects.models import Participation, Project, ProjectPhoto
from projects.words import TAGS, stage_label, when
from twinning.languages import Served, column, served
from twinning.querysets import folded_rows, is_public, unfolded

PLAIN = (
    "pk", "slug", "stage", "starts_on", "starts_precision", "ends_on", "ends_precision", "is_sample",
)  # fmt: skip
TEXTS = ("title", "summary", "rhythm")
SECTION_LIMIT = 3
STAGE_RANK = Case(
    When(stage="running", then=Value(0)), When(stage="planned", then=Value(1)), default=Value(2),
    output_field=IntegerField(),
)  # fmt: skip

# Real before invented, running before planned before finished, late starts first.
SECTION_ORDER = ("is_sample", STAGE_RANK, "-starts_on", "slug")


def text_columns(fields: Iterable[str], languages: Sequence[str], prefix: str = "") -> list[str]:
    """Columns of translated fields in some languages, reached through `prefix` ("city__")."""
    return [f"{prefix}{column(name, code)}" for name in fields for code in languages]


def folded_themes(languages: Sequence[str]) -> ArraySubquery:
    """Themes of a project whose titles anybody may read: fields, and aims that are published."""
    shown = Q(theme__aim__isnull=True) | is_public("theme__aim__")
    themes = Project.themes.through.objects.filter(shown, project=OuterRef("pk"))
    titles = text_columns(["name", "aim__title"], languages, "theme__")
    return folded_rows(themes.order_by("theme__position", "theme__key"), "theme__key", *titles)


def _parts(languages: Sequence[str]) -> dict[str, ArraySubquery]:
    """Rows that hang on a project: public cities, themes, the opening photo."""
    mine = Participation.objects.filter(project=OuterRef("pk")).order_by("position", "pk")
    cities = mine.filter(city__in=City.objects.named_in_public().values("pk"))
    photos = ProjectPhoto.objects.filter(project=OuterRef("pk")).order_by("position", "pk")
    return {
        "shown_cities": folded_rows(cities, "city__slug", *text_columns(["name"], languages, "city__")),
        "shown_themes": folded_themes(languages),
        "shown_photos": folded_rows(photos[:1], *PHOTO),
    }


def card_rows(projects: QuerySet[Project], languages: Sequence[str]) -> QuerySet:
    """The rows of cards, as dictionaries, with texts in `languages`."""
    return projects.rewrite(False).values(*PLAIN, *text_columns(TEXTS, languages), **_parts(languages))


def folded_cards(projects: QuerySet[Project], languages: Sequence[str]) -> ArraySubquery:
    """The first few of `projects` as cards, each with the `total` of all, folded into another query."""
    names = (*PLAIN, *text_columns(TEXTS, languages))
    row = {name: name for name in names} | _parts(languages) | {"total": Window(Count("pk"))}
    return ArraySubquery(projects.rewrite(False).values(row=JSONObject(**row))[:SECTION_LIMIT])


def running_first(projects: QuerySet[Project]) -> QuerySet[Project]:
    """In the order of sections."""
    return projects.order_by(*SECTION_ORDER)


@lru_cache(maxsize=512)
def cover(slug: str, columns: int = 6, rows: int = 4) -> Weave:
    """The woven cover of a project without a photo."""
    return weave(slug, columns, rows)


def _city(row: Any) -> dict[str, Any]:
    return {"text": served(row, "city__name"), "place": f"place-{row.city__slug}"}


def theme_title(row: Any) -> Served:
    """The title of a row of `folded_themes`."""
    return served(row, "theme__name") or served(row, "theme__aim__title")


def card(values: dict[str, Any], *, cities: bool = True, stage: bool = True) -> dict[str, Any]:
    """One card; sections leave out what their page says already: its own city, or that it runs."""
    row = unfolded([values])[0]
    towns = list({town.city__slug: _city(town) for town in unfolded(row.shown_cities)}.values())
    tags = towns if cities else []
    if stage:
        tags = [*tags, {"text": stage_label(row.stage), "kind": TAGS[row.stage]}]
    if row.is_sample:
        tags = [*tags, {"text": _("Sample"), "kind": "plain"}]
    return {
        "url": reverse("projects:project-detail", kwargs={"slug": row.slug}),
        "title": served(row, "title"),
        "text": served(row, "summary"),
        "tags": tags,
        "when": when(row, served(row, "rhythm")),
        "theme": next((theme_title(theme) for theme in unfolded(row.shown_themes)), ""),
        "place_class": towns[0]["place"] if towns else "",
        "photo": photo(row.shown_photos),
        "weave": cover(row.slug),
    }
