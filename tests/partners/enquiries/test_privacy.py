"""Minimisation and information: what is needed is what docs/privacy.md says, and each form tells why."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from partners.enquiries.forms import EnquiryForm, ReplyForm
from tests.factories import make_home
from tests.factories_enquiries import make_enquiry
from tests.feedback.test_privacy import TECHNICAL, documented, dotted
from tests.partners.enquiries.test_forms import address
from tests.partners.enquiries.test_pages import link
from twinning.feedback.actions import NOTICE_VERSION
from twinning.public_forms import PublicForm


@pytest.mark.parametrize("form", [EnquiryForm(cities=[]), ReplyForm()], ids=["question", "reply"])
def test_form_needs_what_the_register_says(form: PublicForm) -> None:
    asked = {name: field.required for name, field in form.fields.items() if name not in TECHNICAL}
    assert asked == documented()[dotted(type(form))]


@pytest.mark.django_db
@pytest.mark.parametrize("language", settings.PUBLISHED_LANGUAGES)
@pytest.mark.parametrize("which", ["question", "reply"])
def test_form_informs_in_its_language(client: Client, language: str, which: str) -> None:
    make_home()
    with override(language):
        privacy = reverse("pages:page-detail", kwargs={"slug": "privacy"})
    html = client.get(
        address(language) if which == "question" else link(make_enquiry(), language)
    ).content.decode()
    notice = html.partition('id="privacy-notice"')[2].partition("</p>")[0]
    assert f'data-version="{NOTICE_VERSION}"' in notice
    assert str(settings.VISITOR_MESSAGE_DAYS) in notice
    assert f'href="{privacy}"' in notice
