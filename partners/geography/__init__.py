"""Maps drawn from coordinates: projection, coasts, rings and labels.

A plain package without Django. `manage.py build_map` and the saving of a city
call what is named here; everything else is an inner matter.
"""

from partners.geography.drawing import (
    Disc,
    Ring,
    Sheet,
    draw_disc,
    draw_sheet,
    pin,
    rim_point,
    suggest_half_width,
)
from partners.geography.labels import Label, Pin, place_labels, text_width, tick_bearing
from partners.geography.land import is_land
from partners.geography.projection import Point

__all__ = [
    "Disc",
    "Label",
    "Pin",
    "Point",
    "Ring",
    "Sheet",
    "draw_disc",
    "draw_sheet",
    "is_land",
    "pin",
    "place_labels",
    "rim_point",
    "suggest_half_width",
    "text_width",
    "tick_bearing",
]
