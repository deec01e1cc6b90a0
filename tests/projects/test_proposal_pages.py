"""Pages of those who propose a project: who sees what, what stays typed, what each step offers."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from projects.models import Proposal
from projects.permissions import WAITING_LIMIT
from tests.factories import make_city, make_home, make_page, make_staff, make_user
from tests.factories_projects import make_project, make_proposal, make_theme
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail
from twinning.public_forms import fresh_key

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "Ein Chor", "summary": "Zwei Chöre singen.", "text": "Wir proben.\n\nDann singen wir.", "language": "de",
    "partners": "Chor Muster", "cities": ["rouen"], "themes": ["music"], "starts_on": "5.2026", "ends_on": "",
    "website": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def world(db: None) -> None:
    make_home()
    make_page("privacy", slug_de="datenschutz")
    make_city("rouen")
    make_city("draft", state="draft")
    make_theme("music")


@pytest.fixture
def kim() -> User:
    return make_user("kim@example.org")


def browser(user: User | None = None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def address(name: str, language: str = "de", **kwargs: Any) -> str:
    with translation.override(language):
        return reverse(f"projects:{name}", kwargs=kwargs or None)


def send(client: Client, **changes: Any) -> Any:
    return client.post(address("proposal-create"), {"key": fresh_key(), **WORDS, **changes})


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in response.context["form"].errors.items()}


# --- who may see what -----------------------------------------------------------------------------
def people(owner: User) -> dict[str, Client]:
    reader = make_user("reader@example.org", is_staff=True)
    reader.user_permissions.add(
        Permission.objects.get(codename="view_proposal", content_type__app_label="projects")
    )
    return {
        "owner": browser(owner),
        "other": browser(make_user("other@example.org")),
        "staff": browser(make_user("staff@example.org", is_staff=True)),
        "reader": browser(reader),
        "chief": browser(make_staff(email="chief@example.org")),
        "anonymous": browser(),
    }


MATRIX = {
    ("get", "proposal-create"): (200, 200, 200, 200, 200, 302),
    ("get", "proposal-list"): (200, 200, 200, 200, 200, 302),
    ("get", "proposal-detail"): (200, 404, 404, 200, 200, 302),
    ("get", "proposal-update"): (200, 404, 404, 404, 404, 302),
    ("get", "proposal-delete"): (200, 404, 404, 404, 404, 302),
    ("post", "proposal-detail"): (405, 405, 405, 405, 405, 302),
    ("post", "proposal-update"): (422, 404, 404, 404, 404, 302),
    ("post", "proposal-delete"): (302, 404, 404, 404, 404, 302),
}


@pytest.mark.parametrize(("method", "name"), MATRIX)
def test_access(kim: User, method: str, name: str) -> None:
    proposal = make_proposal(kim, state="returned")
    kwargs = {} if name in {"proposal-create", "proposal-list"} else {"pk": proposal.pk}
    found = [getattr(client, method)(address(name, **kwargs)).status_code for client in people(kim).values()]
    assert tuple(found) == MATRIX[method, name]


def test_strangers_are_led_to_the_log_in_and_back() -> None:
    response = browser().get(address("proposal-create", "fr"))
    assert response["Location"].endswith(f"?next={address('proposal-create', 'fr')}")


def test_list_shows_one_s_own_even_to_staff() -> None:
    chief = make_staff()
    own = make_proposal(chief, state="returned")
    make_proposal()
    context = browser(chief).get(address("proposal-list")).context
    assert [entry["proposal"] for entry in context["yours"] + context["others"]] == [own]


def test_pages_are_kept_by_no_cache(kim: User) -> None:
    proposal = make_proposal(kim)
    for name, kwargs in (("proposal-list", {}), ("proposal-detail", {"pk": proposal.pk})):
        assert "no-store" in browser(kim).get(address(name, **kwargs))["Cache-Control"]


# --- sending --------------------------------------------------------------------------------------
def test_proposal_is_stored_and_its_page_opens(kim: User) -> None:
    client = browser(kim)
    response = send(client)
    proposal = Proposal.objects.get()
    assert response["Location"] == address("proposal-detail", pk=proposal.pk)
    assert (proposal.title, proposal.language, proposal.starts_on) == ("Ein Chor", "de", date(2026, 5, 1))
    assert [city.slug for city in proposal.cities.all()] == ["rouen"]
    html = client.get(response["Location"]).content.decode()
    assert "Ein Chor" in html
    assert "<p>Dann singen wir.</p>" in html


def test_same_form_sent_twice_makes_one_row(kim: User) -> None:
    client, key = browser(kim), fresh_key()
    first, second = send(client, key=key), send(client, key=key)
    assert first["Location"] == second["Location"]
    assert (Proposal.objects.count(), OutgoingMail.objects.count()) == (1, 2)


def test_errors_keep_everything_that_was_typed(kim: User) -> None:
    response = send(browser(kim), title="", text="Ein langer Text", starts_on="bald", themes=["music"])
    assert response.status_code == 422
    assert set(errors(response)) == {"title", "starts_on"}
    html = response.content.decode()
    assert "Ein langer Text" in html
    assert 'value="bald"' in html
    assert html.count("checked") == 2
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "🎵🎵"),
        ("title", "x" * 151),
        ("summary", "x" * 301),
        ("cities", []),
        ("cities", ["draft"]),
        ("cities", ["nowhere"]),
        ("themes", ["nothing"]),
        ("language", "ny"),
        ("language", "de-simple"),
        ("starts_on", "31.2.2026"),
        ("starts_on", "13.2026"),
        ("starts_on", "1.1.1066"),
        ("ends_on", "4.2026"),
        ("website", "javascript:alert(1)"),
        ("website", "no address"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(kim: User, field: str, value: Any) -> None:
    response = send(browser(kim), **{field: value})
    assert (response.status_code, list(errors(response))) == (422, [field])


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("5.2026", date(2026, 5, 1)),
        ("05/2026", date(2026, 5, 1)),
        ("2026-05", date(2026, 5, 1)),
        ("2026年5月", date(2026, 5, 1)),
        ("٥/٢٠٢٦", date(2026, 5, 1)),
        ("31.5.2026", date(2026, 5, 31)),
        ("2026-05-31", date(2026, 5, 31)),
        ("12.1968", date(1968, 12, 1)),
    ],
)
def test_month_or_day_is_read_as_people_write_it(kim: User, typed: str, day: date) -> None:
    send(browser(kim), starts_on=typed)
    assert Proposal.objects.get().starts_on == day


def test_form_that_was_open_too_long_is_sent_again_with_everything(kim: User) -> None:
    with time_machine.travel(timezone.now() - timezone.timedelta(hours=25)):
        key = fresh_key()
    client = browser(kim)
    response = send(client, key=key)
    assert (response.status_code, list(errors(response))) == (422, ["__all__"])
    assert "Zwei Chöre singen." in response.content.decode()
    assert send(client, key=response.context["form"]["key"].value()).status_code == 302


def test_made_up_key_is_refused_without_losing_words(kim: User) -> None:
    response = send(browser(kim), key="made up")
    assert response.status_code == 422
    assert "Zwei Chöre singen." in response.content.decode()


def test_who_has_sent_many_is_told_before_and_after(kim: User) -> None:
    for _number in range(WAITING_LIMIT):
        make_proposal(kim)
    client = browser(kim)
    assert str(WAITING_LIMIT) in client.get(address("proposal-create")).context["reason"]
    response = send(client)
    assert (response.status_code, list(errors(response))) == (422, ["__all__"])


def test_form_opens_in_the_language_of_the_page(kim: User) -> None:
    form = browser(kim).get(address("proposal-create", "ja")).context["form"]
    assert form["language"].value() == "ja"


def test_notice_about_data_stands_at_the_form(kim: User) -> None:
    html = browser(kim).get(address("proposal-create")).content.decode()
    assert 'id="privacy-notice" data-version="2026-11"' in html


# --- one's own page -------------------------------------------------------------------------------
def test_page_of_a_returned_proposal_shows_the_question_and_leads_to_the_form(kim: User) -> None:
    proposal = make_proposal(kim, state="returned", message="Wer singt?")
    response = browser(kim).get(address("proposal-detail", pk=proposal.pk))
    html = response.content.decode()
    assert "Wer singt?" in html
    assert address("proposal-update", pk=proposal.pk) in html
    assert (response.context["may_change"], response.context["may_withdraw"]) == (True, True)


def test_texts_keep_their_language_and_direction(kim: User) -> None:
    proposal = make_proposal(kim, language="ar", title="جوقة")
    html = browser(kim).get(address("proposal-detail", pk=proposal.pk)).content.decode()
    assert '<h1 class="h1-s" lang="ar" dir="rtl">جوقة</h1>' in html


def test_markup_of_the_submitter_is_text(kim: User) -> None:
    proposal = make_proposal(kim, text="<script>x</script>", partners="<b>y</b>")
    html = browser(kim).get(address("proposal-detail", pk=proposal.pk)).content.decode()
    assert "<script>x" not in html
    assert "<b>y" not in html


def test_page_of_an_accepted_proposal_links_the_project_once_it_is_public(kim: User) -> None:
    project = make_project("chor", state="draft")
    proposal = make_proposal(kim, state="accepted", project=project)
    client, page = browser(kim), address("proposal-detail", pk=proposal.pk)
    assert project.get_absolute_url() not in client.get(page).content.decode()
    project.state = "published"
    project.save()
    assert project.get_absolute_url() in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("state", "ahead"),
    [("submitted", 2), ("returned", 3), ("accepted", 2), ("declined", 0), ("withdrawn", 0)],
)
def test_what_comes_next_stands_on_the_thread(kim: User, state: str, ahead: int) -> None:
    proposal = make_proposal(kim, state=state)
    knots = browser(kim).get(address("proposal-detail", pk=proposal.pk)).context["knots"]
    assert len([knot for knot in knots if not knot.is_done]) == ahead


def test_correction_starts_from_what_was_sent_and_comes_back(kim: User) -> None:
    proposal = make_proposal(
        kim, state="returned", cities=[*Proposal.cities.field.related_model.objects.filter(slug="rouen")]
    )
    client, page = browser(kim), address("proposal-update", pk=proposal.pk)
    form = client.get(page).context["form"]
    assert (form["title"].value(), form["cities"].value()) == ("Un chœur commun", ["rouen"])
    assert client.post(page, {**WORDS, "title": "Neuer Name"})["Location"] == proposal.get_absolute_url()
    proposal.refresh_from_db()
    assert (proposal.title, proposal.state) == ("Neuer Name", "submitted")


def test_correction_in_a_second_window_keeps_its_words(kim: User) -> None:
    proposal = make_proposal(kim, state="returned")
    client, page = browser(kim), address("proposal-update", pk=proposal.pk)
    client.post(page, WORDS)
    response = client.post(page, {**WORDS, "text": "Etwas anderes"})
    assert (response.status_code, list(errors(response))) == (422, ["__all__"])
    assert "Etwas anderes" in response.content.decode()


def test_proposal_that_is_being_checked_cannot_be_changed_and_the_page_says_why(kim: User) -> None:
    proposal = make_proposal(kim)
    response = browser(kim).get(address("proposal-update", pk=proposal.pk), follow=True)
    assert response.redirect_chain[-1][0] == proposal.get_absolute_url()
    assert len(list(response.context["messages"])) == 1


def test_withdrawing_asks_first(kim: User) -> None:
    proposal = make_proposal(kim)
    client, page = browser(kim), address("proposal-delete", pk=proposal.pk)
    assert client.get(page).status_code == 200
    assert Proposal.objects.get().state == "submitted"
    client.post(page)
    assert Proposal.objects.get().state == "withdrawn"
    assert client.get(page).status_code == 302


def test_profile_leads_to_one_s_own_proposals(kim: User) -> None:
    html = browser(kim).get(reverse("accounts:profile-update")).content.decode()
    assert address("proposal-list") in html


def test_list_costs_the_same_for_one_and_for_three(kim: User) -> None:
    client, page = browser(kim), address("proposal-list")
    found = []
    for count in (1, 2):
        for _number in range(count):
            make_proposal(kim)
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        found.append(len(queries))
    assert found == [4, 4]
