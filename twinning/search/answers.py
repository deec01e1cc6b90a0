"""What search is asked and what it answers: plain values, made by `twinning.search.query`, shown by the pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from twinning.languages import Served


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query by a reader of `language`, and what it is narrowed to: kinds (keys of the catalogue), city and theme by
    number, a period of which things must touch at least a day.
    """

    text: str
    language: str
    kinds: tuple[str, ...] = ()
    city: int | None = None
    theme: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.kinds or self.city or self.theme or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. `title_html` and `passage` are safe HTML with `<mark>`; what is not in the reader's language
    carries its own. `found_in` is the language of the text that fits when that is not the reader's, else "".
    `when` is the first and the last day, None where there is none.
    """

    kind: str
    label: str | Promise
    url: str
    title: Served
    title_html: SafeString
    passage: SafeString
    found_in: str = ""
    cities: tuple[int, ...] = ()
    when: tuple[date | None, date | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. `total` is at most 1,000; `is_capped` says that there are more.

    `after` asks for the next page ("" at the end). `kinds`, `cities` and `themes` count what each filter would leave,
    the others being as they are. `is_loose`: nothing holds all words, so these hold some. `is_late`: given up after
    a second and a half.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    is_capped: bool = False
    after: str = ""
    kinds: Mapping[str, int] = field(default_factory=dict)
    cities: Mapping[int, int] = field(default_factory=dict)
    themes: Mapping[int, int] = field(default_factory=dict)
    is_loose: bool = False
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title offered while somebody types."""

    title: Served
    url: str
    label: str | Promise
