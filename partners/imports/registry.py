"""Which lists staff can import: each kind says what its columns are, what it knows already, and what a line becomes.

`partners.imports` registers relations and organisations; apps above register their own in a module `imports`
(see apps.py). Everything else in this app works with any kind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from import_export.resources import Resource

from partners.imports.columns import Column
from partners.imports.problems import Problem, Unusable, is_error, register_words
from partners.models import Source

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """Something that we have already, and what it says so far in the columns that are compared.

    `is_public`: what is taken over is seen by everybody at once.
    """

    pk: int
    so_far: Values
    is_public: bool = False
    version: int = 1


@dataclass(slots=True)
class Reading:
    """A line as we understand it.

    identity: the same for two lines about the same thing, "" when that can't be said.
    place, spot: name of the place and its coordinates as text, to find coordinates that many places share.
    is_elsewhere: the line is right, but not about us.
    """

    values: Values = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    title: str = ""
    identity: str = ""
    place: str = ""
    spot: str = ""
    is_elsewhere: bool = False
    known: Known | None = None

    @property
    def has_errors(self) -> bool:
        return any(is_error(found) for found in self.problems)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What goes with everything that a list brings: where it comes from, how sure it is, and a note for staff."""

    source: Source
    confidence: str
    remark: str


@dataclass(frozen=True)
class Kind:
    """A kind of list.

    prepare: reads once what we know; its result is handed to the other functions, which keep it up to date, and its
        `finish()` is called after lines were taken over.
    clean_row: completes a reading whose cells are clean (cross-checks, identity); adds to its problems.
    find_known: what we have that is the same thing; it may know better than `look_up`, which reads rows by key.
    create: makes a draft that nobody sees. update: takes some values over into what we have.
    """

    key: str
    label: str | Promise
    model: type[Model]
    resource: type[Resource]
    prepare: Callable[[], Any]
    clean_row: Callable[[Reading, Any], None]
    find_known: Callable[[Values, Any], Known | None]
    look_up: Callable[[Iterable[int]], dict[int, Known]]
    create: Callable[[Values, Evidence, Any], Model]
    update: Callable[[int, Values, Evidence, Any], Model]
    title: Callable[[Mapping[str, Any]], str]
    rows: Callable[[], Iterable[Model]]

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Columns by name, in the order of the file format."""
        return {column.column_name: column for column in self.resource.fields.values()}

    @cached_property
    def compared(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if column.is_compared)

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if column.is_required)

    def read(self, cells: Mapping[str, str], knowledge: Any) -> Reading:
        """What a line says; cells are text, one for each column that the file has."""
        reading = Reading()
        for name, column in self.columns.items():
            try:
                reading.values[name] = column.read({name: cells.get(name, "")}, reading.problems)
            except Unusable as error:
                reading.values[name] = None
                reading.problems.append(error.problem)
        reading.title = self.title(cells)
        if not reading.has_errors:
            self.clean_row(reading, knowledge)
        if not reading.has_errors and not reading.is_elsewhere:
            reading.known = self.find_known(reading.values, knowledge)
        return reading

    def differences(self, values: Values, so_far: Values) -> list[str]:
        """Columns in which the list says something that we don't say."""
        return [
            name for name in self.compared if self.columns[name].differs(values.get(name), so_far.get(name))
        ]

    def is_empty(self, name: str, value: Any) -> bool:
        """True for a value that says nothing."""
        return value in self.columns[name].empty_values


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind of list; sentences about its columns call them by their labels."""
    _kinds[kind.key] = kind
    labels = {name: column.label for name, column in kind.columns.items()}
    register_words("column", labels)
    register_words("columns", labels)


def kinds() -> dict[str, Kind]:
    """All kinds by key, in the order in which they were registered."""
    return dict(_kinds)


def get(key: str) -> Kind:
    """The kind with this key; raises KeyError."""
    return _kinds[key]
