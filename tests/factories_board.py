"""Rows of the exchange board for tests; every keyword may be overridden."""

import datetime
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from partners.board.models import Slip
from partners.theme import Theme

_numbers = count(1)


def make_slip(
    *, languages: Mapping[str, str] | None = None, themes: Iterable[Theme] = (), **fields: Any
) -> Slip:
    """A slip on the board: a choir from the home town seeks a guest choir for May 2027, in German.

    `languages` maps codes to levels ("basic", "good", "fluent"); German spoken fluently unless told otherwise.
    """
    number = next(_numbers)
    now = timezone.now()
    values = {
        "key": uuid4(),
        "kind": "seeks",
        "title": f"Chor {number} sucht Gastchor",
        "text": "Wir singen Pop und Jazz.",
        "language": "de",
        "group": "choir",
        "activity": "concert",
        "size_from": 30,
        "size_to": 45,
        "age_from": 18,
        "age_to": 70,
        "months": [datetime.date(2027, 5, 1)],
        "can_host": True,
        "wants_to_travel": True,
        "expires_on": timezone.localdate() + datetime.timedelta(days=60),
        "name": "Mika Muster",
        "email": f"owner{number}@example.org",
        "notice_version": "2026-11",
        "state": "published",
        "confirmed_at": now,
        "released_at": now,
    }
    slip = Slip.objects.create(**values | fields)
    for code, level in ({"de": "fluent"} if languages is None else languages).items():
        slip.languages.create(language=code, level=level)
    slip.themes.set(themes)
    return slip
