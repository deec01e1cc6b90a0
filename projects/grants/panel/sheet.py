"""The sheet of a review: the case as its reviewer reads it, and what the scores come to. Pure presentation."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from projects.grants.application import Application
from projects.grants.files.reading import files_for, own_files
from projects.grants.office import checks
from projects.grants.panel import reading
from projects.grants.review import Review


def _place(review: Review, user: Any) -> tuple[int, int]:
    """Which of the reader's reviews this is, and how many there are."""
    numbers = list(reading.own_reviews(user).order_by("pk").values_list("pk", flat=True))
    return numbers.index(review.pk) + 1, len(numbers)


def sheet(request: HttpRequest, review: Review) -> dict[str, Any]:
    """What stands around the form of a review."""
    case: Application = review.application
    weighed = reading.opinion(review).weighed
    others = reading.opinions(case, request.user) if review.submitted_at else []
    lines = checks.checklist(case)
    place, count = _place(review, request.user)
    return {
        "weighed": weighed,
        "sum_html": render_to_string("admin/grants/panel/sum.html", {"weighed": weighed}),
        "others": [one for one in others if one.review.pk != review.pk],
        "result": reading.result(others),
        "place": place,
        "count": count,
        "files": own_files(case) & files_for(request.user),
        "open_checks": [line for line in lines if line.kind != "ok"],
        "checked": bool(lines),
        "partners": case.partners.select_related("city"),
        "legs": case.legs.all(),
    }
