"""Which dates a calendar, a news feed or a frame holds: what the address asks for, made into one tidy form.

A value that nobody knows is an error (404), not "everything": somebody's calendar must not fill up with all events
because a town was renamed. Called by the views of this package.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.models import Event, Occurrence, OccurrenceLanguage
from events.pages.details import spoken_label
from events.querysets import OccurrenceQuerySet
from partners.models import City, Theme
from projects.directory import named_cities, public_themes
from twinning import memory
from twinning.cldr import listed
from twinning.languages import current, served

# The words of the list of events, as far as they don't depend on the day on which somebody asks.
KEYS = ("city", "theme", "format", "language", "where", "free")
# Towns that a date must have in common with the list, which offers several.
MOST_CITIES = 5
YES, EASY = "yes", "easy"
HOME, THERE, ONLINE = "home", "there", "online"
# A language code as OccurrenceLanguage holds it: de, gsg, pt-br.
CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")


@dataclass(frozen=True, slots=True)
class Names:
    """Towns and themes that may be named in public, by key."""

    cities: dict[int, City]
    themes: dict[int, Theme]


@dataclass(frozen=True, slots=True)
class Selection:
    """The filters of one calendar; empty means that they don't matter."""

    cities: tuple[City, ...] = ()
    theme: Theme | None = None
    format: str = ""
    language: str = ""
    where: str = ""
    free: bool = False

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The filters as they stand in an address, always in the same order."""
        values = [
            *(("city", city.slug) for city in self.cities),
            ("theme", self.theme.key if self.theme else ""),
            ("format", self.format),
            ("language", self.language),
            ("where", self.where),
            ("free", YES if self.free else ""),
        ]
        return [(key, value) for key, value in values if value]

    @property
    def query(self) -> str:
        """The same behind a path: "?city=rouen", or nothing."""
        return f"?{urlencode(self.pairs)}" if self.pairs else ""

    def apply(self, dates: OccurrenceQuerySet) -> OccurrenceQuerySet:
        """Those of `dates` that fit."""
        for city in self.cities:
            dates = dates.filter(event__in=_linked("cities", city=city))
        if self.theme:
            dates = dates.filter(event__in=_linked("themes", theme=self.theme))
        if self.format:
            dates = dates.filter(event__format=self.format)
        if self.language:
            dates = dates.filter(pk__in=_spoken(self.language).values("occurrence"))
        if self.where:
            dates = _at(dates, self.where)
        return dates.filter(event__is_free=True) if self.free else dates

    def words(self) -> list[str]:
        """What the filters are called in the reader's language."""
        found = [served(city, "name").text for city in self.cities]
        found += [self.theme.title().text] if self.theme else []
        found += [capfirst(str(Event.Format(self.format).label))] if self.format else []
        found += [language_name(self.language)] if self.language else []
        found += [place_name(self.where)] if self.where else []
        found += [_("Free admission")] if self.free else []
        return found

    def title(self) -> str:
        """The name that the calendar has in people's programs; the home town's name is put before it."""
        if not self.pairs:
            return _("Events")
        return _("Events: %(filters)s") % {"filters": listed(self.words())}


def language_name(code: str) -> str:
    """What the filter by language calls a value."""
    return _("Easy language") if code == EASY else spoken_label(code)


def place_name(where: str) -> str:
    """What the filter by place calls a value."""
    return {HOME: _("In the home town"), THERE: _("In the partner city"), ONLINE: _("Online")}[where]


def _spoken(language: str) -> QuerySet[OccurrenceLanguage]:
    """Spoken, interpreted, signed or captioned in a language; "easy" is easy language in any."""
    role = OccurrenceLanguage.Role.EASY
    if language == EASY:
        return OccurrenceLanguage.objects.filter(role=role)
    return OccurrenceLanguage.objects.exclude(role=role).filter(language=language)


def _at(dates: OccurrenceQuerySet, where: str) -> OccurrenceQuerySet:
    """At home, there or online; a hybrid date is in two places."""
    if where == ONLINE:
        return dates.exclude(attendance=Occurrence.Attendance.ONSITE)
    away = where == THERE
    return dates.exclude(attendance=Occurrence.Attendance.ONLINE).filter(venue__city__isnull=not away)


def _linked(field: str, **which: object) -> object:
    """Keys of the events that are linked to a town or a theme."""
    return getattr(Event, field).through.objects.filter(**which).values("event")


def names() -> Names:
    """Towns and themes, remembered for ten seconds like other public rows (two queries)."""
    return memory.recall(
        ("calendar names", current()),
        lambda: Names(
            {city.pk: city for city in named_cities(None)}, {theme.pk: theme for theme in public_themes()}
        ),
    )


def parse(values: QueryDict, known: Names) -> Selection:
    """The filters of an address. Empty fields of a form mean nothing; unknown values raise Http404."""
    asked = {key: [value.strip() for value in values.getlist(key) if value.strip()] for key in KEYS}
    cities = {city.slug: city for city in known.cities.values()}
    themes = {theme.key: theme for theme in known.themes.values()}
    one = {key: found[-1] if found else "" for key, found in asked.items()}
    allowed = {
        "theme": one["theme"] in themes,
        "format": one["format"] in Event.Format.values,
        "language": bool(CODE.fullmatch(one["language"])) or one["language"] == EASY,
        "where": one["where"] in {HOME, THERE, ONLINE},
        "free": one["free"] == YES,
    }
    slugs = list(dict.fromkeys(asked["city"]))
    wrong = [key for key, is_allowed in allowed.items() if one[key] and not is_allowed]
    if wrong or len(slugs) > MOST_CITIES or any(slug not in cities for slug in slugs):
        raise Http404
    return Selection(
        cities=tuple(cities[slug] for slug in slugs),
        theme=themes.get(one["theme"]),
        format=one["format"],
        language=one["language"],
        where=one["where"],
        free=bool(one["free"]),
    )
