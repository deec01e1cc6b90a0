"""What a row still lacks before the public may see it.

Forms of the staff desk refuse to publish while something is missing and pin each message to its field; the
desk and `manage.py release_check` list the same gaps.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from modeltranslation.translator import NotRegistered, translator

from twinning.languages import column
from twinning.models import AbstractPhoto, Editorial
from twinning.richtext import plain_text


@dataclass(frozen=True, slots=True)
class Gap:
    """One missing thing: `column` is the form field that a message belongs to."""

    column: str
    message: str

    def __str__(self) -> str:
        return self.message


def translated_fields(model: type[Model]) -> frozenset[str]:
    """Names of the fields that have a column per language; empty for a model without translations."""
    try:
        return frozenset(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return frozenset()


def text_gaps(obj: Editorial) -> list[Gap]:
    """Texts that are missing: all of PUBLISH_FIELDS and one of SUMMARY_FIELDS, in German for translated fields."""
    found = []
    translated = translated_fields(type(obj))

    def place_of(name: str) -> str:
        return column(name, settings.LANGUAGE_CODE) if name in translated else name

    def is_empty(name: str) -> bool:
        return not plain_text(str(getattr(obj, place_of(name)) or ""))

    wanted = [name for name in obj.PUBLISH_FIELDS if is_empty(name)]
    if obj.SUMMARY_FIELDS and all(is_empty(name) for name in obj.SUMMARY_FIELDS):
        wanted.append(obj.SUMMARY_FIELDS[0])
    for name in wanted:
        label = capfirst(str(obj._meta.get_field(name).verbose_name))
        text = (
            _("Needed for publication: “%(field)s” in German.")
            if name in translated
            else _("Needed for publication: “%(field)s”.")
        )
        found.append(Gap(place_of(name), text % {"field": label}))
    return found


def photo_gaps(photo: AbstractPhoto) -> list[Gap]:
    """What a picture needs before anybody may see it: a text for those who can't, and consent."""
    found = []
    place = column("alt", settings.LANGUAGE_CODE)
    if not photo.is_decorative and not (getattr(photo, place) or "").strip():
        text = _("Needed for publication: the alternative text in German, or a tick at “decorative”.")
        found.append(Gap(place, text))
    if photo.shows_people and not photo.consent_on_file:
        found.append(
            Gap("consent_on_file", _("Needed for publication: the consent of the people in the picture."))
        )
    return found


def photos_of(obj: Model) -> list[AbstractPhoto]:
    """All stored pictures of a row, whatever their relation is called."""
    if obj.pk is None:
        return []
    relations = [rel for rel in obj._meta.related_objects if issubclass(rel.related_model, AbstractPhoto)]
    return [photo for rel in relations for photo in getattr(obj, rel.get_accessor_name()).all()]


def missing_for_publication(obj: Editorial) -> list[str]:
    """Everything that stands between `obj` and the public, as sentences; empty when it may be published."""
    gaps = [*text_gaps(obj), *(gap for photo in photos_of(obj) for gap in photo_gaps(photo))]
    return [gap.message for gap in gaps]


def plan_of(obj: Editorial, now: datetime) -> list[tuple[str, str]]:
    """What will happen to a row by itself, as pairs of a tag's kind and its words; without a query, for lists."""
    found = []
    begins, ends = obj.publish_from, obj.publish_until
    if begins and begins > now:
        found.append(("", _("appears on %(moment)s") % {"moment": _moment(begins)}))
        if obj.state != Editorial.State.PUBLISHED:
            found.append(("warn", _("still a draft: it will not appear")))
    if ends and ends > now:
        found.append(("", _("disappears on %(moment)s") % {"moment": _moment(ends)}))
    elif ends and obj.state == Editorial.State.PUBLISHED:
        found.append(("plain", _("disappeared on %(moment)s") % {"moment": _moment(ends)}))
    if begins and begins > now and text_gaps(obj):
        found.append(("err", _("something is missing")))
    return found


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
