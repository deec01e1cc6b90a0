"""What templates/base.html tells programs about a page: structured data, and tags for those who share its address.

Both use the words of the blocks `title` and `description`, so no page has to say them twice.
"""

import html
from collections.abc import Callable
from typing import Any

from django import template
from django.db.models import Model
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from twinning import memory
from twinning.discovery import social
from twinning.discovery.scripts import script
from twinning.discovery.structured import structured

register = template.Library()


def _block(context: Context, name: str) -> str:
    """The words of a block as the page fills it, without markup."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    words = block.render(context) if block else ""
    return " ".join(html.unescape(strip_tags(words)).split())


def _is_public(context: Context) -> bool:
    """True for pages that anybody may open; error pages, previews, forms for signed-in people tell nothing.

    Nor does a page behind somebody's own link, whose address is nobody else's business.
    """
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if getattr(request, "is_error_page", False) or getattr(request, "preview", None):
        return False
    if context.get("noindex") is True or "token" in getattr(match, "kwargs", ()):
        return False
    return match is not None and getattr(match.func, "access", "") == "public"


def _shown(request: HttpRequest) -> Model | None:
    return getattr(getattr(request, "translations", None), "obj", None)


def _remembered(context: Context, name: str, make: Callable[..., Any]) -> Any:
    """What `make` returns for this page; of a thing's page it is remembered, as its other pieces are."""
    request = context["request"]
    obj = _shown(request)

    def made() -> Any:
        return make(request, obj, title=_block(context, "title"), description=_block(context, "description"))

    if obj is None:
        return made()
    key = ("discovery", name, request.get_host(), request.path)
    return memory.recall_for(getattr(request, "user", None), key, made)


@register.simple_tag(takes_context=True)
def structured_data(context: Context) -> SafeString | str:
    """The page as JSON-LD; nothing on pages that are not for everybody."""
    if not _is_public(context):
        return ""
    return _remembered(context, "structured", lambda *args, **words: script(structured(*args, **words)))


@register.inclusion_tag("discovery/social.html", takes_context=True)
def social_tags(context: Context) -> dict[str, object]:
    """Title, description and picture for those who share the page's address."""
    if not _is_public(context):
        return {}
    return dict(_remembered(context, "social", social.tags))
