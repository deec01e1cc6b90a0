"""A project's page in the reader's words: the shapes that templates/projects/project.html and its components name.

Called by the view with rows that `projects.projectpage` has read; nothing here queries.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.presenters import photo
from projects.cards import card, cover, theme_title
from projects.files import suffix_of
from projects.filters import query
from projects.models import Project, Result
from projects.ties import address, in_language, ties
from projects.timeline import whole
from projects.words import TAGS, as_date, dated, duration, stage_label, years
from twinning.cldr import decimal_number, language_label, language_list, money
from twinning.languages import direction, served
from twinning.municipality.models import Municipality
from twinning.querysets import unfolded

LINK_SIGN, DONE_SIGN = "↗", "✓"
LEAD = 0


def _filtered(key: str, value: str) -> str:
    return reverse("projects:project-list") + query([(key, value)])


def tags(project: Project, towns: list[Any]) -> list[dict[str, Any]]:
    """Cities (links to their pages), how far along, and whether it is invented."""
    found = [
        {
            "text": served(town, "city__name"),
            "place": f"place-{town.city__slug}",
            "url": reverse("partners:city-detail", kwargs={"slug": town.city__slug}) if town.has_page else "",
        }
        for town in towns
    ]
    found.append({"text": stage_label(project.stage), "kind": TAGS[project.stage]})
    return [*found, {"text": _("Sample"), "kind": "plain"}] if project.is_sample else found


def facts(project: Project) -> list[dict[str, Any]]:
    """The strip under the head; whatever is not known is left out."""
    themes = [
        {"label": theme_title(theme), "url": _filtered("theme", theme.theme__key)}
        for theme in unfolded(project.shown_themes)
    ]
    audience, rhythm = served(project, "audience"), served(project, "rhythm")
    rows = [
        {"label": _("Aims and fields"), "links": themes} if themes else None,
        {"label": _("Duration"), "value": duration(project), "note": rhythm},
        {"label": _("Languages"), "value": language_list(project.languages)} if project.languages else None,
        {"label": _("Who can take part?"), "value": audience} if audience else None,
    ]
    return [row for row in rows if row]


def milestones(project: Project, today: date) -> list[dict[str, Any]]:
    """Steps on the thread: done, the one that is next while the project runs, and what lies ahead."""
    steps, now_found = [], project.stage != Project.Stage.RUNNING
    for row in unfolded(project.shown_milestones):
        day = as_date(row.date)
        state = "done" if whole(day, row.precision, day, row.precision).last < today else "ahead"
        if state == "ahead" and not now_found:
            state, now_found = "now", True
        steps.append({"when": dated(day, row.precision), "text": served(row, "title"), "state": state})
    return steps


def figures(project: Project) -> tuple[list[dict[str, Any]], date | None]:
    """Plain numbers, and the day they were all counted on; where days differ each number tells its own."""
    rows = unfolded(project.shown_figures)
    days = {row.as_of for row in rows}
    shared = as_date(days.pop()) if len(days) == 1 else None
    shown = []
    for row in rows:
        day = _("as of %(day)s") % {"day": date_format(as_date(row.as_of), "DATE_FORMAT")}
        number = f"{decimal_number(Decimal(str(row.value)))} {served(row, 'unit')}".strip()
        shown.append({"label": served(row, "label"), "value": number, "note": "" if shared else day})
    return shown, shared


def results(project: Project) -> list[dict[str, Any]]:
    """What has come of it, as rows of templates/components/documents.html."""
    return [
        {
            "sign": suffix_of(row.file)[1:].upper() if row.file else LINK_SIGN if row.url else DONE_SIGN,
            "url": default_storage.url(row.file) if row.file else row.url,
            "title": served(row, "title"),
            "hreflang": row.language,
            "tag": str(Result.Kind(row.kind).label),
            "text": served(row, "text"),
            "meta": _meta(language=row.language, day=as_date(row.date)),
        }
        for row in unfolded(project.shown_results)
    ]


def documents(project: Project) -> list[dict[str, Any]]:
    """Files to download; each title stands in the language of its document."""
    return [
        {
            "sign": suffix_of(row.file)[1:].upper(),
            "url": default_storage.url(row.file),
            "title": in_language(row.title, row.language),
            "hreflang": row.language,
            "meta": _meta(
                language=row.language,
                day=as_date(row.date),
                pages=row.pages,
                is_accessible=row.is_accessible,
            ),
            "alternative": row.alternative,
        }
        for row in unfolded(project.shown_documents)
    ]


def _meta(
    *, language: str = "", day: date | None = None, pages: int | None = None, is_accessible: bool = False
) -> str:
    """A line such as "German · May 2026 · 2 pages · accessible"."""
    parts = [
        language_label(language) if language else "",
        dated(day, "month") if day else "",
        ngettext("%(count)d page", "%(count)d pages", pages) % {"count": pages} if pages else "",
        _("accessible") if is_accessible else "",
    ]
    return " · ".join(part for part in parts if part)


def pictures(project: Project) -> list[dict[str, Any]]:
    """All pictures as cover.html shows them, each caption with its language; the first one opens the page."""
    return [
        photo([vars(row)]) | {"caption": served(row, "caption")} for row in unfolded(project.shown_photos)
    ]


def fundings(project: Project) -> dict[str, Any]:
    """Who pays: sums only where they are public; they are added up when there are several of one currency."""
    rows, sums = [], defaultdict(list)
    for row in unfolded(project.shown_fundings):
        amount = Decimal(str(row.amount)) if row.amount is not None and row.is_amount_public else None
        if amount is not None:
            sums[row.currency].append(amount)
        rows.append(
            {
                "source": served(row, "source"),
                "programme": served(row, "programme"),
                "url": row.url,
                "amount": money(amount, row.currency) if amount is not None else "",
            }
        )
    totals = [money(sum(amounts), currency) for currency, amounts in sums.items() if len(amounts) > 1]
    return {"rows": rows, "totals": totals}


def contact(project: Project) -> dict[str, Any]:
    """Whom to ask: the leading organisation through the portal, else the office."""
    lead = next(
        (row for row in unfolded(project.shown_participations) if row.role == "lead" and row.is_open), None
    )
    message = address("organisations:message-create", lead.organisation__slug) if lead else ""
    asked = {"url": message or f"{reverse('enquiries:enquiry-create')}?topic=projects", "person": None}
    if lead is None:
        return asked
    words = _("Answers in: %(languages)s")
    spoken = lead.organisation__languages or []
    return asked | {
        "person": {
            "name": lead.organisation__name,
            "language": lead.organisation__name_language,
            "direction": direction(lead.organisation__name_language),
            "initials": "".join(word[0] for word in lead.organisation__name.split() if word[0].isupper())[:2],
            "role": words % {"languages": language_list(spoken)} if spoken else "",
            "url": address("organisations:organisation-detail", lead.organisation__slug),
            "url_label": _("Profile"),
        }
    }


def _towns(project: Project) -> list[Any]:
    """Cities that the public may see named, each once."""
    rows = [row for row in unfolded(project.shown_participations) if row.is_named]
    return list({row.city__slug: row for row in rows}.values())


def context(project: Project, home: Municipality, near: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Everything that templates/projects/project.html names; `near` are rows of cards."""
    towns = _towns(project)
    numbers, counted_on = figures(project)
    first, *others = pictures(project) or [None]
    return {
        "project": project,
        "tags": tags(project, towns),
        "years": years(project),
        "place": f"place-{towns[0].city__slug}" if towns else "",
        "photo": first,
        "weave": cover(project.slug, 8, 5),
        "facts": facts(project),
        "ties": ties(unfolded(project.shown_participations), served(home, "name")),
        "goal": served(project, "goal"),
        "story": served(project, "story"),
        "milestones": milestones(project, timezone.localdate()),
        "figures": numbers,
        "counted_on": counted_on,
        "results": results(project),
        "gallery": others,
        "documents": documents(project),
        "fundings": fundings(project),
        "sources": [] if project.is_sample else unfolded(project.shown_sources),
        "contact": contact(project),
        "related": [card(row) for row in near],
    }
