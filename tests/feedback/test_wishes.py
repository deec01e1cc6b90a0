"""Wishes for a language: all are counted, only for real pages, and the way leads back."""

import re
import threading

import pytest
from django.core.signing import Signer
from django.test import Client

from tests.factories import make_home, make_page
from tests.feedback.threads import together
from twinning.feedback.models import LanguageWish
from twinning.feedback.wishes import add_wish, read_wish, wish_count, wish_token


@pytest.mark.django_db(transaction=True)
def test_wishes_of_the_same_moment_are_all_counted() -> None:
    errors = together(8, lambda: [add_wish(path="/ja/why/", language="ja") for _ in range(10)])
    assert errors == []
    assert wish_count("/ja/why/", "ja") == 80


@pytest.mark.django_db(transaction=True)
def test_counting_by_reading_and_writing_would_lose_wishes() -> None:
    """The negative control: read, add, save loses what came in between."""
    LanguageWish.objects.create(path="/ja/why/", language="ja", count=0)
    gate = threading.Barrier(2)

    def careless() -> None:
        row = LanguageWish.objects.get()
        gate.wait()
        row.count += 1
        row.save()

    together(2, careless)
    assert wish_count("/ja/why/", "ja") == 1


@pytest.mark.django_db
def test_button_of_the_notice_counts_and_leads_back(client: Client) -> None:
    make_home()
    make_page("why", slug_de="warum", title_en="Why", body_en="<p>x</p>", slug_en="why")
    html = client.get("/ja/why/").content.decode()
    token = re.search(r'name="wish" value="([^"]+)"', html)[1]
    response = client.post("/ja/language-wish/", {"wish": token})
    assert (response.status_code, response["Location"]) == (302, "/ja/why/?wish=thanks")
    assert wish_count("/ja/why/", "ja") == 1
    assert response.cookies == {}
    assert 'name="wish"' not in client.get(response["Location"]).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "token", ["", "x", "/ja/:abc", "\x00", Signer().sign_object(["https://evil.example/", "ja"])]
)
def test_wish_that_we_did_not_make_leads_nowhere(client: Client, token: str) -> None:
    make_home()
    assert client.post("/ja/language-wish/", {"wish": token}).status_code == 404
    assert LanguageWish.objects.count() == 0


@pytest.mark.django_db
def test_wish_from_another_site_is_refused(client: Client) -> None:
    make_home()
    headers = {"Sec-Fetch-Site": "cross-site"}
    wish = {"wish": wish_token("/ja/why/", "ja")}
    assert client.post("/ja/language-wish/", wish, headers=headers).status_code == 403
    assert LanguageWish.objects.count() == 0


def test_token_stays_the_same_so_that_pages_can_be_cached() -> None:
    assert wish_token("/ja/why/", "ja") == wish_token("/ja/why/", "ja")
    assert read_wish(wish_token("/ja/why/", "ja")) == ("/ja/why/", "ja")


@pytest.mark.django_db
def test_address_of_the_button_leads_home_when_it_is_opened(client: Client) -> None:
    assert client.get("/ja/language-wish/")["Location"] == "/ja/"


@pytest.mark.django_db
def test_count_costs_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):
        assert wish_count("/ja/", "ja") == 0
