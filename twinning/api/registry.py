"""What the portal gives away as data: each app registers its lists in a module `api`, once.

The service, the catalogue for data portals and the page about open data read this list, so the ground floor never names
an upper app. A list holds only what anybody may see at this moment: `queryset` uses the apps' own public words.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.functions import Greatest

from twinning.api.schemas import Record
from twinning.municipality.models import Municipality

Period = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a record is written: `base` is scheme and host, `language` is also the active one."""

    language: str
    base: str
    home: Municipality


@dataclass(frozen=True, slots=True)
class Feed:
    """Another way in which the same leaves: `view` is its address by name, `kind` the EU's name of the file type."""

    view: str
    kind: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Resource:
    """One list of records, `key` being its address word.

    Texts are English msgids, marked with gettext_noop and translated when they are shown. `columns` are the paths of
    the table's columns inside a record ("name.text"); through a list, a path collects what stands in its items.
    `themes` are codes of the EU's data themes. `ends` says whether rows have a moment at which they are withdrawn.
    """

    key: str
    title: str
    description: str
    record: type[Record]
    queryset: Callable[[], QuerySet]
    write: Callable[[Any, Reader], Record]
    columns: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    themes: tuple[str, ...] = ("REGI",)
    credits: tuple[str, ...] = ()
    has_places: bool = False
    ends: bool = True
    period: Callable[[], Period] | None = None
    feeds: tuple[Feed, ...] = ()

    @property
    def model(self) -> type[Model]:
        """The model of the rows."""
        return self.queryset().model

    @property
    def name(self) -> str:
        """The record's name in the interface: "City"."""
        return self.record.__name__.removesuffix("Record")

    def changed(self) -> Any:
        """When a row last became another one for the public: its last edit, or its publication if that was later."""
        return Greatest("updated_at", "publish_from") if self.ends else Greatest("updated_at", "updated_at")


_resources: dict[str, Resource] = {}


def register(resource: Resource) -> None:
    """Add a list; registering a key twice is a mistake and raises ValueError."""
    if resource.key in _resources:
        raise ValueError(f"There is a list “{resource.key}” already.")
    _resources[resource.key] = resource


def resources() -> Iterator[Resource]:
    """All lists in the order of registration (the order of INSTALLED_APPS)."""
    return iter(tuple(_resources.values()))


def get(key: str) -> Resource:
    """The list with this key; raises KeyError."""
    return _resources[key]


def common(key: str, obj: Any, reader: Reader, *, page: str | None = "") -> dict[str, Any]:
    """What every record begins with; `page` is the page for people where it is not the object's own."""
    return {
        "id": obj.pk,
        "uri": f"{reader.base}/api/v1/{key}/{obj.pk}",
        "url": reader.base + obj.get_absolute_url() if page == "" else page,
        "changed_at": obj.changed_at,
    }
