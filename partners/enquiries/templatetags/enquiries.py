"""Frequent questions on other pages."""

from django import template
from django.template.context import Context

from partners.enquiries import faq

register = template.Library()


@register.simple_tag(takes_context=True)
def published_questions(context: Context) -> list[faq.Question]:
    """What anybody may read, those in the reader's own language first."""
    return faq.published_questions(getattr(context.get("request"), "user", None))
