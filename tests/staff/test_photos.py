"""Uploads are judged by what they are, and lose what nobody should see."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from partners.models import CityPhoto
from tests.factories import make_city
from tests.staff.forms import Values, opened
from tests.staff.test_versions import change

pytestmark = pytest.mark.django_db
GPS_TAG = 0x8825
HTML = b"<html><script>alert(1)</script></html>"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def jpeg(width: int = 1600, height: int = 900, *, place: bool = False, turned: bool = False) -> bytes:
    picture = Image.new("RGB", (width, height), "#0b4f4f")
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    if turned:
        exif[0x0112] = 6
    if place:
        exif.get_ifd(GPS_TAG).update({1: "N", 2: (52.0, 22.0, 33.0), 3: "E", 4: (9.0, 43.0, 55.0)})
    buffer = BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def png(width: int = 1600, height: int = 900) -> bytes:
    buffer = BytesIO()
    Image.new("RGBA", (width, height), "#0b4f4f80").save(buffer, "PNG")
    return buffer.getvalue()


def huge_png() -> bytes:
    """A few bytes that claim to be 30,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def upload(
    desk: Client, content: bytes, name: str = "photo.jpg", **changes: str
) -> tuple[dict[str, list[str]], int]:
    """Add one photo to a new published city; answers with the messages at its form and the number of photos."""
    city = make_city()
    values: Values = opened(desk, change(city))
    row = {"credit": "Somebody", "licence": "own picture", "alt_de": "Ein Turm", "focal_x": "50", "focal_y": "50",
           "position": "1"}  # fmt: skip
    data = {**values, **{f"photos-0-{key}": value for key, value in (row | changes).items()}}
    data |= {"photos-TOTAL_FORMS": "1", "photos-0-image": SimpleUploadedFile(name, content), "_save": "Save"}
    response = desk.post(change(city), data)
    count = CityPhoto.objects.filter(city=city).count()
    if response.status_code == 302:
        return {}, count
    formset = response.context["inline_admin_formsets"][0].formset
    return {field: list(texts) for field, texts in formset.forms[0].errors.items()}, count


def stored() -> bytes:
    with CityPhoto.objects.get().image.open() as file:
        return file.read()


@pytest.mark.parametrize("make", [jpeg, png])
def test_good_picture_is_kept(desk: Client, make: object) -> None:
    assert upload(desk, make()) == ({}, 1)
    photo = CityPhoto.objects.get()
    assert (photo.width, photo.height) == (1600, 900)


def test_place_camera_and_comments_are_gone(desk: Client) -> None:
    content = jpeg(place=True)
    assert GPS_TAG in Image.open(BytesIO(content)).getexif()
    assert upload(desk, content) == ({}, 1)
    assert dict(Image.open(BytesIO(stored())).getexif()) == {}
    assert b"Secret camera" not in stored()


def test_turned_picture_stands_upright(desk: Client) -> None:
    assert upload(desk, jpeg(2400, 1600, turned=True)) == ({}, 1)
    assert Image.open(BytesIO(stored())).size == (1600, 2400)


def test_what_hides_behind_a_picture_is_gone(desk: Client) -> None:
    """A polyglot: a JPEG for a viewer, a page for a browser. Only the picture is kept."""
    assert upload(desk, jpeg() + HTML) == ({}, 1)
    assert b"<script>" not in stored()


def test_photo_of_a_phone_is_kept_without_its_preview(desk: Client) -> None:
    buffer = BytesIO()
    preview = Image.new("RGB", (320, 180))
    Image.new("RGB", (1600, 900), "#0b4f4f").save(buffer, "MPO", save_all=True, append_images=[preview])
    assert upload(desk, buffer.getvalue()) == ({}, 1)
    with Image.open(BytesIO(stored())) as kept:
        assert (kept.format, kept.size) == ("JPEG", (1600, 900))


def test_name_says_nothing_about_the_kind(desk: Client) -> None:
    """A PNG called .jpg is stored as what it is, under a name that can't be guessed."""
    assert upload(desk, png(), "holiday in rome.jpg") == ({}, 1)
    name = CityPhoto.objects.get().image.name
    assert name.endswith(".png")
    assert "rome" not in name


NO_PICTURE = "This file is not a picture that we can read. Use JPEG, PNG or WebP."
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF_SCRIPT = b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)"


@pytest.mark.parametrize(
    "content",
    [b"Just words.", SVG, GIF_SCRIPT, HTML, b"%PDF-1.7 " + jpeg()[2:], b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"],
    ids=["text", "svg", "gif with script", "page", "pdf", "stump of a jpeg", "stump of a png"],
)
def test_other_files_are_refused_whatever_their_name(desk: Client, content: bytes) -> None:
    assert upload(desk, content) == ({"image": [NO_PICTURE]}, 0)


def test_cut_off_picture_is_refused(desk: Client) -> None:
    text = "This picture is damaged: it ends too early or holds impossible values."
    assert upload(desk, jpeg()[:-2000]) == ({"image": [text]}, 0)


def test_picture_30000_pixels_wide_is_refused_without_decoding_it(desk: Client) -> None:
    found, count = upload(desk, huge_png())
    assert count == 0
    assert found["image"] in (
        [NO_PICTURE],
        ["The picture has 30000 × 30000 pixels. At most 12000 on each side are possible."],
    )


def test_wide_strip_is_refused(desk: Client) -> None:
    text = "The picture has 12001 × 10 pixels. At most 12000 on each side are possible."
    assert upload(desk, png(12_001, 10)) == ({"image": [text]}, 0)


def test_small_picture_is_refused(desk: Client) -> None:
    text = "The picture is 1599 pixels wide. At least 1600 are needed."
    assert upload(desk, jpeg(1599, 900)) == ({"image": [text]}, 0)


def test_heavy_file_is_refused(desk: Client, settings: Any) -> None:
    settings.IMAGE_MAX_BYTES = 1024**2
    assert upload(desk, jpeg() + b"\0" * 1024**2) == ({"image": ["The file is too big: at most 1 MB."]}, 0)


def test_picture_of_a_published_city_needs_a_text_or_is_decorative(desk: Client) -> None:
    text = "Needed for publication: the alternative text in German, or a tick at “decorative”."
    assert upload(desk, jpeg(), alt_de="") == ({"alt_de": [text]}, 0)
    assert upload(desk, jpeg(), alt_de="", is_decorative="on") == ({}, 1)


def test_recognisable_people_must_have_agreed(desk: Client) -> None:
    found, count = upload(desk, jpeg(), shows_people="on")
    assert (list(found), count) == (["__all__", "consent_on_file"], 0)
    assert upload(desk, jpeg(), shows_people="on", consent_on_file="on") == ({}, 1)


def test_focal_point_lies_in_the_picture(desk: Client) -> None:
    found, count = upload(desk, jpeg(), focal_x="101")
    assert (list(found), count) == (["focal_x"], 0)
