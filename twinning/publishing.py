"""What a row still lacks before the public may see it.

Forms of the staff desk refuse to publish while something is missing and pin each message to its field; the
desk and `manage.py release_check` list the same gaps.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model
from django.utils.text import capfirst
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
    """Texts of PUBLISH_FIELDS that are missing: in German for translated fields."""
    found = []
    translated = translated_fields(type(obj))
    for name in obj.PUBLISH_FIELDS:
        place = column(name, settings.LANGUAGE_CODE) if name in translated else name
        if plain_text(str(getattr(obj, place) or "")):
            continue
        label = capfirst(str(obj._meta.get_field(name).verbose_name))
        text = (
            _("Needed for publication: “%(field)s” in German.")
            if name in translated
            else _("Needed for publication: “%(field)s”.")
        )
        found.append(Gap(place, text % {"field": label}))
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
