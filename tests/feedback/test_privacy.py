"""Minimisation and information: each public form asks what docs/privacy.md lists, and says why."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.factories import make_home
from twinning.feedback.actions import NOTICE_VERSION
from twinning.feedback.forms import BarrierForm, ContactForm, VisitorForm
from twinning.public_forms import PublicForm

PRIVACY = (Path(__file__).resolve().parents[2] / "docs" / "privacy.md").read_text()
TECHNICAL = {"key", "website"}
# The register of processing: what each public form may ask; True where an answer is needed.
REGISTER: dict[type[PublicForm], tuple[str, str, dict[str, bool]]] = {
    BarrierForm: (
        "Barrier report",
        "feedback:barrier-create",
        {"text": True, "page": False, "wanted": False, "name": False, "email": False},
    ),
    ContactForm: (
        "Contact form",
        "feedback:contact-create",
        {"subject": True, "text": True, "name": False, "email": True},
    ),
}
FORMS = [pytest.param(form, *entry, id=form.__name__) for form, entry in REGISTER.items()]


def finished_forms(form: type[PublicForm]) -> set[type[PublicForm]]:
    """The forms that visitors meet: those that nothing builds upon."""
    below = form.__subclasses__()
    return set().union(*map(finished_forms, below)) if below else {form}


def test_every_public_form_is_in_the_register() -> None:
    assert finished_forms(PublicForm) == set(REGISTER)
    assert issubclass(BarrierForm, VisitorForm)


@pytest.mark.parametrize(("form", "heading", "url", "fields"), FORMS)
def test_form_asks_what_the_register_allows(
    form: type[PublicForm], heading: str, url: str, fields: dict[str, bool]
) -> None:
    asked = {name: field.required for name, field in form().fields.items() if name not in TECHNICAL}
    assert asked == fields


@pytest.mark.parametrize(("form", "heading", "url", "fields"), FORMS)
def test_documentation_lists_the_same_fields(
    form: type[PublicForm], heading: str, url: str, fields: dict[str, bool]
) -> None:
    section = PRIVACY.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (yes|no) \| .+ \|$", section, re.MULTILINE)
    assert {name: needed == "yes" for name, needed in rows} == fields


@pytest.mark.django_db
@pytest.mark.parametrize("language", settings.PUBLISHED_LANGUAGES)
@pytest.mark.parametrize(("form", "heading", "url", "fields"), FORMS)
def test_form_informs_in_its_language(
    client: Client, form: type[PublicForm], heading: str, url: str, fields: dict[str, bool], language: str
) -> None:
    """Art. 13 GDPR: purpose, ground, time of keeping, and the way to the whole notice, with its version."""
    make_home()
    with override(language):
        path, privacy = reverse(url), reverse("pages:page-detail", kwargs={"slug": "privacy"})
    html = client.get(path).content.decode()
    notice = html.partition('id="privacy-notice"')[2].partition("</p>")[0]
    assert f'data-version="{NOTICE_VERSION}"' in notice
    assert "6" in notice
    assert str(settings.VISITOR_MESSAGE_DAYS) in notice
    assert f'href="{privacy}"' in notice


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "heading", "url", "fields"), FORMS)
def test_optional_fields_say_so(
    client: Client, form: type[PublicForm], heading: str, url: str, fields: dict[str, bool]
) -> None:
    make_home()
    html = client.get(reverse(url)).content.decode()
    for name, needed in fields.items():
        label = html.partition(f'<label for="id_{name}">')[2].partition("</label>")[0]
        assert ('<span class="muted">' in label) != needed
