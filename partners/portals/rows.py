"""Pieces of which rows of the file are made; used by every module `sharing`."""

from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from twinning.languages import column
from twinning.richtext import plain_text

LONGEST = 1000


def texts(obj: Model, field: str) -> dict[str, str]:
    """A translated field by language, without markup; languages that have no text of their own are left out."""
    found = {code: getattr(obj, column(field, code)) or "" for code in settings.PUBLISHED_LANGUAGES}
    return {code: plain_text(text).strip()[:LONGEST] for code, text in found.items() if text.strip()}


def moment(value: Any) -> str:
    """An aware time as the schema wants it."""
    return timezone.localtime(value).isoformat(timespec="seconds")


def row(kind: str, obj: Model, base: str, title: dict[str, str], /, **more: Any) -> dict[str, Any]:
    """What all rows have in common; members that are empty are left out."""
    values = {
        "id": f"{kind}/{obj.pk}",
        "url": base + obj.get_absolute_url(settings.LANGUAGE_CODE),
        "title": title,
        "updated": moment(obj.updated_at),
        **more,
    }
    return {name: value for name, value in values.items() if value not in ("", None, {}, [])}


def columns(field: str, words: dict[str, str], longest: int) -> dict[str, str]:
    """Somebody else's text by language as values of our columns; languages that we have no columns for are left out."""
    known = settings.MODELTRANSLATION_LANGUAGES
    return {column(field, code): text.strip()[:longest] for code, text in words.items() if code in known}


def in_words(words: dict[str, str], language: str) -> tuple[str, str]:
    """A text and its language: in `language` when it is there, else in German, English, or whatever there is."""
    found = next((code for code in (language, "de", "en", *words) if words.get(code)), "")
    return words.get(found, ""), found or language
