"""Files that projects offer for download: judged by content, stored under names that tell nothing."""

import secrets
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

LIMIT = 20 * 1024**2
# Kind of file by its first bytes; what a browser would run (HTML, SVG) is not among them.
SIGNATURES = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    ".epub": (b"PK\x03\x04",),
    ".odt": (b"PK\x03\x04",),
    ".docx": (b"PK\x03\x04",),
}


def suffix_of(filename: str) -> str:
    """The ending in small letters; ".jpeg" counts as ".jpg"."""
    suffix = PurePath(filename).suffix.lower()
    return ".jpg" if suffix == ".jpeg" else suffix


def document_path(instance: object, filename: str) -> str:
    """A path that can't be guessed; the ending stays, so that the file opens."""
    suffix = suffix_of(filename)
    return f"documents/{secrets.token_hex(8)}{suffix if suffix in SIGNATURES else '.bin'}"


def validate_document(file: UploadedFile | FieldFile) -> None:
    """Refuse what is too heavy, of a kind that we don't offer, or not what its name says."""
    if file.size > LIMIT:
        raise ValidationError(
            _("The file is too big: at most %(limit)d MB."),
            code="too_heavy",
            params={"limit": LIMIT // 1024**2},
        )
    signatures = SIGNATURES.get(suffix_of(file.name), ())
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if not any(head.startswith(start) for start in signatures):
        raise ValidationError(
            _("We can't offer this kind of file. Possible are PDF, JPEG, PNG, MP3, EPUB, ODT and DOCX."),
            code="wrong_kind",
        )
