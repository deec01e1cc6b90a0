"""Template tags of the ground floor: texts with their language, slots, the query string."""

from django import template
from django.db.models import Model
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from twinning import slots
from twinning.languages import Served, direction, own_name
from twinning.languages import served as serve

register = template.Library()


@register.simple_tag
def served(obj: Model, field: str) -> str | SafeString:
    """The text of a translated field, escaped; wrapped in its own lang and dir when it fell back."""
    return tagged(serve(obj, field))


@register.filter
def tagged(text: Served | str) -> str | SafeString:
    """Print a Served text, naming its language when it is not the page's; a plain one stands in the page's language."""
    if isinstance(text, str) or not text.is_fallback:
        return str(text)
    return format_html('<span lang="{}" dir="{}">{}</span>', text.language, text.direction, text.text)


@register.simple_tag
def text_of(obj: Model, field: str) -> Served:
    """The Served text itself, for `{% text_of obj "lede" as lede %}`."""
    return serve(obj, field)


@register.filter
def language_name(code: str) -> str:
    """A language's own name: "pl" gives "Polski"."""
    return own_name(code)


@register.filter
def language_direction(code: str) -> str:
    """Writing direction of a language code."""
    return direction(code)


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str) -> SafeString:
    """Everything that apps have put into the slot `name`, rendered with the page's context."""
    engine = context.template.engine
    parts = [engine.get_template(filling.template).render(context) for filling in slots.fillings(name)]
    return mark_safe("".join(parts))


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """The page's query string with some keys changed (None removes one), for links that keep the rest."""
    values = context["request"].GET.copy()
    for key, value in changes.items():
        values.pop(key, None)
        if value is not None:
            values[key] = str(value)
    return f"?{values.urlencode()}" if values else "?"
