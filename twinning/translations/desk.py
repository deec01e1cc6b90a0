"""Cards of the staff desk: a person's own translations, and what is open in which language."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from twinning import desk
from twinning.languages import own_name
from twinning.translations.matrix import mine, table
from twinning.translations.matrix.filters import is_open
from twinning.translations.permissions import languages_of, target_languages

FIRST = 8


class TranslatorsCard(desk.Card):
    """A card for everybody who translates, whatever other rights they have."""

    def is_for(self, user: Any) -> bool:
        return bool(languages_of(user))


def own(request: HttpRequest) -> dict[str, Any]:
    """What is given to this person, and what they may check."""
    return mine.first(request.user)


def translations(request: HttpRequest) -> dict[str, Any]:
    """What is open, most wished for first; the whole table is one click away."""
    table.notice_new()
    page = table.page_of(is_open(), "1", FIRST)
    return {
        "page": page,
        "rows": table.rows_of(page, request.user),
        "shares": table.shares(),
        "languages": [(code, own_name(code)) for code in target_languages()],
    }


desk.register(
    TranslatorsCard(
        key="my-translations",
        title=_("My translations"),
        template="admin/desk/my_translations.html",
        context=own,
        order=15,
        wide=True,
    )
)
desk.register(
    desk.Card(
        key="translations",
        title=_("Translations"),
        template="admin/desk/translations.html",
        context=translations,
        order=20,
        permission="translations.view_translationstate",
        wide=True,
    )
)
