"""The one home town.

`home_of(request)` is what pages use, `current_home()` what works without a request (commands, mails). Before the
first seed there is no row: an unsaved town built from the defaults stands in, so that error pages and the admin
log-in still work.
"""

from typing import Any

from django.http import HttpRequest

from twinning import folds, memory
from twinning.municipality.models import Municipality


def current_home() -> Municipality:
    """The stored home town, or an unsaved one with plain words when nothing is stored yet (one query)."""
    return Municipality.objects.filter(pk=1).first() or Municipality(
        pk=1, name_en="Our town", name_de="Unsere Stadt", latitude=0.0, longitude=0.0
    )


def home_of(request: HttpRequest) -> Municipality:
    """The home town as this process remembers it; staff get it fresh."""
    return memory.recall_for(getattr(request, "user", None), "home", current_home)


def _folded() -> dict[str, list[dict[str, Any]]]:
    rows = folds.annotations("home")
    found = Municipality.objects.filter(pk=1).annotate(**rows).values(*rows).first() if rows else None
    return found or {}


def home_rows(request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """What apps have folded into the home page (see twinning.folds): one query for all of its sections."""
    if not hasattr(request, "home_rows"):
        request.home_rows = memory.recall_for(getattr(request, "user", None), "home rows", _folded)
    return request.home_rows
