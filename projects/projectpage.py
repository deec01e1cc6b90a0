"""A project with everything that hangs on it, read in one query, and the projects that are near it. Called by the view.

The rows of other tables come folded into the project's own query, so a page costs the same whatever there is to show.
`projects.presenters` puts them into words.
"""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import Http404

from partners.models import City
from partners.organisations.models import Organisation
from partners.querysets import PHOTO
from projects.cards import SECTION_ORDER, card_rows, folded_themes, text_columns
from projects.models import (
    Figure,
    Funding,
    Milestone,
    Participation,
    Project,
    ProjectDocument,
    ProjectPhoto,
    Result,
)
from twinning import folds
from twinning.addresses.actions import find
from twinning.languages import chain, current
from twinning.querysets import folded_rows, unfolded

RELATED = 3


def folded_participations(languages: tuple[str, ...]) -> Any:
    """Everybody who takes part, and whether the public may see organisation, city and the city's page."""
    rows = Participation.objects.filter(project=OuterRef("pk")).order_by("position", "pk")
    rows = rows.annotate(
        is_open=Exists(Organisation.objects.published().filter(pk=OuterRef("organisation"))),
        is_named=Exists(City.objects.named_in_public().filter(pk=OuterRef("city"))),
        has_page=Exists(City.objects.published().filter(pk=OuterRef("city"))),
    )
    names = ("slug", "name", "name_language", "place", "languages")
    return folded_rows(
        rows,
        *("role", "is_home", "is_open", "is_named", "has_page", "city_id", "city__slug", "organisation_id"),
        *(f"organisation__{name}" for name in names),
        *text_columns(["note"], languages),
        *text_columns(["name"], languages, "city__"),
    )


def _folds() -> dict[str, Any]:
    """What hangs on a project, by the name of the annotation."""
    languages = chain(current())

    def rows(
        model: type, plain: tuple[str, ...], texts: tuple[str, ...] = (), order: str = "position"
    ) -> Any:
        mine = model.objects.filter(project=OuterRef("pk")).order_by(order, "pk")
        return folded_rows(mine, *plain, *text_columns(texts, languages))

    sources = Project.sources.through.objects.filter(project=OuterRef("pk")).order_by("source__key")
    return {
        "shown_participations": folded_participations(languages),
        "shown_themes": folded_themes(languages),
        "shown_milestones": rows(Milestone, ("date", "precision"), ("title",), "date"),
        "shown_figures": rows(Figure, ("value", "as_of"), ("label", "unit")),
        "shown_results": rows(Result, ("kind", "url", "file", "language", "date"), ("title", "text")),
        "shown_documents": rows(
            ProjectDocument, ("title", "file", "language", "date", "pages", "is_accessible", "alternative")
        ),
        "shown_photos": rows(ProjectPhoto, PHOTO),
        "shown_fundings": rows(
            Funding, ("url", "amount", "currency", "is_amount_public"), ("source", "programme")
        ),
        "shown_sources": folded_rows(sources, "source__title", "source__url"),
    }


def find_project(user: object, slug: str) -> Project:
    """The project with this address word, present or former; raises Http404."""
    projects = Project.objects.visible_to(user).annotate(**_folds(), **folds.annotations("project"))
    project = projects.filter(slug=slug).first()
    if project is None:
        known = find(kind="project", language="", slug=slug)
        project = projects.filter(pk=known).first() if known else None
    if project is None:
        raise Http404
    return project


def related(project: Project) -> QuerySet:
    """Rows of cards of up to three public projects that share a city, better still a theme too, with this one."""
    cities = {row.city_id for row in unfolded(project.shown_participations) if row.city_id}
    themes = {row.theme__key for row in unfolded(project.shown_themes)}
    shares_city = Q(pk__in=Participation.objects.filter(city__in=cities).values("project"))
    shares_theme = Q(pk__in=Project.themes.through.objects.filter(theme__key__in=themes).values("project"))
    near = Project.objects.published().exclude(pk=project.pk).filter(shares_city | shares_theme)
    closest = Case(
        When(shares_city & shares_theme, then=Value(0)), When(shares_city, then=Value(1)), default=Value(2)
    )
    return card_rows(near.order_by(closest, *SECTION_ORDER)[:RELATED], chain(current()))


def written_fields(project: Project) -> tuple[str, ...]:
    """The texts that count when we say in which languages this page is written: those that there are at all."""
    story = ("story",) if (project.story_de or "").strip() else ()
    return ("title", "summary", *story)
