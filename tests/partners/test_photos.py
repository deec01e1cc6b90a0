"""Photos of cities: smaller copies, alternative text, focal point, and nothing left when one is withdrawn."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from partners.models import City, CityPhoto
from tests.factories import make_city, make_home, make_partnership, make_staff
from twinning.addresses.actions import remember
from twinning.addresses.models import Slug
from twinning.images import focal_classes
from twinning.renditions import WIDTHS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    make_home()
    return tmp_path


def picture(width: int = 1600, height: int = 900) -> ContentFile:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "#0b4f4f").save(buffer, "JPEG")
    return ContentFile(buffer.getvalue(), name="photo.jpg")


def make_photo(**fields: Any) -> CityPhoto:
    city = fields.pop("city", None) or make_city("poznan")
    values = {
        "image": picture(),
        "alt_de": "Der Markt",
        "credit": "Kim",
        "licence": "CC BY 4.0",
        "focal_x": 24,
    }
    return CityPhoto.objects.create(city=city, **values | fields)


def test_photo_gets_smaller_copies_in_modern_formats(media: Path) -> None:
    make_photo()
    names = sorted(path.name for path in (media / "photos").iterdir())
    assert len(names) == 1 + 2 * len(WIDTHS)
    for width in WIDTHS:
        with Image.open(next((media / "photos").glob(f"*-{width}.webp"))) as copy:
            assert copy.size == (width, round(width * 900 / 1600))


def test_page_offers_the_copies_with_text_and_focal_point(client: Client) -> None:
    photo = make_photo(caption_de="Alter Markt")
    make_partnership(photo.city)
    for path in ("/de/partnerstaedte/poznan/", "/de/partnerstaedte/"):
        html = client.get(path).content.decode()
        assert 'type="image/avif"' in html
        assert "-480.webp 480w" in html
        assert 'alt="Der Markt"' in html
        assert "fx-20 fy-50" in html
    assert "CC BY 4.0" in client.get("/de/partnerstaedte/poznan/").content.decode()


def test_decorative_photo_has_an_empty_alternative(client: Client) -> None:
    make_photo(alt_de="", is_decorative=True)
    assert 'alt=""' in client.get("/de/partnerstaedte/poznan/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_withdrawn_photo_leaves_no_file(media: Path) -> None:
    make_photo().delete()
    assert list((media / "photos").iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_deleted_city_leaves_no_photo_and_no_word(media: Path, client: Client) -> None:
    city = make_photo().city
    remember(kind="city", object_id=city.pk, words={"": city.slug})
    client.force_login(make_staff())
    client.post(f"/verwaltung/partners/city/{city.pk}/delete/", {"post": "yes"})
    assert City.objects.count() == 0
    assert list((media / "photos").iterdir()) == []
    assert Slug.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_replaced_photo_leaves_no_file_of_the_old_one(media: Path) -> None:
    photo = make_photo()
    old = {path.name for path in (media / "photos").iterdir()}
    photo.image = picture(1700, 1000)
    photo.save()
    new = {path.name for path in (media / "photos").iterdir()}
    assert len(new) == len(old)
    assert new.isdisjoint(old)


def test_recognisable_people_must_have_agreed() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_photo(shows_people=True)
    make_photo(city=make_city("b"), shows_people=True, consent_on_file=True)


def test_focal_point_lies_inside_the_picture() -> None:
    photo = make_photo()
    photo.focal_x = 101
    with pytest.raises(ValidationError) as caught:
        photo.full_clean()
    photo.image.close()
    assert "focal_x" in caught.value.message_dict


@pytest.mark.parametrize(("x", "classes"), [(0, "fx-0"), (24, "fx-20"), (25, "fx-20"), (96, "fx-100")])
def test_focal_classes_come_in_steps_of_ten(x: int, classes: str) -> None:
    assert focal_classes(x, 50) == f"{classes} fy-50"
