"""The directory and the page of an organisation as visitors see them, and how many queries they cost."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from partners.conversations.models import Conversation
from partners.models import Theme
from partners.organisations.actions import save_organisation
from partners.organisations.directory import PER_PAGE
from tests.factories import make_aim, make_city, make_partnership, make_staff, make_user
from tests.factories_organisations import make_contact, make_logo, make_membership, make_organisation
from twinning import memory
from twinning.mail.models import OutgoingMail
from twinning.public_forms import fresh_key
from twinning.search import indexing

pytestmark = pytest.mark.usefixtures("home", "english")


def listing(language: str = "en") -> str:
    with override(language):
        return reverse("organisations:organisation-list")


def names(client: Client, query: str = "", language: str = "en") -> list[str]:
    memory.forget()
    response = client.get(f"{listing(language)}?{query}")
    assert response.status_code == 200
    return [card["name"].text for section in response.context["sections"] for card in section["cards"]]


def many(count: int) -> None:
    city = make_city("rouen")
    make_partnership(city)
    for number in range(count):
        theme = Theme.objects.create(key=f"theme-{number}", name_de="Thema")
        organisation = make_organisation(
            f"row-{number}", city=city, partner_cities=[make_city()], themes=[theme], languages=["fr", "de"]
        )
        make_contact(organisation, city=city)


# --- queries --------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "args", "queries"),
    [
        ("organisations:organisation-list", [], 6),
        ("organisations:organisation-detail", ["row-0"], 6),
        ("organisations:message-create", ["row-0"], 3),
        ("partners:city-detail", ["rouen"], 6),
    ],
)
def test_pages_cost_the_same_queries_whatever_they_show(
    client: Client, django_assert_num_queries: Any, name: str, args: list[str], queries: int, count: int
) -> None:
    many(count)
    memory.forget()
    with override("de"):
        page = reverse(name, args=args)
    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    ("name", "args", "queries"),
    # The page of an organisation also asks for its slips, which come and go by the hour.
    [("organisations:organisation-detail", ["row-0"], 2), ("partners:city-detail", ["rouen"], 1)],
)
def test_people_are_read_anew_for_every_reader(
    client: Client, django_assert_num_queries: Any, name: str, args: list[str], queries: int
) -> None:
    many(1)
    with override("de"):
        page = reverse(name, args=args)
    client.get(page)
    with django_assert_num_queries(queries) as found:
        client.get(page)
    assert "organisations_contact" in found.captured_queries[0]["sql"]


@pytest.mark.parametrize("page", ["organisations:organisation-list", "organisations:organisation-detail"])
def test_visitors_get_no_cookie(client: Client, page: str) -> None:
    many(1)
    args = ["row-0"] if page.endswith("detail") else []
    assert dict(client.get(reverse(page, args=args)).cookies) == {}


# --- the directory --------------------------------------------------------------------------------
def test_twinning_associations_come_first_under_a_heading_of_their_own(client: Client) -> None:
    make_organisation(name="Aachener Chor")
    make_organisation(name="Zett", kind="twinning_association")
    make_organisation(name="Äpfel", kind="twinning_association")
    response = client.get(listing())
    assert [section["title"] for section in response.context["sections"]] == [
        "Twinning associations",
        "Clubs, schools, groups",
    ]
    assert names(client) == ["Äpfel", "Zett", "Aachener Chor"]


def test_drafts_are_in_no_list_even_for_staff(client: Client) -> None:
    make_organisation(name="Entwurf", state="draft")
    client.force_login(make_staff())
    assert names(client) == []


@pytest.fixture
def choir() -> None:
    """Three entries that differ in everything."""
    rouen, bristol = make_city("rouen", name_en="Rouen"), make_city("bristol", name_en="Bristol")
    music = Theme.objects.create(key="music", name_de="Musik", name_en="Music")
    make_organisation(name="Chœur d’été", name_language="fr", kind="ensemble", city=rouen, themes=[music],
                      languages=["fr"], other_names="Sommerchor")  # fmt: skip
    make_organisation(
        name="Schule am Fluß", kind="school", partner_cities=[rouen, bristol], place="Hannover-List"
    )
    make_organisation(name="Friends", kind="network", languages=["en"], partner_cities=[bristol])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Chœur d’été", "Friends", "Schule am Fluß"]),
        ("kind=school", ["Schule am Fluß"]),
        ("city=rouen", ["Chœur d’été", "Schule am Fluß"]),
        ("city=home", ["Schule am Fluß"]),
        ("theme=music", ["Chœur d’été"]),
        ("language=en", ["Friends", "Schule am Fluß"]),
        ("q=choeur", ["Chœur d’été"]),
        ("q=SOMMER", ["Chœur d’été"]),
        ("q=fluss+schule", ["Schule am Fluß"]),
        ("q=Ete", ["Chœur d’été"]),
        ("city=rouen&kind=school", ["Schule am Fluß"]),
        ("city=rouen&q=nobody", []),
        ("kind=nonsense", ["Chœur d’été", "Friends", "Schule am Fluß"]),
        ("page=99", ["Chœur d’été", "Friends", "Schule am Fluß"]),
        ("page=x&q=%00", ["Chœur d’été", "Friends", "Schule am Fluß"]),
    ],
)
def test_filters_choose_and_ignore_nonsense(
    client: Client, choir: None, query: str, expected: list[str]
) -> None:
    assert names(client, query) == expected


def test_choices_show_what_they_would_leave(client: Client, choir: None) -> None:
    response = client.get(f"{listing()}?city=rouen")
    fields = {field["key"]: field["choices"] for field in response.context["filters"]}
    counts = {
        key: {choice["value"]: choice["count"] for choice in choices} for key, choices in fields.items()
    }
    assert counts["kind"] == {"school": 1, "ensemble": 1}
    assert counts["city"] == {"home": 1, "rouen": 2, "bristol": 2}
    assert counts["language"] == {"en": 1, "fr": 1, "de": 1}
    assert "Rouen (2)" in response.content.decode()


def test_filters_that_apply_can_be_taken_away_one_by_one(client: Client, choir: None) -> None:
    response = client.get(f"{listing()}?city=rouen&q=Schule")
    assert [(row["label"], row["url"]) for row in response.context["active"]] == [
        ("Rouen", "?q=Schule"),
        ("“Schule”", "?city=rouen"),
    ]


def test_empty_directory_invites_and_empty_result_leads_back(client: Client) -> None:
    assert "No organisation is entered yet" in client.get(listing()).content.decode()
    memory.forget()
    make_organisation()
    html = client.get(f"{listing()}?q=zzz").content.decode()
    assert "Nobody fits all of this yet" in html
    assert f'href="{listing()}"' in html


def test_list_is_cut_into_pages_that_keep_the_filters(client: Client) -> None:
    for number in range(PER_PAGE + 1):
        make_organisation(name=f"Verein {number:02d}")
    make_organisation(name="Andere", kind="school")
    response = client.get(f"{listing()}?kind=association")
    assert "?kind=association&amp;page=2" in response.content.decode()
    assert names(client, "kind=association&page=2") == [f"Verein {PER_PAGE:02d}"]


def test_samples_are_marked_and_counted(client: Client) -> None:
    make_organisation("real")
    make_organisation("invented", is_sample=True)
    html = client.get(listing()).content.decode()
    assert html.count('<span class="tag plain">Sample</span>') == 1
    assert "1 of them as a sample" in html
    page = client.get(reverse("organisations:organisation-detail", args=["invented"])).content.decode()
    assert '<span class="tag plain">Sample</span>' in page


def test_name_and_texts_carry_their_language(client: Client) -> None:
    make_organisation("kawa", name="かわのね", name_language="ja", summary_de="Ein Theater.")
    html = client.get(listing("ar")).content.decode()
    assert '<span lang="ja" dir="ltr">かわのね</span>' in html
    assert '<span lang="de" dir="ltr">Ein Theater.</span>' in html


def test_theme_of_a_hidden_aim_and_a_hidden_city_are_not_named(client: Client) -> None:
    aim = make_aim("secret", title_de="Geheimes Ziel", state="draft")
    theme = Theme.objects.create(key="secret", aim=aim)
    city = make_city("hidden", name_de="Geheimstadt", name_en="Geheimstadt", state="draft")
    make_organisation("x", themes=[theme], city=city)
    for page in (listing(), reverse("organisations:organisation-detail", args=["x"])):
        html = client.get(page).content.decode()
        assert "Geheim" not in html


# --- the page -------------------------------------------------------------------------------------
def detail(client: Client, slug: str, language: str = "en") -> str:
    memory.forget()
    with override(language):
        return client.get(reverse("organisations:organisation-detail", args=[slug])).content.decode()


def test_page_tells_facts_in_words(client: Client) -> None:
    rouen = make_city("rouen", name_en="Rouen")
    make_organisation("x", city=rouen, place="Rive gauche", members=1250, age_from=14, languages=["fr", "en"])
    html = detail(client, "x")
    for text in ("Rive gauche, Rouen", "1,250", "14 and over", "French and English"):
        assert f"<bdi>{text}</bdi>" in html


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, "Hanover"),
        ({"place": "Hannover-Linden"}, "Hannover-Linden"),
        ({"place": "Shepton Mallet"}, "Shepton Mallet"),
        ({"kind": "network"}, None),
    ],
)
def test_page_says_where_the_organisation_is(
    client: Client, fields: dict[str, str], place: str | None
) -> None:
    make_organisation("x", **fields)
    found = re.search(r"<dt>Place</dt>\s*<dd><bdi>(.*?)</bdi>", detail(client, "x"))
    assert (found[1] if found else None) == place


def test_address_is_never_shown(client: Client) -> None:
    organisation = make_organisation("x", email="geheim@example.org")
    make_contact(organisation, email="auch.geheim@example.org")
    html = (
        detail(client, "x") + client.get(reverse("organisations:message-create", args=["x"])).content.decode()
    )
    assert "geheim@example.org" not in html


def test_without_an_address_nobody_can_write(client: Client) -> None:
    make_organisation("x", email="")
    page = reverse("organisations:message-create", args=["x"])
    assert page not in detail(client, "x")
    assert client.get(page).status_code == 404


def test_page_says_who_maintains_it(client: Client) -> None:
    membership = make_membership(make_organisation("x"))
    assert "Entry maintained by the office" in detail(client, "x")
    type(membership.organisation).objects.update(maintained_at=membership.created_at)
    assert "Entry maintained by the organisation" in detail(client, "x")


def test_logo_stands_in_place_of_the_initials(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    organisation = make_organisation("x", name="Junges Theater", logo=make_logo())
    assert f'<img class="logo" src="{organisation.logo.url}" alt=""' in detail(client, "x")
    make_organisation("y", name="Junges Theater")
    assert ">JT</span>" in detail(client, "y")


def test_former_address_word_leads_to_the_present_one(client: Client) -> None:
    organisation = save_organisation(make_organisation("alt"))
    organisation.slug = "neu"
    save_organisation(organisation)
    response = client.get(reverse("organisations:organisation-detail", args=["alt"]), {"x": "1"})
    assert (response.status_code, response["Location"]) == (301, f"{organisation.get_absolute_url('en')}?x=1")


def test_unknown_word_is_not_found(client: Client) -> None:
    assert client.get(reverse("organisations:organisation-detail", args=["nobody"])).status_code == 404


def test_page_lists_only_languages_in_which_it_is_written(client: Client) -> None:
    make_organisation("x", summary_fr="Une phrase.")
    found = re.findall(r'rel="alternate" hreflang="([\w-]+)"', detail(client, "x", "de"))
    assert found == ["de", "fr", "x-default"]


def test_draft_is_seen_by_staff_and_by_whoever_put_it_forward(client: Client) -> None:
    draft = make_organisation("x", state="draft")
    page = reverse("organisations:organisation-detail", args=["x"])
    assert client.get(page).status_code == 404
    client.force_login(make_user())
    assert client.get(page).status_code == 404
    for user in (make_membership(draft, state="pending").user, make_staff()):
        client.force_login(user)
        assert "not public yet" in client.get(page).content.decode()


# --- messages -------------------------------------------------------------------------------------
def write(client: Client, page: str, **fields: str) -> Any:
    values = {
        "key": fresh_key(),
        "name": "Ana",
        "email": "ana@example.org",
        "text": "Bonjour!",
        "website": "",
    }
    return client.post(page, values | fields)


def test_message_goes_through_the_portal(client: Client) -> None:
    make_organisation("x", name="Chor", mail_language="fr", email="chor@example.org")
    response = write(client, reverse("organisations:message-create", args=["x"]))
    assert response.status_code == 302
    thread = Conversation.objects.get()
    assert (thread.about, thread.subject, thread.subject_language) == ("organisation", "Chor", "de")
    mail = OutgoingMail.objects.get(recipient="chor@example.org")
    assert mail.language == "fr"
    assert "ana@example.org" not in mail.text + mail.html + mail.reply_to


def test_message_to_a_person_goes_to_that_person(client: Client) -> None:
    contact = make_contact(name="Mika", mail_language="ja", email="mika@example.org")
    assert (
        write(client, reverse("organisations:contact-message-create", args=[contact.pk])).status_code == 302
    )
    assert Conversation.objects.get().about == "contact"
    assert OutgoingMail.objects.get(recipient="mika@example.org").language == "ja"


def test_message_with_mistakes_is_shown_again(client: Client) -> None:
    make_organisation("x")
    response = write(client, reverse("organisations:message-create", args=["x"]), email="no address")
    assert response.status_code == 422
    assert "Bonjour!" in response.content.decode()
    assert not Conversation.objects.exists()


def test_page_offers_to_report_abuse(client: Client) -> None:
    organisation = make_organisation("x")
    report = f"{reverse('conversations:report-create')}?about=organisation&id={organisation.pk}"
    assert report.replace("&", "&amp;") in detail(client, "x")
    assert client.get(report).status_code == 200


# --- other pages ----------------------------------------------------------------------------------
def test_city_page_shows_its_organisations_and_people(client: Client) -> None:
    rouen = make_city("rouen")
    make_partnership(rouen)
    friend = make_organisation(name="Freunde von Rouen", partner_cities=[rouen])
    make_contact(friend, city=rouen, name="Mika Muster", helps_with_de="Betten")
    html = client.get(rouen.get_absolute_url("de")).content.decode()
    assert "Freunde von Rouen" in html
    assert "Mika Muster" in html
    assert "Betten" in html
    assert f"{listing('de')}?city=rouen" in html


@pytest.mark.parametrize("query", ["Chœur", "choeur", "Sommerchor", "jährlich", "Tanz"])
def test_search_finds_organisations_by_names_and_texts(client: Client, query: str) -> None:
    make_organisation(
        name="Chœur", name_language="fr", other_names="Sommerchor", summary_de="Wir singen jährlich.",
        description_de="Und Tanz.",
    )  # fmt: skip
    indexing.rebuild()
    html = client.get(reverse("search:result-list"), {"q": query}).content.decode()
    assert '<span lang="fr" dir="ltr">' in html


def test_search_finds_no_draft(client: Client) -> None:
    make_organisation(name="Geheimbund", state="draft")
    indexing.rebuild()
    assert list(client.get(reverse("search:result-list"), {"q": "Geheimbund"}).context["results"]) == []


def test_footer_leads_to_the_directory(client: Client) -> None:
    assert f'href="{listing()}"' in client.get(reverse("home")).content.decode()
