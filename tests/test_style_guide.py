"""The style guide shows every component: whoever adds one adds it there."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.test import Client, override_settings
from django.urls import reverse

from tests.factories import make_home, make_staff
from twinning.style_guide import COLOURS, samples
from twinning.stylesheet import read_sheet

TEMPLATES = Path(settings.BASE_DIR) / "templates"
# A whole page of its own: shown by the error pages themselves.
PAGES = {"components/error_page.html"}
INCLUDE = re.compile(r"{% (?:include|extends) \"([\w/]+\.html)\"")


def included(name: str, seen: set[str]) -> set[str]:
    """Names of all templates that `name` draws in, itself included."""
    if name not in seen:
        seen.add(name)
        for other in INCLUDE.findall((TEMPLATES / name).read_text()):
            included(other, seen)
    return seen


def test_style_guide_shows_every_component() -> None:
    components = {f"components/{path.name}" for path in (TEMPLATES / "components").glob("*.html")}
    assert components - included("style_guide.html", set()) == PAGES


def test_every_template_says_what_it_needs() -> None:
    names = [*included("style_guide.html", set()), *PAGES]
    assert [name for name in names if "{% comment %}" not in (TEMPLATES / name).read_text()] == []


def test_every_component_compiles() -> None:
    for path in (TEMPLATES / "components").glob("*.html"):
        get_template(f"components/{path.name}")


def test_samples_name_only_tokens_that_exist() -> None:
    sheet = read_sheet("tokens.css")
    assert [name for group in COLOURS.values() for name in group if f"--{name}:" not in sheet] == []


def test_samples_show_a_form_with_and_without_errors() -> None:
    context = samples()
    assert not context["form"].errors
    assert set(context["faulty_form"].errors) == {"subject", "email", "city", "text"}


@override_settings(STAFF_SECOND_FACTOR=False)
def test_style_guide_is_shown_to_staff(client: Client, db: None) -> None:
    make_home()
    client.force_login(make_staff())
    page = client.get(reverse("style-guide")).content.decode()
    assert page.count('class="plate hue') == 2 * len(samples()["places"])
    assert 'aria-invalid="true"' in page
    assert "style=" not in page


def test_style_guide_is_not_public(client: Client, db: None) -> None:
    assert client.get(reverse("style-guide")).status_code == 302
