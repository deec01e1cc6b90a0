"""Joint projects as lists give them: a title, when, with which cities. Loaded by `partners.imports.apps`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from import_export.resources import Resource

from partners.imports.cells import (
    DayWidget,
    LanguagesWidget,
    LanguageWidget,
    PartsWidget,
    as_day,
    from_day,
    last_day,
)
from partners.imports.columns import Column, NameWidget, TextWidget, WordWidget, plain_text
from partners.imports.countries import squeeze
from partners.imports.places import Places
from partners.imports.problems import Sort, problem, register_sorts, register_words
from partners.imports.registry import Evidence, Kind, Known, Reading, Values, register
from partners.imports.slugs import free_slug
from partners.models import Theme
from projects.actions import KIND, save_participation, save_project
from projects.models import Participation, Project
from twinning.languages import all_columns, column, served
from twinning.models import Editorial

Stage = Project.Stage
WORDS = {
    Stage.PLANNED: ("geplant", "planned", "prévu", "planowany", "in planung", "idee"),
    Stage.RUNNING: ("läuft", "laufend", "running", "ongoing", "aktiv", "active", "en cours", "trwa"),
    Stage.FINISHED: ("beendet", "abgeschlossen", "finished", "completed", "terminé", "zakończony", "done"),
}  # fmt: skip


def stage_names() -> Mapping[str, Any]:
    return dict(Stage.choices)


register_sorts(
    Sort(
        "no_start", _("no beginning"), _("When the project begins is missing or unreadable."), is_error=True
    ),
    Sort(
        "days_turned",
        _("ends before it begins"),
        _("The end (%(until)s) lies before the beginning (%(since)s); the end was left out."),
    ),
    Sort(
        "no_end",
        _("finished, but when?"),
        _("A finished project needs the date of its end; the stage was left out."),
    ),
    Sort(
        "unknown_theme",
        _("unknown theme"),
        _("“%(text)s” in “%(column)s” is no theme of this portal; it was left out."),
    ),
)
register_words("ours", stage_names())
register_words("theirs", stage_names())


class ProjectResource(Resource):
    """The columns of the format, in its order."""

    title = Column(
        "title",
        NameWidget(150),
        _("title"),
        is_required=True,
        aliases=("titel", "titre", "projekt", "project", "name"),
    )
    starts_on = Column(
        "starts_on", DayWidget(), _("begins"), is_required=True, is_compared=True,
        aliases=("beginn", "start", "starts", "début", "von", "seit"),
    )  # fmt: skip
    ends_on = Column(
        "ends_on", DayWidget(), _("ends"), is_compared=True, aliases=("ende", "end", "ends", "fin", "bis"),
    )  # fmt: skip
    stage = Column(
        "stage", WordWidget(WORDS, stage_names, ""), _("stage"), attribute="stage", is_compared=True,
        aliases=("stand", "status", "état"),
    )  # fmt: skip
    cities = Column(
        "cities", PartsWidget(), _("cities that take part"),
        aliases=("städte", "stadt", "partnerstadt", "partner cities", "villes", "city"),
    )  # fmt: skip
    themes = Column("themes", PartsWidget(), _("themes"), aliases=("themen", "thema", "thèmes"))
    languages = Column(
        "languages", LanguagesWidget(), _("languages"), attribute="languages", aliases=("sprachen", "langues"),
    )  # fmt: skip
    summary = Column(
        "summary",
        TextWidget(300),
        _("in one or two sentences"),
        aliases=("beschreibung", "description", "résumé"),
    )
    language = Column(
        "language", LanguageWidget(settings.MODELTRANSLATION_LANGUAGES), _("language of title and sentence"),
        aliases=("sprache", "langue"),
    )  # fmt: skip
    source = Column("source", TextWidget(500), _("source"), aliases=("quelle",))
    note = Column(
        "note", TextWidget(2000), _("note"), aliases=("bemerkung", "anmerkung", "notiz", "remarque")
    )

    def dehydrate_title(self, row: Project) -> str:
        return str(row)

    def dehydrate_starts_on(self, row: Project) -> str:
        return from_day(row.starts_on, row.starts_precision)

    def dehydrate_ends_on(self, row: Project) -> str:
        return from_day(row.ends_on, row.ends_precision)

    def dehydrate_cities(self, row: Project) -> str:
        return "; ".join(dict.fromkeys(str(part.city) for part in row.participations.all() if part.city))

    def dehydrate_themes(self, row: Project) -> str:
        return "; ".join(theme.key for theme in row.themes.all())

    def dehydrate_summary(self, row: Project) -> str:
        return served(row, "summary").text

    def dehydrate_language(self, row: Project) -> str:
        return served(row, "title").language

    def dehydrate_source(self, row: Project) -> str:
        return "; ".join(source.url or source.title for source in row.sources.all())

    def dehydrate_note(self, row: Project) -> str:
        return row.staff_note


class Knowledge(Places):
    """Cities, themes by key and by title, projects by title."""

    def __init__(self) -> None:
        super().__init__()
        self.themes: dict[str, int] = {}
        for theme in Theme.objects.with_titles():
            titles = [served(theme.aim if theme.aim else theme, "title" if theme.aim else "name", code).text
                      for code in settings.MODELTRANSLATION_LANGUAGES]  # fmt: skip
            self.themes |= {squeeze(title): theme.pk for title in (theme.key, *titles) if squeeze(title)}
        self.projects: dict[str, Known] = {}
        for row in Project.objects.without_long_texts().order_by("-pk").iterator(chunk_size=500):
            self.remember(row)

    def remember(self, row: Project) -> None:
        """A project under its title in every language."""
        titles = (getattr(row, name) or "" for name in all_columns("title"))
        self.projects |= {squeeze(title): as_known(row) for title in titles if squeeze(title)}


def as_known(row: Project) -> Known:
    """What a project says in the columns that are compared."""
    so_far = {
        "starts_on": from_day(row.starts_on, row.starts_precision),
        "ends_on": from_day(row.ends_on, row.ends_precision),
        "stage": row.stage,
    }
    return Known(row.pk, so_far, is_public=row.state == Editorial.State.PUBLISHED, version=row.version)


# --- reading --------------------------------------------------------------------------------------
def clean_row(reading: Reading, knowledge: Knowledge) -> None:
    """Whether the days can be right, and which cities and themes we know."""
    values = reading.values
    if not values["starts_on"]:
        reading.problems.append(problem("no_start"))
        return
    _order_days(reading)
    if values["stage"] == Stage.FINISHED and not values["ends_on"]:
        reading.problems.append(problem("no_end"))
        values["stage"] = ""
    for name in values["cities"]:
        if not knowledge.is_home(name, None) and not knowledge.named(name):
            reading.problems.append(problem("unknown_city", column="cities", text=name[:60]))
    for name in values["themes"]:
        if squeeze(name) not in knowledge.themes:
            reading.problems.append(problem("unknown_theme", column="themes", text=name[:60]))
    reading.identity = squeeze(values["title"]) or values["title"]


def _order_days(reading: Reading) -> None:
    starts, ends = reading.values["starts_on"], reading.values["ends_on"]
    if ends and last_day(ends)[0] < as_day(starts)[0]:
        reading.problems.append(problem("days_turned", since=starts, until=ends))
        reading.values["ends_on"] = ""


def title(values: Mapping[str, Any]) -> str:
    """Its title, as the list gives it."""
    return Truncator(plain_text(values.get("title") or "", "", []) or "–").chars(200)


def find_known(values: Values, knowledge: Knowledge) -> Known | None:
    """The project of that title."""
    return knowledge.projects.get(squeeze(values["title"]))


def look_up(keys: Iterable[int]) -> dict[int, Known]:
    """Projects by key, as they are now (one query)."""
    return {row.pk: as_known(row) for row in Project.objects.without_long_texts().filter(pk__in=list(keys))}


def rows() -> Iterator[Project]:
    """All projects for an export, in pieces; samples are no data."""
    found = Project.objects.filter(is_sample=False).order_by("pk")
    return found.prefetch_related("participations__city", "themes", "sources").iterator(chunk_size=200)


# --- taking over ----------------------------------------------------------------------------------
def create(values: Values, evidence: Evidence, knowledge: Knowledge) -> Project:
    """A draft with the cities that take part; roles and organisations are for staff to fill in."""
    language = values["language"]
    row = Project(
        slug=free_slug(Project, values["title"], "project", kind=KIND),
        languages=values["languages"],
        staff_note="\n".join(part for part in (evidence.remark, values["source"], values["note"]) if part),
    )
    setattr(row, column("title", language), values["title"])
    setattr(row, column("summary", language), values["summary"])
    _set_days(row, values)
    row.stage = values["stage"] or stage_of(row)
    save_project(row)
    row.sources.add(evidence.source)
    row.themes.add(
        *{knowledge.themes[squeeze(name)] for name in values["themes"] if squeeze(name) in knowledge.themes}
    )
    _add_cities(row, values["cities"], knowledge)
    knowledge.remember(row)
    return row


def _add_cities(row: Project, names: Iterable[str], knowledge: Knowledge) -> None:
    if any(knowledge.is_home(name, None) for name in names):
        save_participation(Participation(project=row, is_home=True, position=10))
    cities = dict.fromkeys(place.pk for name in names for place in knowledge.named(name)[:1])
    for number, city in enumerate(cities, start=2):
        save_participation(Participation(project=row, city_id=city, position=10 * number))


def _set_days(row: Project, values: Values) -> None:
    """Days and how exactly they are known."""
    if values.get("starts_on"):
        row.starts_on, row.starts_precision = as_day(values["starts_on"])
    if values.get("ends_on"):
        row.ends_on, row.ends_precision = last_day(values["ends_on"])


def stage_of(row: Project) -> str:
    """How far it is today."""
    today = timezone.localdate()
    if row.ends_on and row.ends_on < today:
        return Stage.FINISHED
    return Stage.PLANNED if row.starts_on > today else Stage.RUNNING


@transaction.atomic
def update(pk: int, values: Values, evidence: Evidence, knowledge: Knowledge) -> Project:
    """Take some values over into a project."""
    row = Project.objects.select_for_update().get(pk=pk)
    _set_days(row, values)
    row.stage = values.get("stage") or row.stage
    row.version += 1
    row.staff_note = "\n".join(part for part in (row.staff_note, evidence.remark) if part)
    save_project(row)
    row.sources.add(evidence.source)
    knowledge.remember(row)
    return row


register(
    Kind(
        key="projects",
        label=_("projects"),
        model=Project,
        resource=ProjectResource,
        prepare=Knowledge,
        clean_row=clean_row,
        find_known=find_known,
        look_up=look_up,
        create=create,
        update=update,
        title=title,
        rows=rows,
    )
)
