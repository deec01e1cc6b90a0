"""Projects in the reader's words: years, duration, how far along. Called by the presenters."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from projects.project import Precision, Project
from twinning.cldr import day_words, span_words
from twinning.languages import Served

SKELETONS = {Precision.DAY: "yMMMd", Precision.MONTH: "yMMM", Precision.YEAR: "y"}
# Kinds of tag by stage (templates/components/tag.html).
TAGS = {Project.Stage.PLANNED: "warn", Project.Stage.RUNNING: "ok", Project.Stage.FINISHED: "plain"}


def as_date(value: date | str | None) -> date | None:
    """A date, also where it comes out of JSON as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def dated(day: date, precision: str) -> str:
    """A date as exactly as it is known: "2026", "May 2026" or "3 May 2026"."""
    return day_words(day, SKELETONS[precision])


def years(project: Any) -> str:
    """In a few words when a project is on: "2026–2027", "since 2024", "from May 2027"."""
    start, end = as_date(project.starts_on), as_date(project.ends_on)
    if end:
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if project.stage == Project.Stage.PLANNED:
        return pgettext("date", "from %(day)s") % {"day": dated(start, project.starts_precision)}
    return _("since %(year)s") % {"year": start.year}


def when(project: Any, rhythm: Served) -> Served | str:
    """For lists: what comes back without an end tells its rhythm, everything else its years."""
    return rhythm if rhythm and not project.ends_on else years(project)


def duration(project: Project) -> str:
    """When a project is on as exactly as it is known: "Feb. 2026 – Oct. 2027"."""
    start = dated(project.starts_on, project.starts_precision)
    if project.ends_on is None:
        is_planned = project.stage == Project.Stage.PLANNED
        pattern = pgettext("date", "from %(day)s") if is_planned else pgettext("date", "since %(day)s")
        return pattern % {"day": start}
    if project.starts_precision != project.ends_precision:
        return f"{start} – {dated(project.ends_on, project.ends_precision)}"
    if project.starts_on == project.ends_on:
        return start
    return span_words(project.starts_on, project.ends_on, SKELETONS[project.starts_precision])


def stage_label(stage: str) -> str:
    """ "running", "planned" or "finished" in the reader's language."""
    return str(Project.Stage(stage).label)
