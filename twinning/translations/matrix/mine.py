"""What one translator has to do: theirs, what waits for their check, and what nobody has taken yet.

Called by the list "My translations" and its card on the desk.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from twinning.accounts.models import User
from twinning.languages import own_name
from twinning.translations.matrix.filters import State, is_open
from twinning.translations.matrix.table import Cell, cell_of, labels, listed
from twinning.translations.models import TranslationState, TranslatorLanguage
from twinning.translations.permissions import languages_of, may_all

MOST = 50
# On the desk only what comes first is named.
FIRST = 6


@dataclass(frozen=True, slots=True)
class Work:
    """One translation in a list."""

    label: str
    cell: Cell

    @property
    def due_on(self) -> date | None:
        return self.cell.state.due_on

    @property
    def days(self) -> int | None:
        return (self.due_on - timezone.localdate()).days if self.due_on else None

    @property
    def language_name(self) -> str:
        return own_name(self.cell.state.language)


def _place(row: TranslationState) -> tuple[int, int]:
    return row.content_type_id, row.object_id


def _works(groups: dict[str, list[TranslationState]]) -> dict[str, list[Work]]:
    """The lists with their names (one query); what is gone is left out."""
    names = labels(_place(row) for group in groups.values() for row in group)
    return {
        key: [Work(names[_place(row)], cell_of(row)) for row in group if _place(row) in names]
        for key, group in groups.items()
    }


def _to_check(user: User) -> Q:
    """Waits for a second person, and may be checked by `user`."""
    found = Q(state=State.NEEDS_REVIEW) & ~Q(draft_by=user)
    if may_all(user):
        return found
    codes = TranslatorLanguage.objects.filter(user=user, may_review=True).values("language")
    return found & Q(language__in=codes)


def lists(user: User) -> dict[str, Any]:
    """Everything of a translator's page (five queries)."""
    codes = languages_of(user)
    rows = TranslationState.objects.filter(language__in=codes)
    free = rows.filter(listed()).filter(is_open(), translator=None).exclude(state=State.NEEDS_REVIEW)
    groups = {
        "given": list(TranslationState.objects.given_to(user)[:MOST]),
        "checks": list(
            rows.filter(_to_check(user)).select_related("translator").order_by("updated_at")[:MOST]
        ),
        "free": list(free.order_by("-wishes", "-importance", "pk")[:MOST]),
    }
    return {**_works(groups), "codes": codes, "names": [own_name(code) for code in codes]}


def first(user: User) -> dict[str, list[Work]]:
    """What the card on the desk names: work with its day, and what waits to be checked (three queries)."""
    codes = languages_of(user)
    checks = TranslationState.objects.filter(_to_check(user), language__in=codes)
    return _works(
        {
            "given": list(TranslationState.objects.given_to(user)[:FIRST]),
            "checks": list(checks.select_related("translator").order_by("updated_at")[:FIRST]),
        }
    )
