"""Fields and widgets of the staff desk: the rich text editor and the photo upload."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import ProseEditorWidget
from PIL import Image

from twinning.images import strip_metadata, validate_photo


class RichTextWidget(ProseEditorWidget):
    """A text area that our editor script takes over; without JavaScript it stays one, with HTML inside.

    The package's own editor injects a style element, which the policy of this site forbids, and its menu can't be
    used by keyboard; ours is made of the same Tiptap bundle (see static/twinning/admin/rich-text.js).
    """

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=[Script("twinning/admin/rich-text.js", type="module")])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Textarea.get_context(self, name, value, attrs)
        context["widget"]["attrs"]["data-rich-text"] = "true"
        return context


class PhotoFormField(forms.FileField):
    """A picture judged by its content; what is kept is a clean copy without camera and place data."""

    def to_python(self, data: UploadedFile | None) -> ContentFile | None:
        file = super().to_python(data)
        if file is None:
            return None
        validate_photo(file)
        try:
            return strip_metadata(file)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise ValidationError(
                _("This picture is damaged: it ends too early or holds impossible values."), code="damaged"
            ) from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        return attrs | {"accept": "image/jpeg,image/png,image/webp"}
