"""Links of the footer: published pages grouped by menu, with their titles in the reader's language.

Reads only the columns it prints; bodies in nine languages would weigh a hundred times more.
"""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from twinning import slots
from twinning.languages import Served, chain, column, current, direction
from twinning.pages.models import Page


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A link with its text as served."""

    url: str
    title: Served


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A titled list of links; `key` is the menu's name in `Page.Menu`."""

    key: str
    title: str
    links: tuple[MenuLink, ...]


def _first(row: dict[str, str], field: str, languages: tuple[str, ...], wanted: str) -> Served:
    for code in languages:
        text = row[column(field, code)]
        if text:
            return Served(text, code, direction(code), code != wanted)
    return Served(row["key"], wanted, direction(wanted), False)


def page_links(**filters: object) -> list[tuple[str, MenuLink]]:
    """(menu, link) of published pages that match `filters`, in order; one query."""
    wanted = current()
    languages = chain(wanted)
    columns = [column(field, code) for field in ("title", "slug") for code in languages]
    rows = Page.objects.published().rewrite(False).filter(**filters).order_by("position", "key")
    return [
        (
            row["menu"],
            MenuLink(
                reverse("pages:page-detail", kwargs={"slug": _first(row, "slug", languages, wanted).text}),
                _first(row, "title", languages, wanted),
            ),
        )
        for row in rows.values("key", "menu", *columns)
    ]


def _added(group: str) -> list[MenuLink]:
    """What apps put after the editorial pages of a group."""
    code = current()
    return [
        MenuLink(reverse(item.url_name), Served(str(item.label), code, direction(code), False))
        for item in slots.footer_links(group)
    ]


def footer_groups() -> list[MenuGroup]:
    """The footer's groups of links; an empty group is left out."""
    links = page_links(menu__in=[Page.Menu.ABOUT, Page.Menu.OFFERS, Page.Menu.LEGAL])
    titles = {Page.Menu.ABOUT: _("About us"), Page.Menu.OFFERS: _("Services"), Page.Menu.LEGAL: _("Legal")}
    groups = [
        MenuGroup(
            menu.value, title, tuple([link for name, link in links if name == menu] + _added(menu.value))
        )
        for menu, title in titles.items()
    ]
    return [group for group in groups if group.links]


def easy_pages() -> list[MenuLink]:
    """Pages that have a version in easy language (called on the easy start page)."""
    return [link for _menu, link in page_links(**{f"{column('body', settings.EASY_LANGUAGE)}__gt": ""})]
