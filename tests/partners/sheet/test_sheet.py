"""The city sheet: tagged, in two languages, made once; and the picture for sharing."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from partners.models import City
from partners.sheet import phrases
from partners.sheet import views as sheet_views
from tests.factories import make_city, make_home, make_partnership
from tests.factories_projects import make_participation, make_project
from twinning import memory
from twinning.addresses.actions import remember
from twinning.typesetting import compose
from twinning.typesetting.glyphs import SQUARE, shown

pytestmark = pytest.mark.django_db
SHEET = "/de/partnerstaedte/hiroshima/sheet.pdf"
CARD = "/de/partnerstaedte/hiroshima/card.png"


@pytest.fixture
def hiroshima() -> City:
    make_home(tagline_de="und seine Partnerstädte")
    city = make_city(
        "hiroshima",
        name_de="Hiroshima", name_ja="広島", name_ar="هيروشيما", local_name="広島", local_name_language="ja",
        story_de="<p>Eine <b>Geschichte</b> &amp; mehr 😀.</p><ul><li>Ein Punkt</li></ul>",
        story_ja="<p>物語です。</p>",
        story_ar="<p>قصة المدينة</p>", languages=["ja"], country="JP", distance_km=8908.7, bearing=44.8,
        latitude=34.39, longitude=132.45, time_zone="Asia/Tokyo",
    )  # fmt: skip
    make_partnership(city, since_year=1983)
    make_participation(make_project(title_de="Teehaus im Stadtpark", title_ja="茶室"), city=city)
    return city


def read(client: Client, path: str) -> tuple[PdfReader, str]:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    return reader, "".join("".join(page.extract_text() for page in reader.pages).split())


def languages_in(node: Any, seen: set[int]) -> set[str]:
    """Languages that the structure tree names."""
    node = node.get_object()
    if isinstance(node, list):
        return {found for kid in node for found in languages_in(kid, seen)}
    if not isinstance(node, dict) or id(node) in seen:
        return set()
    seen.add(id(node))
    own = {str(node["/Lang"])} if "/Lang" in node else set()
    return own | (languages_in(node["/K"], seen) if "/K" in node else set())


def test_sheet_is_tagged_and_tells_everything_in_both_languages(client: Client, hiroshima: City) -> None:
    reader, words = read(client, f"{SHEET}?with=ja")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
    assert "ja-JP" in languages_in(root["/StructTreeRoot"], set()), "what is not German says so"
    assert len(reader.pages) <= 2
    told = ("Hiroshima", "広島", "EineGeschichte&mehr□.", "物語です。", "EinPunkt", "Teehaus", "茶室")
    phrase = ("AufWiedersehen!", "さようなら", "Say", "nara.")
    for expected in (*told, "8.909km", "Nordost", "1983", *phrase):
        assert expected in words, expected
    german = read(client, SHEET)[1]
    assert "物語" not in german
    assert "ありがとうございます" in german, "phrases are there in the language of the city"


def test_sheet_is_set_in_arabic_from_right_to_left(client: Client, hiroshima: City) -> None:
    reader, words = read(client, "/ar/partner-cities/hiroshima/sheet.pdf?with=de")
    assert reader.trailer["/Root"]["/Lang"] == "ar"
    assert "EineGeschichte" in words
    assert any("\u0600" <= sign <= "\u06ff" or "\ufe70" <= sign <= "\ufeff" for sign in words)


def test_sheet_and_card_are_made_once_until_something_changes(
    client: Client, hiroshima: City, monkeypatch: Any
) -> None:
    made = []
    make = compose._compile
    monkeypatch.setattr(compose, "_compile", lambda *args, **how: made.append(1) or make(*args, **how))
    for path in (f"{SHEET}?with=pl", CARD):
        first = client.get(path)
        assert client.get(path).content == first.content
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert "set-cookie" not in str(first.headers).lower()
    assert len(made) == 2
    assert sheet_views._languages("xx") == sheet_views._languages("de") == ("de",)
    City.objects.update(name_de="Hirosima")
    memory.forget()
    changed = client.get(CARD, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, len(made)) == (200, 3)


def test_card_is_a_picture_that_the_page_names(client: Client, hiroshima: City) -> None:
    for language, word in (("de", "Hiroshima, 8.909 km"), ("ja", "広島")):
        page = client.get(hiroshima.get_absolute_url(language)).content.decode()
        address = (
            page.split('property="og:image" content="')[1].split('"')[0].removeprefix("http://testserver")
        )
        assert word in page.split('property="og:image:alt" content="')[1].split('"')[0]
        with Image.open(BytesIO(client.get(address).content)) as picture:
            assert (picture.format, picture.size) == ("PNG", (1200, 630))
    form = (
        client.get(hiroshima.get_absolute_url("de"))
        .content.decode()
        .split(f'action="{SHEET}"')[1]
        .split("</form>")[0]
    )
    assert '<option value="ja" lang="ja">日本語</option>' in form
    assert 'value="de"' not in form
    other = client.get("/de/").content.decode()
    assert 'property="og:image" content="http://testserver/de/card.png?v=' in other
    assert client.get("/de/card.png")["Content-Type"] == "image/png"


def test_hidden_unknown_and_former_cities(client: Client, hiroshima: City) -> None:
    make_city("hidden", state="draft")
    remember(kind="city", object_id=hiroshima.pk, words={"": "hirosima"})
    remember(kind="city", object_id=hiroshima.pk, words={"": "hiroshima"})
    for name in ("sheet.pdf", "card.png"):
        for slug in ("hidden", "nothing"):
            assert client.get(f"/de/partnerstaedte/{slug}/{name}").status_code == 404
        moved = client.get(f"/de/partnerstaedte/hirosima/{name}?with=ja")
        assert (moved.status_code, moved["Location"]) == (301, f"/de/partnerstaedte/hiroshima/{name}?with=ja")


def test_there_are_ten_phrases_that_our_fonts_can_print() -> None:
    for language in phrases.languages():
        said = phrases.phrases(language)
        assert len(said) == len({phrase.text for phrase in said}) == 10
        assert all(SQUARE not in shown(phrase.text + phrase.latin) for phrase in said)
        assert all(bool(phrase.latin) == (language in {"ja", "ar"}) for phrase in said)
