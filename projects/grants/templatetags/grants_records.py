"""Small words for files to take along and for statistics."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def at(found: dict[Any, Any], key: Any) -> Any:
    """What stands under a key, or nothing."""
    return found.get(key)
