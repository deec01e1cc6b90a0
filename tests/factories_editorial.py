"""One row of every kind of public content, by its label: for tests of rules that hold for all of them."""

from collections.abc import Callable
from typing import Any

from tests.factories import make_aim, make_city, make_page
from tests.factories_events import make_event, make_occurrence, make_series
from tests.factories_grants import make_programme
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_project
from twinning.models import Editorial


def _event(**fields: Any) -> Editorial:
    event = make_event(**fields)
    make_occurrence(event)
    return event


EDITORIAL: dict[str, Callable[..., Editorial]] = {
    "partners.city": make_city,
    "organisations.organisation": make_organisation,
    "pages.page": make_page,
    "pages.aim": make_aim,
    "projects.project": make_project,
    "events.event": _event,
    "events.series": make_series,
    "grants.programme": make_programme,
}


def subclasses() -> set[type[Editorial]]:
    """All models that are published, in whichever app they stand."""
    waiting, found = list(Editorial.__subclasses__()), set()
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        if not model._meta.abstract:
            found.add(model)
    return found
