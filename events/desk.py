"""Cards of the staff desk about events: each area contributes its own."""

from events.booking import desk as booking
from events.editing import desk as editing
from events.feeds import desk as feeds
from events.proposals import desk as proposals

__all__ = ["booking", "editing", "feeds", "proposals"]
