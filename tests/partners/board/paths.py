"""Addresses of the board in any language, and a complete form, for its tests."""

from typing import Any

from django.urls import reverse
from django.utils.translation import override

from twinning.public_forms import fresh_key


def path(name: str, *args: Any, language: str = "de") -> str:
    """The address of a page of the board."""
    with override(language):
        return reverse(f"board:{name}", args=args)


def filled(**fields: Any) -> dict[str, Any]:
    """What a visitor sends: a choir from the home town looks for a guest choir."""
    values = {
        "key": fresh_key(),
        "kind": "seeks",
        "title": "Chor sucht Gastchor",
        "text": "Wir singen Pop und Jazz.",
        "language": "de",
        "group": "choir",
        "activity": "concert",
        "size_from": "30",
        "size_to": "45",
        "age_from": "18",
        "age_to": "70",
        "place": "home",
        "wanted": "any",
        "months": [],
        "languages-de": "fluent",
        "languages-fr": "basic",
        "reply_by": "",
        "name": "Mika Muster",
        "email": "mika@example.org",
        "wants_suggestions": "on",
    }
    return values | fields
