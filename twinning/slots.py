"""Places in templates that apps fill: navigation, sections of a page, parts of the footer.

An app registers in its own `slots.py` and disappears without a trace when it is left out of INSTALLED_APPS.
Templates print a slot with `{% slot "home.sections" %}`.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Filling:
    """A template that is rendered, with the page's context, where the slot stands."""

    template: str
    order: int


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A link of the main navigation; `prefix` is the namespace whose pages mark it as current."""

    label: str | Promise
    url_name: str
    prefix: str
    order: int


@dataclass(frozen=True, slots=True)
class FooterItem:
    """A link in a group of the footer; the groups are the menus of editorial pages ("about", "offers", "legal")."""

    group: str
    label: str | Promise
    url_name: str


_fillings: dict[str, list[Filling]] = defaultdict(list)
_navigation: list[NavigationItem] = []
_footer: list[FooterItem] = []


def fill(slot: str, template: str, *, order: int = 50) -> None:
    """Render `template` where `{% slot %}` of that name stands; lower orders come first."""
    _fillings[slot].append(Filling(template, order))
    _fillings[slot].sort(key=lambda filling: filling.order)


def fillings(slot: str) -> tuple[Filling, ...]:
    """What apps have put into a slot, in order."""
    return tuple(_fillings.get(slot, ()))


def add_navigation(label: str | Promise, url_name: str, *, prefix: str, order: int) -> None:
    """Add a link to the main navigation."""
    _navigation.append(NavigationItem(label, url_name, prefix, order))
    _navigation.sort(key=lambda item: item.order)


def navigation() -> tuple[NavigationItem, ...]:
    """Links of the main navigation, in order."""
    return tuple(_navigation)


def add_footer_link(group: str, label: str | Promise, url_name: str) -> None:
    """Add a link after the editorial pages of a footer group."""
    _footer.append(FooterItem(group, label, url_name))


def footer_links(group: str) -> tuple[FooterItem, ...]:
    """Links that apps added to a footer group."""
    return tuple(item for item in _footer if item.group == group)
