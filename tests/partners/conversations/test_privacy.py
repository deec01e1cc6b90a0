"""Minimisation and information (Art. 13 GDPR): what the forms of conversations need, and what they say about it."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from partners.conversations.forms import AnswerForm, MessageForm, PressForm, ReportForm
from partners.conversations.notice import NOTICE_VERSION, privacy_notice, report_notice
from partners.conversations.registry import About
from tests.factories import make_city
from tests.factories_conversations import HOST, links_to, make_conversation
from tests.feedback.test_privacy import TECHNICAL, documented, dotted
from twinning.public_forms import PublicForm


@pytest.mark.parametrize("form", [MessageForm, AnswerForm, ReportForm, PressForm])
def test_form_needs_what_the_documentation_says(form: type[PublicForm]) -> None:
    asked = {name: field.required for name, field in form().fields.items() if name not in TECHNICAL}
    assert asked == documented()[dotted(form)]


@pytest.mark.parametrize("notice", [privacy_notice, report_notice])
@pytest.mark.parametrize("language", settings.PUBLISHED_LANGUAGES)
def test_notice_names_ground_time_and_the_whole_notice(notice: object, language: str) -> None:
    with override(language):
        told = notice()
        assert told["url"] == reverse("pages:page-detail", kwargs={"slug": "privacy"})
    assert str(settings.CONVERSATION_DAYS) in told["text"]
    assert "6" in told["text"]
    assert told["version"] == NOTICE_VERSION


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_every_form_page_carries_its_notice(client: Client, city_kind: About) -> None:
    make_conversation()
    link = links_to(HOST.email)[0]
    report = f"{reverse('conversations:report-create')}?about=city&id={make_city().pk}"
    for path in (link, f"{link}abuse/", report):
        notice = client.get(path).content.decode().partition('id="privacy-notice"')[2].partition("</p>")[0]
        assert f'data-version="{NOTICE_VERSION}"' in notice
        assert str(settings.CONVERSATION_DAYS) in notice
