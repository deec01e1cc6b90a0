"""Cards of the staff desk (the admin's index page): each app registers its own in its `desk.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Card:
    """A card: its heading, the template of its body, and what the template needs.

    `context` is called with the request and returns the template's variables; `permission` hides the card from
    staff without it ("" shows it to all, of several one is enough); `wide` puts it into the main column.
    """

    key: str
    title: str | Promise
    template: str
    context: Callable[[HttpRequest], dict[str, Any]]
    order: int = 50
    permission: str | tuple[str, ...] = ""
    wide: bool = False

    def is_for(self, user: Any) -> bool:
        """True for people who may see at least one of the lists that the card is about."""
        wanted = (self.permission,) if isinstance(self.permission, str) else self.permission
        return not any(wanted) or any(user.has_perm(name) for name in wanted)


@dataclass(slots=True)
class Act:
    """Something that can be decided on the card of a queue, with its form, or the reason why not."""

    form: Form
    reason: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person: shown in the desk's task list, most urgent first."""

    label: str
    url: str
    note: str = ""
    due: Any = None
    overdue: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the list that it counts; `hot` marks what should not wait."""

    number: int
    label: str | Promise
    url: str
    hot: bool = False


_cards: list[Card] = []


def register(card: Card) -> None:
    """Add a card to the desk."""
    _cards.append(card)
    _cards.sort(key=lambda item: item.order)


def cards_for(request: HttpRequest) -> list[tuple[Card, dict[str, Any]]]:
    """The cards that this person may see, each with its variables."""
    return [(card, card.context(request)) for card in _cards if card.is_for(request.user)]
