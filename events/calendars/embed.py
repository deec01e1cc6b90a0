"""The plain list that another website can show in a frame: the next dates, each with a link out of the frame.

Called by the view of the frame. No header, no script, no cookie; the answer's own policy names the sites that may
frame it (events.calendars.origins), and every other page of the portal stays unframeable.
"""

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_info

from events.calendars.board import Board, list_address
from events.calendars.rows import Stamp, coming
from events.querysets import OccurrenceQuerySet
from twinning.languages import current, direction, served
from twinning.municipality.models import Municipality

MOST = 12


def next_few(dates: OccurrenceQuerySet, home: Municipality, now: Any) -> list[Stamp]:
    """The dates that fit into a frame."""
    return coming(dates, now=now, most=MOST)


def page(board: Board) -> HttpResponse:
    """The list as a page of its own. Rendered without the request, so that nobody's session is ever looked at."""
    return HttpResponse(
        render_to_string(
            "events/calendars/embed.html",
            {
                "title": board.selection.title(),
                "town": served(board.home, "name"),
                "entries": board.entries(),
                "all_url": board.base + list_address(board.selection),
                "language": get_language_info(current())["code"],
                "direction": direction(current()),
            },
        )
    )
