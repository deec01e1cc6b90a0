"""Which pages still hold square brackets, as a condition for queries; the admin's filter and the desk use it.

`Page.open_points` says the same of one page.
"""

from django.db.models import Q

from twinning.languages import all_columns

FIELDS = ("title", "lede", "body")


def with_brackets() -> Q:
    """Pages with a square bracket in any text of any language."""
    found = Q()
    for field in FIELDS:
        for place in all_columns(field):
            found |= Q(**{f"{place}__contains": "["})
    return found
