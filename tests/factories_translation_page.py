"""People and posts of the translation page."""

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from twinning.accounts.models import User
from twinning.translations.models import LanguageRule, TranslatorLanguage
from twinning.translations.page.roles import TRANSLATORS


def make_translator(language: str, *, may_review: bool = False, **fields: Any) -> User:
    """Staff of the group of translators, with one language."""
    group, _is_new = Group.objects.get_or_create(name=TRANSLATORS)
    user = make_user(is_staff=True, preferred_language="en", **fields)
    user.groups.add(group)
    TranslatorLanguage.objects.create(user=user, language=language, may_review=may_review)
    return user


def make_rule(language: str, *, needs_review: bool) -> LanguageRule:
    """Whether a second person checks translations into this language."""
    return LanguageRule.objects.create(language=language, needs_review=needs_review)


def browser_of(user: User) -> Client:
    """A signed-in browser."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def address(obj: Model, language: str, page: str = "edit") -> str:
    """The translation page of an object, or where it saves in the background."""
    content_type = ContentType.objects.get_for_model(type(obj))
    return reverse(f"admin:translations_{page}", args=[content_type.pk, obj.pk, language])


def posted(client: Client, obj: Model, language: str, do: str = "save", **texts: str) -> dict[str, str]:
    """What a browser sends that has the page open now and types `texts`."""
    context = client.get(address(obj, language)).context
    shown = {line.bound.html_name: line.typed for line in context["sheet"].lines}
    typed = {f"text-{name}": text for name, text in texts.items()}
    return {"_seen": context["seen"], "do": do, "note": ""} | shown | typed
