"""Tags that show editorial content on other pages."""

from django import template
from django.template.context import Context
from django.urls import reverse

from twinning import memory
from twinning.pages.menus import MenuLink, easy_pages
from twinning.pages.models import Aim

register = template.Library()


@register.simple_tag(takes_context=True)
def published_aims(context: Context) -> list[Aim]:
    """The aims that anybody may read, in their order."""
    user = getattr(context.get("request"), "user", None)
    return memory.recall_for(user, "aims", lambda: list(Aim.objects.published()))


@register.simple_tag
def pages_in_easy_language() -> list[MenuLink]:
    """Links to the pages that have a version in easy language."""
    return easy_pages()


@register.simple_tag
def page_url(key: str) -> str:
    """Address of a page by its key; it redirects to the word of the reader's language, so it costs no query."""
    return reverse("pages:page-detail", kwargs={"slug": key})
