"""Sections that apps above add to the city sheet, such as projects: registered in their `slots.py`.

`make` gets the city as its page reads it and is called in each language of the sheet.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from partners.city import City
from twinning.languages import Served

Rows = Callable[[City], Iterable[tuple[Served, Served]]]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and rows of a title and a sentence."""

    heading: str | Promise
    make: Rows


_sections: list[Section] = []


def add(heading: str | Promise, make: Rows) -> None:
    """Add a section after those of this app."""
    _sections.append(Section(heading, make))


def sections() -> tuple[Section, ...]:
    """All of them, in the order of the apps."""
    return tuple(_sections)
