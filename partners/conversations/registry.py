"""What people may write about or report: each app above registers its kind of row in `AppConfig.ready`.

Read by the report form, which says what is reported, and by the desk, which links to the row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from twinning.languages import Served


@dataclass(frozen=True, slots=True)
class About:
    """A kind of row. `find` gives the public row with this number or None; `title` what it is called for a reader."""

    key: str
    label: str | Promise
    find: Callable[[int], Any]
    title: Callable[[Any], str | Served] = str

    def url(self, row: Any) -> str:
        """The row's page; "" for a row that is only shown on pages of others."""
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""


_kinds: dict[str, About] = {}


def register(kind: About) -> None:
    """Let people write about this kind of row, and report it."""
    _kinds[kind.key] = kind


def kind_of(key: str) -> About | None:
    """The registered kind with this key."""
    return _kinds.get(key)


def label_of(key: str) -> str | Promise:
    """What the kind is called; its key when no app knows it any more."""
    kind = kind_of(key)
    return kind.label if kind else key
