"""What search can be narrowed to beyond the kind of thing: cities and themes, which the ground does not know.

The app that has them registers here, in its `slots.py`: `facets.register("city", read)`. Without it the filter does not
exist. Called by the search form and the page of results.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from twinning import memory
from twinning.languages import Served, current


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: `pk` stands in the index, `key` in addresses, `place` is the class of a place's colour."""

    pk: int
    key: str
    label: Served
    place: str = ""


Read = Callable[[], Iterable[Choice]]

_readers: dict[str, Read] = {}


def register(name: str, read: Read) -> None:
    """Offer the choices of the filter `name`; a name taken twice is a mistake and raises ValueError."""
    if name in _readers:
        raise ValueError(f"Search has a filter “{name}” already.")
    _readers[name] = read


def choices(name: str) -> Mapping[str, Choice]:
    """The choices of a filter by key, in the reader's language: one query, remembered; none when nobody registered."""
    read = _readers.get(name)
    if read is None:
        return {}
    return memory.recall(("search filter", name, current()), lambda: {one.key: one for one in read()})
