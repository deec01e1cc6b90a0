"""Rich text: one field type with one set of allowed elements, cleaned on every save.

Used by every editorial model; the editor in the admin and the cleaner agree because both read EXTENSIONS.
"""

import html as markup

import nh3
from django.db import models
from django_prose_editor.fields import ProseEditorField, create_sanitizer
from modeltranslation.fields import TranslationFieldDescriptor

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": {"protocols": ["https", "http", "mailto", "tel"], "enableTarget": False},
    "Blockquote": True,
    "HardBreak": True,
}


def clean_html(html: str) -> str:
    """`html` with everything removed that the editor cannot make; scripts, styles and handlers go first."""
    return create_sanitizer(EXTENSIONS)(html) if html else html


def plain_text(html: str) -> str:
    """The words of a rich text without markup, for descriptions and search."""
    return markup.unescape(nh3.clean(html.replace("</", " </"), tags=set())).strip() if html else ""


class RichTextField(ProseEditorField):
    """A TextField holding clean HTML."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("extensions", EXTENSIONS)
        kwargs.setdefault("sanitize", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple:
        """Migrations see a plain text column: a change of the editor's buttons is no schema change."""
        name, path, args, kwargs = super().deconstruct()
        for key in ("extensions", "sanitize", "config", "preset"):
            kwargs.pop(key, None)
        return name, "django.db.models.TextField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> object:
        """Clean on every save, not only in forms: imports and scripts pass here as well."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_html(value)
            # The bare name of a translated field reads along the fallback chain: written back, it would put a
            # German text into the column of the active language.
            if not isinstance(getattr(type(model_instance), self.attname, None), TranslationFieldDescriptor):
                setattr(model_instance, self.attname, value)
        return value
