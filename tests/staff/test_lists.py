"""Lists of the desk: cheap whatever they hold, found in every language and spelling, called by plain names."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partners.models import CityName, Greeting, HomeDistrict
from tests.factories import make_aim, make_city, make_page, make_partnership, make_source
from twinning.addresses.models import Slug
from twinning.feedback.models import BarrierReport, ContactMessage, LanguageWish
from twinning.search.models import SearchMiss
from twinning.translations.exchange.models import MachineRun, ProtectedName, Upload

pytestmark = pytest.mark.django_db


def _message(model: Any, **fields: Any) -> Any:
    values = {"key": uuid4(), "text": "Text", "language": "pl", "notice_version": "1"}
    return model.objects.create(**values | fields)


def _tie() -> None:
    make_partnership().sources.add(make_source())


MAKERS = {
    "partners_city": lambda number: make_city(),
    "partners_partnership": lambda number: _tie(),
    "partners_source": lambda number: make_source(),
    "partners_homedistrict": lambda number: HomeDistrict.objects.create(key=f"d{number}", name_de="Misburg"),
    "pages_page": lambda number: make_page(),
    "pages_aim": lambda number: make_aim(),
    "feedback_barrierreport": lambda number: _message(BarrierReport),
    "feedback_contactmessage": lambda number: _message(ContactMessage, subject="Frage"),
    "feedback_languagewish": lambda number: LanguageWish.objects.create(path=f"/{number}/", language="ja"),
    "addresses_slug": lambda number: Slug.objects.create(
        kind="page", object_id=number, language="de", slug=f"s{number}"
    ),
    "search_searchmiss": lambda number: SearchMiss.objects.create(
        day=timezone.localdate(), language="ja", query=f"q{number}"
    ),
    "translation_exchange_protectedname": lambda number: ProtectedName.objects.create(
        form_de=f"Name {number}"
    ),
    "translation_exchange_machinerun": lambda number: MachineRun.objects.create(
        content=make_page(), language="fr"
    ),
    "translation_exchange_upload": lambda number: Upload.objects.create(
        key=uuid4(), file_name="a", language="fr"
    ),
    "auditlog_logentry": lambda number: make_source(),
}


def _queries(desk: Client, address: str) -> int:
    desk.get(address)  # content types and the like are cached from now on
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert desk.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", MAKERS)
def test_list_costs_the_same_for_one_row_and_for_three(desk: Client, name: str) -> None:
    address = reverse(f"admin:{name}_changelist")
    MAKERS[name](1)
    one = _queries(desk, address)
    for number in (2, 3):
        MAKERS[name](number)
    assert _queries(desk, address) == one
    assert one <= 10


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_list_opens_and_can_be_searched(desk: Client, model: Any) -> None:
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert desk.get(page, follow=True).status_code == 200
    assert desk.get(f"{page}?q=x%20y", follow=True).status_code == 200


@pytest.mark.parametrize(
    "word", ["Posen", "Poznań", "poznan", "POZNAN", "ポズナン", "poz", "Ostpreussen-Name"]
)
def test_city_is_found_in_every_language_and_spelling(desk: Client, word: str) -> None:
    city = make_city("x", name_de="Posen", name_pl="Poznań", name_ja="ポズナン", lede_de="", story_de="")
    CityName.objects.create(city=city, name="Ostpreußen-Name")
    make_city("other", name_de="Rouen", name_en="Rouen")
    response = desk.get(reverse("admin:partners_city_changelist"), {"q": word})
    assert [row.slug for row in response.context["cl"].result_list] == ["x"]


def test_unknown_word_finds_nothing(desk: Client) -> None:
    make_city("x")
    response = desk.get(reverse("admin:partners_city_changelist"), {"q": "zzz"})
    assert list(response.context["cl"].result_list) == []


def test_partnership_is_found_by_its_city(desk: Client) -> None:
    make_partnership(make_city("x", name_de="Poznań"))
    response = desk.get(reverse("admin:partners_partnership_changelist"), {"q": "poznan"})
    assert response.context["cl"].result_count == 1


def test_list_is_called_as_what_it_shows(desk: Client) -> None:
    assert "<h1>Cities</h1>" in desk.get(reverse("admin:partners_city_changelist")).content.decode()


def test_filters_find_what_waits(desk: Client) -> None:
    make_page("open", body_pl="<p>[Telefon]</p>")
    make_page("done")
    make_page("easy", body_de_simple="<p>Leicht.</p>")
    pages = reverse("admin:pages_page_changelist")

    def keys(query: str) -> list[str]:
        return sorted(row.key for row in desk.get(f"{pages}?{query}").context["cl"].result_list)

    assert keys("brackets=yes") == ["open"]
    assert keys("brackets=no") == ["done", "easy"]
    assert keys("easy=unchecked") == ["easy"]
    assert keys("easy=none") == ["done", "open"]
    Greeting.objects.create(city=make_city("x"), text="Hej", language="da")
    make_city("y")
    found = (
        desk.get(f"{reverse('admin:partners_city_changelist')}?greetings=unchecked").context["cl"].result_list
    )
    assert [city.slug for city in found] == ["x"]


def test_sources_stand_beside_what_rests_on_them(desk: Client) -> None:
    source = make_source(key="HAZ", title="Newspaper", url="https://example.org/a/b")
    make_partnership().sources.add(source)
    html = desk.get(reverse("admin:partners_partnership_changelist")).content.decode()
    assert (
        f'<a href="{reverse("admin:partners_source_change", args=[source.pk])}" title="Newspaper">HAZ</a>'
        in html
    )
    html = desk.get(reverse("admin:partners_source_changelist")).content.decode()
    assert "1 statement" in html
    assert ">example.org</a>" in html


def test_address_words_and_history_are_only_shown(desk: Client) -> None:
    word = Slug.objects.create(kind="page", object_id=1, language="de", slug="a")
    page = reverse("admin:addresses_slug_change", args=[word.pk])
    assert desk.post(page, {"slug": "b"}).status_code == 403
    assert desk.get(reverse("admin:addresses_slug_add")).status_code == 403
    assert desk.get(reverse("admin:auditlog_logentry_add")).status_code == 403


def test_there_is_one_home_town(desk: Client) -> None:
    page = reverse("admin:municipality_municipality_change", args=[1])
    assert desk.get(reverse("admin:municipality_municipality_changelist"))["Location"] == page
    assert desk.get(reverse("admin:municipality_municipality_add")).status_code == 403
    assert desk.get(reverse("admin:municipality_municipality_delete", args=[1])).status_code == 403
