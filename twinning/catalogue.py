"""The one list of public things: each app registers its own in its `catalogue.py`, once.

Search, site map, news and structured data read only this list. So adding a public
model is one registration, and the ground floor never names an upper app.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from twinning.languages import Served, own_languages, served, written

Numbers = Callable[[Model], Iterable[int]]
Period = tuple[date | None, date | None]


def _none(_obj: Model) -> tuple[()]:
    return ()


def _no_period(_obj: Model) -> Period:
    return None, None


@dataclass(frozen=True, slots=True)
class Entry:
    """How one kind of public thing is found, named and linked.

    `queryset` gives what anybody may see now; `title` and `summary` are names of translated fields, `search` of
    all translated fields to look into, `plain` of lookups that hold text without a language (other names, keys);
    `own` are the fields that make a page count as written in a language. Objects have `get_absolute_url(language)`.
    A name is not translated: then `title` is a plain field, which stands in `plain` too, and `title_language` names
    the field that holds its language. A `summary` that stands in `plain` is written in that language as well; such a
    row has no translations at all, and `own` stays empty. Where a page counts more texts than `own` as soon as they
    are there in German, `written` names those of one row. `parent` is the address name of the list that shows them
    all. `schema` gives what schema.org knows of a row of `schema_type`, from the row that its page has read and the
    portal's address; `card` the address of its picture for sharing and what stands on it (twinning.discovery.card).

    For search: `names` are other names of the thing, in any language and spelling; `cities` and `themes` the numbers
    it can be filtered by, `period` its first and its last day (no last day: it has no end); `importance` puts one of
    two equal hits first; `prefetch` is what all of these read. `parts` are rows of other models whose change changes
    this entry: a model's label, and which numbers of ours a row of it belongs to. `is_place`: its rows are the cities
    of `cities`, and whatever belongs to one is found by its names too.
    """

    key: str
    label: str | Promise
    queryset: Callable[[], QuerySet]
    title: str
    summary: str
    search: tuple[str, ...]
    own: tuple[str, ...]
    plain: tuple[str, ...] = ()
    schema_type: str = "WebPage"
    title_language: str = ""
    parent: str = ""
    written: Callable[[Model], tuple[str, ...]] | None = None
    schema: Callable[[Model, str], dict[str, Any]] | None = None
    card: Callable[[Model], tuple[str, Any]] | None = None
    names: Callable[[Model], Iterable[str]] = _none
    cities: Numbers = _none
    themes: Numbers = _none
    period: Callable[[Model], Period] = _no_period
    importance: int = 0
    prefetch: tuple[str, ...] = ()
    parts: Mapping[str, Numbers] = field(default_factory=dict)
    is_place: bool = False

    def title_of(self, obj: Model, language: str | None = None) -> Served:
        """The object's title for a reader of `language`."""
        if self.title_language:
            return written(getattr(obj, self.title), getattr(obj, self.title_language), language)
        return served(obj, self.title, language)

    def summary_of(self, obj: Model, language: str | None = None) -> Served:
        """The object's summary for a reader of `language`; empty when it has none."""
        if self.summary in self.plain:
            return written(getattr(obj, self.summary), getattr(obj, self.title_language), language)
        return served(obj, self.summary, language)

    def languages_of(self, obj: Model) -> tuple[str, ...]:
        """Published languages in which the object is really written."""
        if not self.own:
            return tuple({getattr(obj, self.title_language)} & set(settings.PUBLISHED_LANGUAGES))
        return own_languages(obj, self.written(obj) if self.written else self.own)


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add an entry; registering a key twice is a mistake and raises ValueError."""
    if entry.key in _entries:
        raise ValueError(f"The catalogue has an entry “{entry.key}” already.")
    _entries[entry.key] = entry


def entries() -> Iterator[Entry]:
    """All entries in the order of registration (the order of INSTALLED_APPS)."""
    return iter(tuple(_entries.values()))


def entry_of(obj: Model) -> Entry | None:
    """The entry whose rows are of the model of `obj`."""
    return _by_model(len(_entries)).get(type(obj))


@lru_cache(maxsize=4)
def _by_model(_count: int) -> dict[type[Model], Entry]:
    """Entries by model; made once, because a queryset takes a while to build."""
    return {entry.queryset().model: entry for entry in _entries.values()}


def find(key: str) -> Entry | None:
    """The entry of this key."""
    return _entries.get(key)
