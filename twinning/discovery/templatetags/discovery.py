"""What templates/base.html tells programs about a page: structured data, and tags for those who share its address.

Both use the words of the blocks `title` and `description`, so no page has to say them twice.
"""

import html

from django import template
from django.db.models import Model
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

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


def _is_public(request: HttpRequest | None) -> bool:
    """True for pages that anybody may open; error pages, forms for signed-in people and the desk tell nothing."""
    match = getattr(request, "resolver_match", None)
    if getattr(request, "is_error_page", False):
        return False
    return match is not None and getattr(match.func, "access", "") == "public"


def _shown(request: HttpRequest) -> Model | None:
    return getattr(getattr(request, "translations", None), "obj", None)


@register.simple_tag(takes_context=True)
def structured_data(context: Context) -> SafeString | str:
    """The page as JSON-LD; nothing on pages that are not for everybody."""
    request = context.get("request")
    if not _is_public(request):
        return ""
    title, description = _block(context, "title"), _block(context, "description")
    return script(structured(request, _shown(request), title=title, description=description))


@register.inclusion_tag("discovery/social.html", takes_context=True)
def social_tags(context: Context) -> dict[str, object]:
    """Title, description and picture for those who share the page's address."""
    request = context.get("request")
    if not _is_public(request):
        return {}
    title, description = _block(context, "title"), _block(context, "description")
    return social.tags(request, _shown(request), title=title, description=description)
