"""Smaller copies of a photo in modern formats, made once when it is saved.

Called by `twinning.models.AbstractPhoto`; presenters name the copies with `sources`. The copies lie beside the
original, so whoever finds the original's path finds them without a query.
"""

from io import BytesIO
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from PIL import Image

WIDTHS = (480, 960, 1600)
# Encoder settings: AVIF's slowest steps gain little on photos of this size.
KINDS = {"avif": {"quality": 60, "speed": 8}, "webp": {"quality": 80}}


def path_of(path: str, width: int, kind: str) -> str:
    """Where the copy of `path` lies that is `width` pixels wide: photos/ab12.jpg gives photos/ab12-480.webp."""
    original = PurePosixPath(path)
    return str(original.with_name(f"{original.stem}-{width}.{kind}"))


def make(path: str, storage: Storage = default_storage) -> None:
    """Make every copy of a stored photo."""
    with storage.open(path) as file, Image.open(file) as picture:
        plain = picture.convert("RGBA" if "A" in picture.getbands() else "RGB")
    for width in WIDTHS:
        height = max(1, round(plain.height * width / plain.width))
        smaller = plain.resize((width, height), Image.Resampling.LANCZOS)
        for kind, options in KINDS.items():
            buffer = BytesIO()
            smaller.save(buffer, format=kind.upper(), **options)
            storage.save(path_of(path, width, kind), ContentFile(buffer.getvalue()))


def remove(path: str, storage: Storage = default_storage) -> None:
    """Remove a photo with all its copies; what is gone already is fine."""
    for name in (path, *(path_of(path, width, kind) for width in WIDTHS for kind in KINDS)):
        storage.delete(name)


def sources(path: str, storage: Storage = default_storage) -> dict[str, str]:
    """`srcset` of each kind, and `src` for browsers that know neither."""
    sets = {
        kind: ", ".join(f"{storage.url(path_of(path, width, kind))} {width}w" for width in WIDTHS)
        for kind in KINDS
    }
    return {"src": storage.url(path_of(path, 960, "webp")), "srcset": sets["webp"], "avif": sets["avif"]}
