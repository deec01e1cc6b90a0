"""Rows that the sections of one page show, read together with the page's own row in one query.

The home page and the pages of cities, organisations, projects and aims are filled by many apps, and a public page may
cost six queries at most. So an app that fills "home.sections" or "city.sections" registers its rows here, in its
`slots.py`, instead of asking the database by itself: `fold("city", "board_slips", rows)`. `rows` is called for each
query and returns a `folded_rows` (twinning.querysets); for "home" it stands alone, for the others it is filtered with
OuterRef("pk"). Whatever is folded is remembered and shown to everybody, so it must be public.

Who reads them: `city.board_slips` (partners.querysets, `for_page`) and `home_rows(request)["board_slips"]`
(twinning.municipality.home), both to be opened with `unfolded`.
"""

from collections import defaultdict
from collections.abc import Callable

from django.contrib.postgres.expressions import ArraySubquery

Rows = Callable[[], ArraySubquery]

_folds: dict[str, dict[str, Rows]] = defaultdict(dict)


def fold(page: str, name: str, rows: Rows) -> None:
    """Read `rows` along with `page` under `name`; a name taken twice is a mistake and raises ValueError."""
    if name in _folds[page]:
        raise ValueError(f"The page “{page}” has rows “{name}” already.")
    _folds[page][name] = rows


def annotations(page: str) -> dict[str, ArraySubquery]:
    """What apps have registered for a page, ready for `annotate`."""
    return {name: rows() for name, rows in _folds[page].items()}
