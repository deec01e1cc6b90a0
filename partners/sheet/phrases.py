"""Ten phrases for a journey, in the languages of the portal; those that are not written in Latin letters say how.

They stand in `phrases.json`; until a native reader has checked them, the sheet says so.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Phrase:
    """What one says, and how it sounds in Latin letters ("" when it is written in them)."""

    text: str
    latin: str = ""


@lru_cache(maxsize=1)
def _stored() -> dict[str, Any]:
    return json.loads((HERE / "phrases.json").read_text(encoding="utf-8"))


def are_checked() -> bool:
    """True when native readers have read them."""
    return bool(_stored()["checked"])


def languages() -> tuple[str, ...]:
    """Languages in which all phrases are written."""
    return tuple(name for name in _stored()["phrases"][0] if name != "key")


def phrases(language: str) -> list[Phrase]:
    """All phrases in a language, always in the same order."""
    rows = [row[language] for row in _stored()["phrases"]]
    return [Phrase(row) if isinstance(row, str) else Phrase(*row) for row in rows]
