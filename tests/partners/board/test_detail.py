"""The page of one slip: facts in the reader's language, words in their own, replies, who may see what."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, override

from partners.board import facts
from partners.board.models import Slip
from partners.conversations.models import Conversation, Participant
from partners.theme import Theme
from tests.factories import make_aim, make_city, make_home, make_user
from tests.factories_board import make_slip
from tests.partners.board.paths import path
from twinning.cldr import language_label
from twinning.mail.models import OutgoingMail
from twinning.public_forms import fresh_key

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WRITTEN = "Written in %(language)s. We have translated the details for you; the text stays as it is."


@pytest.fixture(autouse=True)
def home(db: None) -> Iterator[None]:
    with time_machine.travel("2026-11-25 12:00Z", tick=False):
        yield make_home(name_fr="Hanovre", name_ja="ハノーファー", name_ar="هانوفر")


def french(**fields: Any) -> Slip:
    values = {
        "place": make_city("rouen", name_de="Rouen", name_en="Rouen", name_ja="ルーアン", name_ar="روان"),
        "language": "fr",
        "title": "Chœur cherche chœur",
        "text": "Nous sommes 40 voix.\n\nÀ bientôt !",
        "languages": {"fr": "fluent", "de": "basic"},
        "name": "Camille Exemple",
        "email": "secret@example.org",
    }
    return make_slip(**values | fields)


def show(client: Client, slip: Slip, language: str = "de", status: int = 200) -> str:
    response = client.get(path("slip-detail", slip.pk, language=language))
    assert response.status_code == status
    assert response.cookies == {}
    return response.content.decode()


def member(email: str, *, verified: bool = True) -> Any:
    user = make_user(email)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def staff(*permissions: str) -> Any:
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


# --- what stands there ----------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["de", "fr", "ja", "ar"])
def test_facts_come_in_the_readers_language_and_words_in_their_own(client: Client, language: str) -> None:
    slip = french(months=[datetime.date(2027, 5, 1)])
    html = show(client, slip, language)
    assert re.search(r'<h1 [^>]*lang="fr" dir="ltr">Chœur cherche chœur</h1>', html)
    assert re.search(r'lang="fr" dir="ltr"><p>Nous sommes 40 voix.</p>\s*<p>À bientôt !</p></div>', html)
    with override(language):
        assert f"<dd><bdi>{facts.people((30, 45))}</bdi>" in html
        assert capfirst(facts.when(slip.months)) in html
        assert date_format(slip.expires_on, "DATE_FORMAT") in html
        written = gettext(WRITTEN) % {"language": language_label("fr")}
    assert {"de": "Rouen", "fr": "Rouen", "ja": "ルーアン", "ar": "روان"}[language] in html
    # Only readers of another language are told in which one it is written.
    assert (written in html) == (language != "fr")


def test_arabic_slip_on_a_german_page_runs_from_right_to_left(client: Client) -> None:
    html = show(client, make_slip(language="ar", title="جوقة", text="نغني معًا."))
    assert re.search(r'<h1 [^>]*lang="ar" dir="rtl">جوقة</h1>', html)
    assert re.search(r'lang="ar" dir="rtl"><p>نغني معًا.</p></div>', html)


def test_words_of_the_owner_are_no_markup(client: Client) -> None:
    html = show(client, make_slip(title="<b>x</b>", text="<script>x</script>", name="<i>n</i>"), "en")
    assert "<b>x</b>" not in html
    assert "<script>x" not in html
    assert "<i>n</i>" not in html


@pytest.mark.parametrize(
    ("language", "state", "words"),
    [
        ("fr", "y", "You can write in %(language)s."),
        ("de", "p", "Write short sentences in %(language)s."),
        ("ja", "n", "Not %(language)s."),
    ],
)
def test_details_say_whether_the_reader_is_understood(
    client: Client, language: str, state: str, words: str
) -> None:
    html = show(client, french(), language)
    with override(language):
        spoken = facts.spoken([("fr", "fluent"), ("de", "basic")])
        advice = gettext(words) % {"language": language_label(language)}
    row = re.search(
        rf'<li class="{state}"><i[^>]*>.</i>\s*<span><strong>[^<]*{re.escape(spoken)}.*?</li>', html, re.S
    )
    assert row
    assert advice in row[0]


def test_what_was_not_said_is_not_known_rather_than_no(client: Client) -> None:
    html = show(client, make_slip(can_host=False, wants_to_travel=True), "en")
    assert re.search(r'<li class="u">.*?Hosting guests: not known.*?</li>', html, re.S)
    assert re.search(r'<li class="y">.*?Would like to travel.*?</li>', html, re.S)


def test_themes_show_their_titles_and_those_of_aims(client: Client) -> None:
    music = Theme.objects.create(key="music", name_de="Musik", name_en="Music", position=1)
    peace = Theme.objects.create(key="peace", aim=make_aim("peace", title_en="Peace"), position=2)
    assert "Music · Peace" in show(client, make_slip(themes=[music, peace]), "en")


def test_young_peoples_grown_up_is_mentioned_but_not_named(client: Client) -> None:
    html = show(client, make_slip(age_from=15, age_to=17, adult_contact="Kim Erwachsen"), "en")
    assert "A grown-up is in charge" in html
    assert "Kim Erwachsen" not in html


def test_similar_slips_stand_beside_it_with_their_points(client: Client) -> None:
    slip = french()
    other = make_slip(title="Hannoverscher Chor")
    make_slip(title="Schach", group="club", activity="sport")
    html = show(client, slip, "en")
    side = html.partition("<aside")[2].partition("</aside>")[0]
    assert f'href="{path("slip-detail", other.pk, language="en")}"' in side
    assert re.search(r"\d of \d", side)
    assert "Schach" not in side


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_six_queries_whatever_it_shows(
    client: Client, django_assert_num_queries: object, count: int
) -> None:
    themes = [Theme.objects.create(key=f"t{number}", name_de="Thema") for number in range(count)]
    slip = french(themes=themes)
    for _ in range(count):
        make_slip(themes=themes)
    with django_assert_num_queries(6):
        assert client.get(path("slip-detail", slip.pk)).status_code == 200


# --- reply ----------------------------------------------------------------------------------------
def reply(**fields: Any) -> dict[str, Any]:
    values = {
        "key": fresh_key(),
        "name": "Mika Muster",
        "email": "mika@example.org",
        "text": "Wir kommen gern.",
    }
    return values | fields


def test_reply_opens_a_conversation_and_leads_to_a_receipt(client: Client) -> None:
    slip = french()
    response = client.post(path("slip-detail", slip.pk), reply(), follow=True)
    talk = Conversation.objects.get()
    asker, host = (
        talk.participants.get(side=side) for side in (Participant.Side.ASKER, Participant.Side.HOST)
    )
    assert response.redirect_chain[0][1] == 302
    assert (talk.about, talk.about_id, talk.subject, talk.subject_language) == (
        "slip",
        slip.pk,
        slip.title,
        "fr",
    )
    assert (asker.name, asker.email, asker.language) == ("Mika Muster", "mika@example.org", "de")
    assert (host.name, host.email, host.language) == ("Camille Exemple", "secret@example.org", "fr")
    assert response.cookies == {}
    assert "secret@example.org" not in response.content.decode()
    assert OutgoingMail.objects.get(recipient="secret@example.org").language == "fr"


def test_replying_twice_is_one_conversation(client: Client) -> None:
    slip, sent = french(), reply()
    client.post(path("slip-detail", slip.pk), sent)
    client.post(path("slip-detail", slip.pk), sent)
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("field", ["name", "email", "text"])
def test_reply_that_lacks_something_stays_on_the_page(client: Client, field: str) -> None:
    response = client.post(path("slip-detail", french().pk), reply(**{field: ""}))
    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}"' in html
    assert "<title>Fehler:" in html
    assert not Conversation.objects.exists()


def test_signed_in_reader_finds_name_and_address_filled_in(client: Client) -> None:
    client.force_login(make_user("kim@example.org", name="Kim"))
    form = client.get(path("slip-detail", french().pk)).context["form"]
    assert (form["name"].value(), form["email"].value()) == ("Kim", "kim@example.org")


def test_slip_that_left_meanwhile_takes_no_reply(client: Client) -> None:
    slip = french(state="withdrawn")
    assert client.post(path("slip-detail", slip.pk), reply()).status_code == 410
    assert not Conversation.objects.exists()


def test_page_leads_to_the_report_of_abuse(client: Client) -> None:
    slip = make_slip(pk=12345)
    address = re.search(r'href="([^"]+\?about=slip&amp;id=12345)"', show(client, slip))[1].replace(
        "&amp;", "&"
    )
    assert slip.title in client.get(address).content.decode()
    Slip.objects.update(state="withdrawn")
    assert client.get(address).status_code == 404


# --- who may see what -----------------------------------------------------------------------------
VISITORS = ("anonymous", "other", "owner", "staff", "board staff")


def visit(client: Client, who: str) -> None:
    users = {
        "other": lambda: member("other@example.org"),
        "owner": lambda: member("secret@example.org"),
        "staff": lambda: staff(),
        "board staff": lambda: staff("view_slip"),
    }
    if who in users:
        client.force_login(users[who]())


MATRIX = {
    "unconfirmed": (404, 404, 404, 404, 200),
    "submitted": (404, 404, 404, 404, 200),
    "returned": (404, 404, 404, 404, 200),
    "published": (200, 200, 200, 200, 200),
    "expired": (410, 410, 410, 410, 200),
    "withdrawn": (410, 410, 410, 410, 200),
    "declined": (410, 410, 410, 410, 200),
}


@pytest.mark.parametrize("who", VISITORS)
@pytest.mark.parametrize("state", MATRIX)
def test_only_public_slips_are_seen_by_everybody(client: Client, state: str, who: str) -> None:
    slip = french(state=state, message="Warum")
    visit(client, who)
    assert client.get(path("slip-detail", slip.pk)).status_code == MATRIX[state][VISITORS.index(who)]


@pytest.mark.parametrize("who", VISITORS)
@pytest.mark.parametrize("state", MATRIX)
def test_address_stands_on_no_page(client: Client, state: str, who: str) -> None:
    slip = french(state=state, message="Warum", adult_contact="Kim Erwachsen")
    visit(client, who)
    for name, args in (("slip-detail", [slip.pk]), ("slip-list", [])):
        html = client.get(path(name, *args)).content.decode()
        # The owner's own address fills in the form of the owner alone.
        assert "secret@example.org" not in html.replace('value="secret@example.org"', "")
        assert "Kim Erwachsen" not in html


def test_slip_whose_day_has_passed_is_gone_before_the_nightly_task(client: Client) -> None:
    show(client, french(expires_on=timezone.localdate() - DAY), status=410)


@pytest.mark.parametrize("state", ["expired", "withdrawn", "declined"])
def test_what_was_never_public_is_not_found(client: Client, state: str) -> None:
    show(client, french(state=state, released_at=None, message="Warum"), status=404)


def test_unknown_slip_is_not_found(client: Client) -> None:
    assert client.get(path("slip-detail", 1)).status_code == 404
    assert client.get(path("slip-detail", 10**30)).status_code == 404


def test_gone_slip_names_nothing_and_leads_to_similar_ones(client: Client) -> None:
    other = make_slip(title="Hannoverscher Chor")
    html = show(client, french(state="withdrawn"), "en", status=410)
    assert "Chœur cherche" not in html
    assert "Camille" not in html
    assert "Hannoverscher Chor" in html
    assert f'href="{path("slip-detail", other.pk, language="en")}"' in html
    assert f'href="{path("slip-create", language="en")}"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_gone_page_costs_six_queries(client: Client, django_assert_num_queries: object) -> None:
    slip = french(state="expired")
    make_slip()
    with django_assert_num_queries(6):
        assert client.get(path("slip-detail", slip.pk)).status_code == 410


def test_staff_see_a_banner_and_no_form_on_an_unpublished_slip(client: Client) -> None:
    slip = french(state="submitted")
    client.force_login(staff("view_slip"))
    html = client.get(path("slip-detail", slip.pk, language="en")).content.decode()
    assert "Only staff see this page" in html
    assert 'name="text"' not in html
    assert '<meta name="robots" content="noindex">' in html


def test_signed_in_owner_gets_a_new_link_instead_of_the_form(client: Client) -> None:
    slip = french()
    client.force_login(member("SECRET@example.org"))
    html = client.get(path("slip-detail", slip.pk, language="en")).content.decode()
    assert "This is your slip" in html
    assert f'href="{path("link-create", language="en")}"' in html
    assert 'name="text"' not in html


# --- how it fits the reader's own slip ------------------------------------------------------------
def test_owner_of_another_slip_sees_how_well_it_fits(client: Client) -> None:
    slip = french()
    make_slip(email="own@example.org", languages={"de": "good"})
    client.force_login(member("own@example.org"))
    html = client.get(path("slip-detail", slip.pk, language="en")).content.decode()
    side = html.partition("<aside")[2].partition("</aside>")[0]
    assert "How well it fits your slip" in side
    assert "both: choir" in side
    assert re.search(r"<strong>\d of \d</strong>", side)


@pytest.mark.parametrize("case", ["anonymous", "unverified", "no own slip", "nothing in common"])
def test_others_see_no_comparison(client: Client, case: str) -> None:
    slip = french()
    if case == "nothing in common":
        make_slip(email="own@example.org", group="club", activity="sport")
    elif case != "no own slip":
        make_slip(email="own@example.org")
    if case != "anonymous":
        client.force_login(member("own@example.org", verified=case != "unverified"))
    html = client.get(path("slip-detail", slip.pk, language="en")).content.decode()
    assert "How well it fits your slip" not in html
