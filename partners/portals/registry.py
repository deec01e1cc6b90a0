"""Kinds of rows that portals tell each other: each app registers its own in a module `sharing`, once.

So this package, which writes the file and reads those of others, never names an app above it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from partners.city import City
from twinning.accounts.models import User

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """A row of another portal on its way into ours: its texts, its city, and who takes it over.

    `row` has passed the schema; `language` is the one to write in where a row has a single language.
    """

    row: Row
    city: City
    language: str
    by: User
    is_sample: bool = False

    def texts(self, name: str) -> dict[str, str]:
        """A text by language, empty where the row has none."""
        return self.row.get(name) or {}


@dataclass(frozen=True, slots=True)
class Kind:
    """A list of the file.

    `share` gives our own rows, real and public ones only, for the portal's address. `adopt` makes a draft of somebody
    else's row, or is None where staff can only look at it; `permission` is what doing so takes.
    """

    key: str
    label: str | Promise
    share: Callable[[str], list[Row]]
    adopt: Callable[[Offer], Model] | None = None
    permission: str = ""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; a key taken twice is a mistake and raises ValueError."""
    if kind.key in _kinds:
        raise ValueError(f"Portals tell each other “{kind.key}” already.")
    _kinds[kind.key] = kind


def kinds() -> Iterator[Kind]:
    """All kinds in the order of registration."""
    return iter(tuple(_kinds.values()))


def find(key: str) -> Kind | None:
    """The kind of a key."""
    return _kinds.get(key)
