"""Minimisation and information: each public form asks what docs/privacy.md lists, and says why."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.translation import override

from tests.factories import make_home
from twinning.feedback.actions import NOTICE_VERSION
from twinning.feedback.forms import BarrierForm, ContactForm, VisitorForm
from twinning.public_forms import PublicForm

PRIVACY = (Path(__file__).resolve().parents[2] / "docs" / "privacy.md").read_text()
TECHNICAL = {"key", "website"}
# What each form for visitors may ask; True where an answer is needed.
REGISTER: dict[type[PublicForm], tuple[str, dict[str, bool]]] = {
    BarrierForm: (
        "feedback:barrier-create",
        {"text": True, "page": False, "wanted": False, "name": False, "email": False},
    ),
    ContactForm: (
        "feedback:contact-create",
        {"subject": True, "text": True, "name": False, "email": True},
    ),
}
FORMS = [pytest.param(form, *entry, id=form.__name__) for form, entry in REGISTER.items()]


def finished_forms(form: type[PublicForm]) -> set[type[PublicForm]]:
    """The forms that visitors meet: those that nothing builds upon."""
    below = form.__subclasses__()
    return set().union(*map(finished_forms, below)) if below else {form}


def dotted(form: type[PublicForm]) -> str:
    return f"{form.__module__}.{form.__qualname__}"


def documented() -> dict[str, dict[str, bool]]:
    """Every form that docs/privacy.md names, with its fields; True where an answer is needed."""
    found = {}
    for section in PRIVACY.split("\n## "):
        for name in re.findall(r"^Form: `([\w.]+)`", section, re.MULTILINE):
            rows = re.findall(r"^\| `(\w+)` \| (yes|no) \| .+ \|$", section, re.MULTILINE)
            found[name] = {field: needed == "yes" for field, needed in rows}
    return found


def test_documentation_names_every_public_form_and_field() -> None:
    """Those of the upper apps too; what is needed and what the notice says is tested in each area."""
    assert get_resolver().url_patterns  # imports the views of all apps, and with them their forms
    asked = {
        dotted(form): set(form.base_fields) - TECHNICAL
        for form in finished_forms(PublicForm)
        if not form.__module__.startswith("tests.")
    }
    assert asked == {name: set(fields) for name, fields in documented().items()}
    assert issubclass(BarrierForm, VisitorForm)


@pytest.mark.parametrize(("form", "url", "fields"), FORMS)
def test_form_asks_what_the_register_allows(
    form: type[PublicForm], url: str, fields: dict[str, bool]
) -> None:
    asked = {name: field.required for name, field in form().fields.items() if name not in TECHNICAL}
    assert asked == fields == documented()[dotted(form)]


@pytest.mark.django_db
@pytest.mark.parametrize("language", settings.PUBLISHED_LANGUAGES)
@pytest.mark.parametrize(("form", "url", "fields"), FORMS)
def test_form_informs_in_its_language(
    client: Client, form: type[PublicForm], url: str, fields: dict[str, bool], language: str
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
@pytest.mark.parametrize(("form", "url", "fields"), FORMS)
def test_optional_fields_say_so(
    client: Client, form: type[PublicForm], url: str, fields: dict[str, bool]
) -> None:
    make_home()
    html = client.get(reverse(url)).content.decode()
    for name, needed in fields.items():
        label = html.partition(f'<label for="id_{name}">')[2].partition("</label>")[0]
        assert ('<span class="muted">' in label) != needed
