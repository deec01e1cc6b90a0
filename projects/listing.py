"""The list of projects in its three views: what templates/projects/list.html and its htmx swap show.

Called by the view and by nothing else. Everything comes out of the directory (projects.directory), but for the cards
of the page that is shown and the drawn maps.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import projectmap
from projects.cards import card, card_rows
from projects.directory import Directory, Outline, load
from projects.filters import KEYS, Selection, counts, fits, parse, query, way_out
from projects.models import Project
from projects.timeline import choose_axis
from projects.words import stage_label, when
from twinning import memory
from twinning.languages import Served, chain, current, served
from twinning.municipality.home import home_of
from twinning.sorting import sort_key

LIST, MAP, TIMELINE = "", "map", "timeline"
PER_PAGE = {LIST: 12, TIMELINE: 40}


@dataclass(frozen=True, slots=True)
class Listing:
    """What one address asks for: the directory, the filters, the projects that fit, and the view."""

    directory: Directory
    selection: Selection
    found: tuple[Outline, ...]
    view: str

    def address(self, **others: str | int) -> str:
        """The query string of this view with these filters; "?" when there is nothing to say."""
        return query(self.selection.pairs, view=self.view, **others)

    @property
    def tail(self) -> str:
        """The same, to be put behind a path."""
        return self.address().removesuffix("?")


def listing(request: HttpRequest) -> Listing:
    """Read the address; unknown views mean the list."""
    directory = load(request.user)
    selection = parse(request.GET, directory.known)
    found = tuple(project for project in directory.projects if fits(project.facets, selection.pairs))
    asked = request.GET.get("view", "")
    return Listing(directory, selection, found, asked if asked in {MAP, TIMELINE} else LIST)


def is_untidy(request: HttpRequest) -> bool:
    """True when a form without script sent fields that were left empty: the address is tidied up then."""
    return any(not value for key in (*KEYS, "view") for value in request.GET.getlist(key))


# --- words ----------------------------------------------------------------------------------------
def _key_label(key: str) -> str:
    return {
        "city": _("Partner city"),
        "theme": _("Aim or field"),
        "state": _("State"),
        "year": _("Year"),
        "organisation": _("Organisation"),
    }[key]


def _all_label(key: str) -> str:
    return {
        "city": _("All cities"),
        "theme": _("All aims"),
        "state": _("All"),
        "year": _("All years"),
        "organisation": _("All"),
    }[key]


def _labels(directory: Directory) -> dict[str, Callable[[str], Served | str]]:
    """How a value of each key is called in the reader's language."""
    cities = {city.slug: city for city in directory.cities.values()}

    def organisation(slug: str) -> Served | str:
        name, language = directory.organisations[slug]
        return Served(name, language, "ltr", True) if language != current() else name

    return {
        "city": lambda slug: served(cities[slug], "name"),
        "theme": lambda key: directory.themes[key].title(),
        "state": stage_label,
        "year": str,
        "organisation": organisation,
    }


def _ordered(key: str, directory: Directory, values: Iterable[str]) -> list[str]:
    """The values of a field in the order in which people look for them."""
    name = _labels(directory)[key]
    orders: dict[str, Callable[[str], Any]] = {
        "theme": list(directory.themes).index,
        "state": [str(stage) for stage in Project.Stage].index,
        "year": lambda year: -int(year),
    }
    return sorted(values, key=orders.get(key, lambda value: sort_key(str(name(value)), current())))


# --- the form -------------------------------------------------------------------------------------
def fields(asked: Listing) -> list[dict[str, Any]]:
    """The fields of the filter form, each choice with how many projects it would leave."""
    labels, known = _labels(asked.directory), asked.directory.known
    left = counts((project.facets for project in asked.directory.projects), asked.selection)
    return [
        {
            "name": key,
            "label": _key_label(key),
            "all_label": _all_label(key),
            "further": asked.selection.further(key),
            "options": [
                {
                    "value": value,
                    "label": labels[key](value),
                    "count": left[key][value],
                    "selected": value == asked.selection.first(key),
                }
                for value in _ordered(key, asked.directory, known[key])
            ],
        }
        for key in KEYS
    ]


def active(asked: Listing) -> list[dict[str, Any]]:
    """The filters that apply, each with the address without it."""
    labels = _labels(asked.directory)
    return [
        {
            "label": labels[key](value),
            "url": query(asked.selection.without((key, value)), view=asked.view),
            "place": f"place-{value}" if key == "city" else "",
        }
        for key, value in asked.selection.pairs
    ]


def views(asked: Listing) -> list[dict[str, Any]]:
    """The three views, each with its own address and the same filters."""
    names = {LIST: _("List"), MAP: _("Map"), TIMELINE: _("Timeline")}
    return [
        {"label": label, "url": query(asked.selection.pairs, view=view), "current": view == asked.view}
        for view, label in names.items()
    ]


def summary(asked: Listing) -> dict[str, str]:
    """How many projects, with how many cities, and how many of them are invented."""
    number = len(asked.found)
    cities = len({key for project in asked.found for key in project.cities})
    samples = sum(project.is_sample for project in asked.found)
    rest = []
    if cities:
        rest.append(ngettext("with %(count)d city", "with %(count)d cities", cities) % {"count": cities})
    if samples:
        rest.append(
            ngettext("%(count)d of them is a sample", "%(count)d of them are samples", samples)
            % {"count": samples}
        )
    return {
        "number": ngettext("%(count)d project", "%(count)d projects", number) % {"count": number},
        "rest": " – ".join(rest),
    }


# --- what is shown --------------------------------------------------------------------------------
def _cards(request: HttpRequest, projects: Iterable[Outline]) -> list[dict[str, Any]]:
    """The cards of these projects in their order: one query, remembered."""
    keys = tuple(project.pk for project in projects)

    def read() -> dict[int, dict[str, Any]]:
        rows = card_rows(Project.objects.filter(pk__in=keys), chain(current()))
        return {row["pk"]: row for row in rows}

    rows = memory.recall_for(request.user, ("project cards", current(), keys), read)
    return [card(rows[key]) for key in keys if key in rows]


def _years(asked: Listing, projects: Iterable[Outline]) -> dict[str, Any]:
    """The timeline: axis, today, one row per project, and those that lie before or after the axis."""
    rows = sorted(projects, key=lambda project: (project.span.first, project.slug))
    today, year = timezone.localdate(), asked.selection.first("year")
    axis = choose_axis((project.span for project in rows), today, int(year) if year else None)
    drawn = [(project, axis.bar(project.span, today)) for project in rows]
    now = axis.place(today)
    return {
        "years": [str(number) for number in axis.years],
        "today": today,
        "now": round(now, 2) if 0 <= now <= 100 else None,
        "rows": [_row(asked.directory, project) | {"bar": bar} for project, bar in drawn if bar],
        "before": [
            _row(asked.directory, project)
            for project, bar in drawn
            if not bar and project.span.first.year < axis.first
        ],
        "after": [
            _row(asked.directory, project)
            for project, bar in drawn
            if not bar and project.span.first.year > axis.first
        ],
    }


def _row(directory: Directory, project: Outline) -> dict[str, Any]:
    towns = [directory.cities[key] for key in project.cities]
    return {
        "url": reverse("projects:project-detail", kwargs={"slug": project.slug}),
        "title": project.title,
        "when": when(project, project.rhythm),
        "tags": [{"text": served(town, "name"), "place": town.place_class} for town in towns],
        "place_class": towns[0].place_class if towns else "",
        "is_sample": project.is_sample,
    }


def _nothing(asked: Listing) -> dict[str, Any]:
    """What the page says when no project fits: remove the filter that is in the way before removing all."""
    address = reverse("projects:project-list")
    if not asked.selection.pairs:
        return {"title": _("No project is published yet")}
    every = [project.facets for project in asked.directory.projects]
    best = way_out(every, asked.selection)
    words = {"title": _("No project fits these filters")}
    all_of_them = {"url": address + query((), view=asked.view).removesuffix("?"), "label": _("All projects")}
    if best is None:
        return words | all_of_them
    pair, left = best
    label = {"filter": _labels(asked.directory)[pair[0]](pair[1]), "count": left}
    without = ngettext(
        "Without “%(filter)s” there is %(count)d project.",
        "Without “%(filter)s” there are %(count)d projects.",
        left,
    )
    return words | {
        "text": without % label,
        "url": address + query(asked.selection.without(pair), view=asked.view),
        "label": _("Remove the filter “%(filter)s”") % label,
        "alt_url": all_of_them["url"],
        "alt_label": all_of_them["label"],
    }


def _archive(asked: Listing) -> dict[str, Any] | None:
    """The way to finished projects, unless the list shows just these."""
    finished = sum(project.stage == Project.Stage.FINISHED for project in asked.directory.projects)
    if not finished or asked.selection.first("state") == Project.Stage.FINISHED:
        return None
    return {"url": query([("state", Project.Stage.FINISHED)], view=asked.view), "count": finished}


def _shown(request: HttpRequest, asked: Listing, page: Page) -> dict[str, Any]:
    """Everything that templates/projects/results.html names."""
    return {
        "fields": fields(asked),
        "active": active(asked),
        "views": views(asked),
        "summary": summary(asked),
        "ignored": [_key_label(key) for key in asked.selection.ignored],
        "reset_url": request.path + query((), view=asked.view).removesuffix("?"),
        "page": page,
        "page_prefix": f"{asked.address()}&" if asked.address() != "?" else "?",
        "cards": _cards(request, page.object_list) if asked.view == LIST else [],
        "timeline": _years(asked, page.object_list) if asked.view == TIMELINE else None,
        "map": projectmap.context(home_of(request), request.user, asked.found, asked.directory.cities)
        if asked.view == MAP
        else None,
        "nothing": None if asked.found else _nothing(asked),
        "archive": _archive(asked),
    }


def context(request: HttpRequest, asked: Listing) -> dict[str, Any]:
    """What the templates of the list name; `shown` is worked out when a page is not remembered under `found_key`."""
    pages = Paginator(asked.found, PER_PAGE.get(asked.view, max(len(asked.found), 1)))
    page = pages.get_page(request.GET.get("page"))
    return {
        "view": asked.view,
        "found_key": (asked.address(page=page.number), asked.selection.ignored),
        "shown": SimpleLazyObject(lambda: _shown(request, asked, page)),
    }
