"""Minimisation and information: what is needed is what docs/privacy.md says, and the form tells why."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from partners.board.forms import LinkForm, SlipForm
from partners.board.notice import NOTICE_VERSION
from tests.factories import make_home
from tests.feedback.test_privacy import TECHNICAL, documented, dotted
from tests.partners.board.paths import path
from twinning.municipality.models import Municipality
from twinning.public_forms import PublicForm

FORMS = [SlipForm(cities={}, home=Municipality(name_de="Hannover"), themes=[]), LinkForm()]


@pytest.mark.parametrize("form", FORMS, ids=["slip", "link"])
def test_form_needs_what_the_register_says(form: PublicForm) -> None:
    asked = {name: field.required for name, field in form.fields.items() if name not in TECHNICAL}
    assert asked == documented()[dotted(type(form))]


@pytest.mark.django_db
@pytest.mark.parametrize("language", settings.PUBLISHED_LANGUAGES)
def test_form_informs_in_its_language(client: Client, language: str) -> None:
    """Art. 13 GDPR: purpose, ground, time of keeping, and the way to the whole notice, with its version."""
    make_home()
    with override(language):
        privacy = reverse("pages:page-detail", kwargs={"slug": "privacy"})
    html = client.get(path("slip-create", language=language)).content.decode()
    notice = html.partition('id="privacy-notice"')[2].partition("</p>")[0]
    assert f'data-version="{NOTICE_VERSION}"' in notice
    assert "6" in notice
    assert str(settings.BOARD_DAYS) in notice
    assert f'href="{privacy}"' in notice


@pytest.mark.django_db
def test_optional_fields_say_so(client: Client) -> None:
    make_home()
    html = client.get(path("slip-create", language="en")).content.decode()
    ticks = {"wants_to_travel", "can_host", "wants_suggestions"}
    for name, needed in documented()[dotted(SlipForm)].items():
        label = html.partition(f'<label for="id_{name}">')[2].partition("</label>")[0]
        if label and name not in ticks:
            assert ("(optional)" not in label) == needed
    assert html.count("(optional)") == 7
