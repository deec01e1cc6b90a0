"""What there is to translate of an object, the fingerprint of its German texts, and what changed since.

What is translatable is what `twinning.coverage` lists. Called by the actions, the translation page and the exchange.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from django.conf import settings
from django.db.models import Model, SlugField
from django.utils.text import capfirst

from twinning import coverage
from twinning.languages import column
from twinning.publishing import translated_fields
from twinning.revisions.words import Piece, pieces, readable
from twinning.richtext import RichTextField, plain_text
from twinning.translations.models import TranslationState

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """How the German text of one field changed: `pieces` are "kept", "added" or "removed" words in reading order."""

    field: str
    label: str
    pieces: tuple[Piece, ...]


def content_of(model: type[Model]) -> coverage.Content | None:
    """The registration of a translatable model; None for every other one."""
    return next((content for content in coverage.contents() if content.model is model), None)


@lru_cache(maxsize=64)
def fields_of(model: type[Model]) -> tuple[str, ...]:
    """Translated text fields, address words left out: as `twinning.coverage` lists them, then the others."""
    known, content = translated_fields(model), content_of(model)
    names = [field.name for field in model._meta.fields if not isinstance(field, SlugField)]
    ordered = (*(content.fields if content else ()), *names)
    return tuple(name for name in dict.fromkeys(ordered) if name in known)


def is_html(model: type[Model], field: str) -> bool:
    """True for rich text."""
    return isinstance(model._meta.get_field(field), RichTextField)


def label_of(model: type[Model], field: str) -> str:
    """What the forms call the field."""
    return capfirst(str(model._meta.get_field(field).verbose_name))


def texts_in(obj: Model, language: str) -> dict[str, str]:
    """The stored texts of one language; what says nothing is left out."""
    found = {}
    for name in fields_of(type(obj)):
        text = str(getattr(obj, column(name, language)) or "")
        if (plain_text(text) if is_html(type(obj), name) else text).strip():
            found[name] = text
    return found


def source_texts(obj: Model) -> dict[str, str]:
    """The German texts to translate; empty ones are left out."""
    return texts_in(obj, settings.LANGUAGE_CODE)


def published_texts(obj: Model, language: str) -> dict[str, str]:
    """What readers of `language` get in their language; empty ones are left out."""
    return texts_in(obj, language)


def normalised(text: str) -> str:
    """The text without differences that nobody sees: kinds of spaces, ends of lines, composed letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fingerprint(text: str) -> str:
    """A short SHA-256 of one text, "" for none."""
    return sha256(normalised(text).encode()).hexdigest()[:32] if text.strip() else ""


def hash_of(texts: Texts) -> str:
    """SHA-256 over texts by field, whatever their order."""
    rows = sorted((name, normalised(text)) for name, text in texts.items())
    return sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def source_diff(state: TranslationState, obj: Model) -> list[FieldDiff]:
    """The German fields that changed since the public translation was made, or since the draft where there is none.

    A field that was never translated is new as a whole, and not listed.
    """
    before = state.source_texts or state.draft_source_texts
    now, model = source_texts(obj), type(obj)
    found = []
    for name in fields_of(model):
        old, new = before.get(name, ""), now.get(name, "")
        if old and normalised(old) != normalised(new):
            if is_html(model, name):
                old, new = readable(old), readable(new)
            found.append(FieldDiff(name, label_of(model, name), tuple(pieces(old, new))))
    return found
