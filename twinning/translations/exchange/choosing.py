"""Rows that somebody ticked in the matrix, as cells for the machine. Called by `views.machine`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Model

from twinning.accounts.models import User
from twinning.translations.matrix.filters import kinds
from twinning.translations.models import TranslationState
from twinning.translations.permissions import languages_of

State = TranslationState.State
# What a machine may fill; people's work is left alone.
POSSIBLE = (State.MISSING, State.MACHINE, State.OUTDATED)
MOST_ROWS = 200


def cells(keys: Iterable[str], language: str, by: User) -> Iterator[tuple[Model, str]]:
    """Objects and languages behind ticked rows ("kind-number"): one language, or all that `by` may translate into.

    Two queries for each kind.
    """
    wanted: defaultdict[int, list[int]] = defaultdict(list)
    for key in list(keys)[:MOST_ROWS]:
        kind, _dash, number = key.partition("-")
        if all(part.isascii() and part.isdigit() and len(part) < 19 for part in (kind, number)):
            wanted[int(kind)].append(int(number))
    codes = [language] if language else [code for code in languages_of(by) if code != settings.EASY_LANGUAGE]
    for kind, content in kinds():
        if not (numbers := wanted.get(kind.pk)):
            continue
        busy = TranslationState.objects.filter(content_type=kind, object_id__in=numbers)
        taken = set(busy.exclude(state__in=POSSIBLE).values_list("object_id", "language"))
        for obj in content.rows().filter(pk__in=numbers):
            yield from ((obj, code) for code in codes if (obj.pk, code) not in taken)
