"""The picture of a page where its address is shared: a plate of the signpost, 1200 × 630 pixels, set with typst.

Typst joins Arabic letters and finds Japanese ones, which drawing libraries do not do by themselves. The portal's own
card is made here; apps make theirs from `Card` (`partners.sheet` for cities). A picture is kept under a digest of all
that stands on it.
"""

from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from twinning.discovery import kept
from twinning.languages import Served, current, direction, served, written
from twinning.municipality.models import Municipality
from twinning.typesetting import compose

DOCUMENT = Path(__file__).parent / "typst" / "card.typ"
WIDTH, HEIGHT = 1200, 630
# The hue of the portal itself, as in tokens.css.
HUE = 190


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card; `bearing` in degrees clockwise from north turns the thread, None leaves it out."""

    names: tuple[Served, ...]
    line: str = ""
    foot: str = ""
    hue: int = HUE
    bearing: float | None = None
    is_east: bool = True

    @property
    def alt(self) -> str:
        """What somebody who can't see the picture should know."""
        words = ", ".join(part for part in (self.names[0].text, self.line) if part)
        return _("A plate of the signpost: %(words)s") % {"words": words}


def _data(card: Card, home: Municipality) -> dict[str, object]:
    return {
        "lang": current().split("-")[0],
        "rtl": direction(current()) == "rtl",
        "title": card.names[0].text,
        "site": f"{home} {served(home, 'tagline').text}".strip(),
        "thread": home.thread_light,
        "hue": card.hue,
        "names": [[name.text, name.language.split("-")[0], name.direction == "rtl"] for name in card.names],
        "line": card.line,
        "foot": card.foot,
        "bearing": card.bearing,
        "east": card.is_east,
    }


def mark(card: Card, home: Municipality) -> str:
    """Another one as soon as anything on the card changes: part of its address."""
    return compose.mark(DOCUMENT, _data(card, home))


def answer(request: HttpRequest, card: Card, home: Municipality) -> HttpResponse:
    """The picture, made once."""
    data = _data(card, home)
    return kept.answer(
        request,
        compose.mark(DOCUMENT, data),
        lambda: compose.png(DOCUMENT, data),
        content_type="image/png",
    )


def portal_card(home: Municipality) -> Card:
    """The card of all pages without one of their own."""
    return Card(names=(written(str(home), current()),), line=served(home, "tagline").text)
