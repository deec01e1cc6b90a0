"""Everything of the events that staff edit: each area registers its own."""

from events.booking import admin as booking
from events.calendars import admin as calendars
from events.editing import admin as editing
from events.feeds import admin as feeds
from events.proposals import admin as proposals

__all__ = ["booking", "calendars", "editing", "feeds", "proposals"]
