"""What is new: things of the catalogue in the order in which they first became public, as an Atom feed.

Only the first publication counts; later edits never bring a thing up again. `note_public` (nightly, `manage.py
note_news`) writes down when a thing was first seen in public. Until then its last edit, or the moment that staff have
set for it, stands for that: it was published with that edit or after it. Events have a feed of their own besides, with
all their dates (events.calendars).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, F, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, strip_tags
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from twinning.catalogue import Entry, entries
from twinning.discovery.models import Announcement
from twinning.discovery.structured import language_tag
from twinning.languages import Served, served
from twinning.municipality.models import Municipality

ATOM_TYPE = "application/atom+xml; charset=utf-8"
MOST = 50
# Part of every id (RFC 4151): a year in which the domain was ours.
YEAR = 2026


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that became public."""

    key: str
    url: str
    label: str
    title: Served
    summary: Served
    public_at: datetime


def _field(model: type[Model], *names: str) -> str:
    """The first of these fields that the model has."""
    for name in names:
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        return name
    return "updated_at"


def public_rows(entry: Entry) -> QuerySet:
    """What anybody may see of one kind, each with `public_at`, when that began."""
    model = entry.queryset().model
    noted = Announcement.objects.filter(kind=entry.key, object_id=OuterRef("pk")).values("public_at")
    # Slips tell when they were released; editorial rows may wait for a moment that staff have set.
    planned = _field(model, "released_at", "publish_from")
    moment = F(planned) if planned == "released_at" else Greatest("updated_at", planned)
    rows = model._default_manager.filter(pk__in=entry.queryset().order_by().values("pk"))
    return rows.annotate(public_at=Coalesce(Subquery(noted), moment, output_field=DateTimeField()))


def _of(entry: Entry, city: Model | None) -> QuerySet | None:
    """Rows that have to do with a city, as the querysets of the apps know it; None for kinds without cities."""
    rows = public_rows(entry)
    if city is None:
        return rows
    if entry.is_place:
        return rows.filter(pk=city.pk)
    of_city = getattr(rows, "of_city", None)
    return of_city(city) if of_city else None


def items(base: str, city: Model | None = None) -> list[Item]:
    """The latest things in the active language, one query for each kind."""
    found = []
    for entry in entries():
        rows = _of(entry, city)
        if rows is not None:
            latest = rows.order_by("-public_at", "-pk")[:MOST]
            found += [_item(entry, obj, base) for obj in latest]
    found.sort(key=lambda item: (item.public_at, item.key), reverse=True)
    return found[:MOST]


def _item(entry: Entry, obj: Model, base: str) -> Item:
    return Item(
        key=f"{_tag()}:{entry.key}/{obj.pk}",
        url=base + obj.get_absolute_url(),
        label=str(entry.label),
        title=entry.title_of(obj),
        summary=entry.summary_of(obj),
        public_at=localtime(obj.public_at, UTC).replace(microsecond=0),
    )


def _tag() -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname or 'localhost'},{YEAR}"


def heading(home: Municipality, city: Model | None = None) -> str:
    """What the feed is called."""
    return _("What is new: %(place)s") % {"place": city or home}


class _Atom(Atom1Feed):
    """Atom that names the language of each entry, and the last change even of an empty feed."""

    def item_attributes(self, item: dict[str, object]) -> dict[str, str]:
        return super().item_attributes(item) | {"xml:lang": item["language"]}

    def latest_post_date(self) -> datetime:
        return self.feed["changed"]


def atom(found: list[Item], home: Municipality, *, title: str, page: str, source: str) -> bytes:
    """The feed; `page` shows the same to people, `source` is the feed's own address."""
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    feed = _Atom(
        title=title, link=page, description="", language=language_tag(), feed_url=source, feed_guid=source,
        author_name=served(home, "office_name").text or str(home),
        changed=max((item.public_at for item in found), default=midnight),
    )  # fmt: skip
    for item in found:
        feed.add_item(
            title=item.title.text, link=item.url, description=escape(strip_tags(item.summary.text)),
            unique_id=item.key, pubdate=item.public_at, updateddate=item.public_at, categories=[item.label],
            language=_language_of(item),
        )  # fmt: skip
    return feed.writeString("utf-8").encode()


def _language_of(item: Item) -> str:
    """The language of an entry: that of its title; easy German is German to other programs."""
    return "de" if item.title.language == settings.EASY_LANGUAGE else item.title.language or language_tag()


def note_public() -> int:
    """Write down what is public now and was not before; how many things that were."""
    noted = 0
    for entry in entries():
        known = Announcement.objects.filter(kind=entry.key).values("object_id")
        fresh = public_rows(entry).exclude(pk__in=known).values_list("pk", "public_at")
        rows = [Announcement(kind=entry.key, object_id=pk, public_at=moment) for pk, moment in fresh]
        noted += len(Announcement.objects.bulk_create(rows, ignore_conflicts=True))
    return noted
