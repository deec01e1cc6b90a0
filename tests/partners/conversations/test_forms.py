"""The forms of conversations: a first message from a page of another app, a report of a public entry, any input."""

import uuid
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from partners.conversations import limits, registry
from partners.conversations.forms import MessageForm
from partners.conversations.models import Conversation, Message, Report
from partners.conversations.opening import start
from partners.conversations.receipts import sign
from partners.conversations.registry import About, label_of
from partners.models import Source
from tests.factories import make_city, make_home, make_source, make_staff, make_user
from tests.factories_conversations import ASKER, HOST, links_to, make_conversation, sides_of
from tests.seed.dump import dump
from twinning.languages import Served
from twinning.mail.models import OutgoingMail
from twinning.public_forms import fresh_key

TITLE = Served("Chor sucht Gastchor", "de", "ltr", is_fallback=False)


def typed(**fields: Any) -> dict[str, Any]:
    return {"key": fresh_key(), "name": "Marie", "email": "marie@example.fr", "text": "Bonjour"} | fields


def send(form: MessageForm) -> HttpResponse | None:
    """As a page of another app does it."""
    request = RequestFactory().post("/fr/")
    request.LANGUAGE_CODE = "fr"
    return start(form, request, about="slip", about_id=7, subject=TITLE, host=HOST)


# --- a first message ------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.usefixtures("home")
class TestFirstMessage:
    """`opening.start`, which pages of other apps call."""

    def test_is_passed_on_and_leads_to_a_receipt(self, client: Client) -> None:
        response = send(MessageForm(typed()))
        conversation = Conversation.objects.get()
        assert response["Location"].endswith(f"/{sign(conversation)}/")
        assert (conversation.subject, conversation.subject_language) == (TITLE.text, "de")
        asker, host = sides_of(conversation)
        assert (asker.email, asker.language, host.email) == ("marie@example.fr", "fr", HOST.email)
        page = client.get(response["Location"])
        assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")

    @pytest.mark.parametrize(
        ("field", "value"),
        [("text", ""), ("text", "a" * 3001), ("name", ""), ("name", "🙂"), ("email", ""), ("email", "marie")],
    )
    def test_that_does_not_fit_is_shown_again(self, field: str, value: str) -> None:
        form = MessageForm(typed(**{field: value}))
        assert send(form) is None
        assert list(form.errors) == [field]
        assert Conversation.objects.count() == 0

    def test_beyond_the_limit_is_refused_on_the_form(self) -> None:
        for number in range(limits.OPENED_A_DAY):
            make_conversation(about_id=number)
        form = MessageForm(typed(email=ASKER.email))
        assert send(form) is None
        assert "10" in form.non_field_errors()[0]

    def test_sent_twice_has_one_receipt(self) -> None:
        values = typed()
        assert send(MessageForm(values))["Location"] == send(MessageForm(values))["Location"]

    def test_receipt_names_the_address_for_a_day_only(self, client: Client) -> None:
        path = send(MessageForm(typed()))["Location"]
        assert "marie@example.fr" in client.get(path).content.decode()
        Conversation.objects.update(created_at="2026-01-01T00:00Z")
        assert "marie@example.fr" not in client.get(path).content.decode()

    def test_name_and_address_of_an_account_are_filled_in(self) -> None:
        form = MessageForm(user=make_user("kim@example.org", name="Kim"))
        assert [form[name].value() for name in ("name", "email")] == ["Kim", "kim@example.org"]
        assert [MessageForm()[name].value() for name in ("name", "email")] == [None, None]


# --- reports of public entries --------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.usefixtures("home")
class TestReport:
    """The form that anybody finds on a public entry."""

    def address(self, about: str = "city", pk: Any = 1, language: str = "de") -> str:
        return f"{reverse('conversations:report-create')}?about={about}&id={pk}"

    def test_says_what_is_reported_and_who_is_told(self, client: Client, city_kind: About) -> None:
        city = make_city(name_de="Posen")
        html = client.get(self.address(pk=city.pk)).content.decode()
        assert "<bdi>Posen</bdi>" in html
        assert "Stadt" in html
        assert client.get(self.address(pk=city.pk)).cookies == {}

    def test_is_kept_once_and_the_office_gets_a_mail(self, client: Client, city_kind: About) -> None:
        path, values = self.address(pk=make_city(name_de="Posen").pk), {"key": fresh_key(), "text": "Falsch"}
        first, second = client.post(path, values), client.post(path, values)
        assert first["Location"] == second["Location"]
        told = Report.objects.get()
        assert (told.about, told.subject, told.text, told.conversation) == ("city", "Posen", "Falsch", None)
        assert OutgoingMail.objects.get().recipient == "office@example.org"
        assert "Posen" in client.get(first["Location"]).content.decode()

    @pytest.mark.parametrize("pk", ["", "x", "-1", "0", "٣", "9" * 18, "9" * 40])
    @pytest.mark.parametrize("about", ["city", "slip-of-nobody", ""])
    def test_of_nothing_is_not_found(self, client: Client, city_kind: About, about: str, pk: str) -> None:
        assert client.get(self.address(about, pk)).status_code == 404

    def test_of_a_draft_is_not_found(self, client: Client, city_kind: About) -> None:
        path = self.address(pk=make_city(state="draft").pk)
        assert client.get(path).status_code == 404
        assert client.post(path, {"key": fresh_key(), "text": "x"}).status_code == 404

    @pytest.mark.parametrize("text", ["", " ", "a" * 3001])
    def test_that_does_not_fit_is_named_and_kept(self, client: Client, city_kind: About, text: str) -> None:
        response = client.post(self.address(pk=make_city().pk), {"key": fresh_key(), "text": text})
        assert response.status_code == 422
        assert text.strip() in response.content.decode()
        assert Report.objects.count() == 0

    def test_opening_changes_nothing(self, client: Client, city_kind: About) -> None:
        path = self.address(pk=make_city().pk)
        before = dump()
        client.get(path)
        assert dump() == before

    def test_receipt_of_a_report_opens_no_conversation(self, client: Client) -> None:
        conversation = make_conversation()
        told = Report.objects.create(key=uuid.uuid4(), about="city", about_id=1, subject="x", text="x")
        for url, row in (("report-done", conversation), ("message-done", told)):
            assert client.get(reverse(f"conversations:{url}", args=[sign(row)])).status_code == 404

    def test_of_a_row_without_a_page_of_its_own(self, client: Client, monkeypatch: Any) -> None:
        """A contact person, say, who is only named on the pages of others."""
        kind = About(
            "person", "Person", lambda pk: Source.objects.filter(pk=pk).first(), lambda row: row.title
        )
        monkeypatch.setitem(registry._kinds, kind.key, kind)
        path = self.address("person", make_source(title="Kim").pk)
        assert "<bdi>Kim</bdi>" in client.get(path).content.decode()
        assert client.post(path, {"key": fresh_key(), "text": "x"}).status_code == 302
        desk = Client()
        desk.force_login(make_staff())
        told = Report.objects.get()
        assert desk.get(reverse("admin:conversations_report_change", args=[told.pk])).status_code == 200

    def test_kind_that_nobody_knows_any_more_is_called_by_its_key(self) -> None:
        assert label_of("gone") == "gone"


# --- any input ------------------------------------------------------------------------------------
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
POSTS = st.builds(
    lambda values, key: values | {"key": key},
    st.dictionaries(st.sampled_from(["text", "website", "act", "name", "email"]), ANY_TEXT),
    st.one_of(ANY_TEXT, st.builds(fresh_key)),
)


class TestGeneratedInput(TestCase):
    """No input whatever makes a page stumble."""

    def setUp(self) -> None:
        make_home()
        self.addCleanup(cache.clear)
        make_conversation()
        self.link = links_to(HOST.email)[0]

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(POSTS, st.sampled_from(["", "address/", "end/", "abuse/"]))
    def test_thread_never_breaks(self, values: dict[str, str], part: str) -> None:
        cache.clear()
        assert self.client.post(self.link + part, values).status_code in {302, 422}

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(POSTS)
    def test_first_message_never_breaks(self, values: dict[str, str]) -> None:
        cache.clear()
        before = Message.objects.count()
        response = send(MessageForm(values))
        assert Message.objects.count() - before == (response is not None)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ANY_TEXT, ANY_TEXT)
    def test_addresses_never_break(self, first: str, second: str) -> None:
        token = quote(first, safe="") or "x"
        section = reverse("conversations:conversation-detail", args=["x"]).removesuffix("x/")
        assert self.client.get(f"{section}{token}/").status_code in {410, 404}
        assert self.client.get(f"{section}receipt/m/{token}/").status_code == 404
        query = {"about": first, "id": second}
        assert self.client.get(reverse("conversations:report-create"), query).status_code == 404
