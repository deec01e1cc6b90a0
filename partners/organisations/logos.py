"""Logos: small pictures, checked by content. Called by the Organisation model."""

import secrets
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from twinning.images import open_picture

LEAST, MOST, BYTES = 96, 4000, 1024**2


def logo_path(instance: object, filename: str) -> str:
    """A path that tells nothing about the uploader and can't be guessed."""
    suffix = PurePath(filename).suffix.lower()
    safe = suffix if suffix in {".jpg", ".jpeg", ".png", ".webp"} else ".bin"
    return f"logos/{secrets.token_hex(8)}{safe}"


def validate_logo(file: UploadedFile | FieldFile) -> None:
    """Refuse what is no picture, too heavy, or too small or large to show."""
    if file.size > BYTES:
        raise ValidationError(_("The file is too big: at most 1 MB."), code="too_heavy")
    width, height = open_picture(file).size
    if min(width, height) < LEAST:
        text = _("The logo has %(width)d × %(height)d pixels. At least %(limit)d on each side are needed.")
        raise ValidationError(
            text, code="too_small", params={"width": width, "height": height, "limit": LEAST}
        )
    if max(width, height) > MOST:
        text = _("The logo has %(width)d × %(height)d pixels. At most %(limit)d on each side are possible.")
        raise ValidationError(
            text, code="too_large", params={"width": width, "height": height, "limit": MOST}
        )
