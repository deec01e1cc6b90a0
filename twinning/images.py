"""Checks and cleaning of uploaded photos: by content, not by name; no place data survives.

Called by `AbstractPhoto` (validator, storage path) and by the admin's save (`strip_metadata`).
"""

import secrets
import warnings
from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def photo_path(instance: object, filename: str) -> str:
    """A path that tells nothing about the uploader and can't be guessed."""
    suffix = PurePath(filename).suffix.lower()
    safe = suffix if suffix in {".jpg", ".jpeg", ".png", ".webp"} else ".bin"
    return f"photos/{secrets.token_hex(8)}{safe}"


def focal_classes(x: int, y: int) -> str:
    """CSS classes that keep a focal point (per cent from left and top) in view, in steps of ten."""
    return f"fx-{round(x, -1)} fy-{round(y, -1)}"


def open_picture(file: UploadedFile | FieldFile) -> Image.Image:
    """The picture's header, without decoding it; raises ValidationError when it is none of our formats."""
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(file, formats=tuple(FORMATS))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(
            _("This file is not a picture that we can read. Use JPEG, PNG or WebP."), code="not_an_image"
        ) from error
    return picture


def validate_photo(file: UploadedFile | FieldFile) -> None:
    """Refuse what is no picture, too heavy, too large to decode safely or too small to look good."""
    if file.size > settings.IMAGE_MAX_BYTES:
        raise ValidationError(
            _("The file is too big: at most %(limit)d MB."),
            code="too_heavy",
            params={"limit": settings.IMAGE_MAX_BYTES // 1024**2},
        )
    width, height = open_picture(file).size
    if max(width, height) > settings.IMAGE_MAX_SIDE:
        raise ValidationError(
            _("The picture has %(width)d × %(height)d pixels. At most %(limit)d on each side are possible."),
            code="too_large",
            params={"width": width, "height": height, "limit": settings.IMAGE_MAX_SIDE},
        )
    if width * height > settings.IMAGE_MAX_PIXELS:
        raise ValidationError(
            _("The picture has %(pixels)d megapixels. At most %(limit)d are possible."),
            code="too_large",
            params={"pixels": width * height // 10**6, "limit": settings.IMAGE_MAX_PIXELS // 10**6},
        )
    if width < settings.IMAGE_MIN_WIDTH:
        raise ValidationError(
            _("The picture is %(width)d pixels wide. At least %(limit)d are needed."),
            code="too_small",
            params={"width": width, "limit": settings.IMAGE_MIN_WIDTH},
        )


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The picture in the colours that browsers assume: its profile is dropped with the other metadata."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode != "RGB":
        return picture
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return picture


def strip_metadata(file: UploadedFile) -> ContentFile:
    """The picture turned upright and written anew: EXIF, GPS, comments and anything hidden behind it are gone."""
    picture = open_picture(file)
    # Phones put a preview behind the photo: Pillow calls such a JPEG "MPO".
    kind = picture.format if picture.format in FORMATS else "JPEG"
    upright = ImageOps.exif_transpose(picture)
    if kind == "JPEG" and upright.mode not in {"RGB", "L"}:
        upright = upright.convert("RGB")
    fresh = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        upright = upright.convert("RGBA")
        fresh = Image.new("RGBA", upright.size)
    fresh.paste(_in_srgb(upright))
    buffer = BytesIO()
    fresh.save(buffer, format=kind, **({"quality": 88} if kind != "PNG" else {}))
    return ContentFile(buffer.getvalue(), name=f"photo.{FORMATS[kind]}")
