"""Text blocks in letters: those of the programme before those for all, in the letter's own language or not at all.

A letter never falls back on another language (DEC-4): `Blocks.missing` tells what is not written yet.
"""

from dataclasses import dataclass, field, replace

from projects.grants.programme import Programme
from projects.grants.ruleset import TextBlock
from twinning.languages import Served, current, served, written

Kind = TextBlock.Kind


def filled(text: str, values: dict[str, str]) -> str:
    """`text` with {number}, {title} … put in; everything else in braces stays as it is."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


@dataclass
class Blocks:
    """All blocks of a programme, by kind and code; `missing` collects what a letter needed and did not find."""

    rows: dict[tuple[str, str], TextBlock]
    values: dict[str, str]
    missing: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, programme: Programme, **values: str) -> "Blocks":
        """Read them once; `values` fill the braces."""
        found = TextBlock.objects.filter(programme__isnull=True).order_by("position", "pk")
        own = TextBlock.objects.filter(programme=programme).order_by("position", "pk")
        return cls({(row.kind, row.code): row for row in [*found, *own]}, values)

    def text(self, kind: str, code: str) -> str:
        """The block in the active language; "" and a note in `missing` when it is not there."""
        row = self.rows.get((kind, code))
        words = served(row, "text", current()) if row else None
        if words is None or not words or words.is_fallback:
            self.missing.append(str(row) if row else code)
            return ""
        return filled(words.text, self.values)

    def letter(self, code: str) -> str:
        """A part of the letter."""
        return self.text(Kind.LETTER, code)

    def conditions(self, chosen: list[str]) -> list[str]:
        """What is in every letter, then what was chosen for this one, in its order."""
        always = [
            code for (kind, code), row in self.rows.items() if kind == Kind.CONDITION and row.is_default
        ]
        codes = [*always, *(code for code in chosen if code not in always)]
        return [self.text(Kind.CONDITION, code) for code in codes]

    def translated(self, reason: str) -> list[Served]:
        """The paragraphs of a reason; one that is a block's German text comes in the active language.

        What the office wrote freely stays German, as it was written.
        """
        known = {
            filled(row.text_de or "", self.values).strip(): row
            for (kind, _code), row in self.rows.items()
            if kind == Kind.REJECTION
        }
        parts = [part.strip() for part in reason.replace("\r\n", "\n").split("\n") if part.strip()]
        return [self._own(known[part]) if part in known else written(part, "de") for part in parts]

    def _own(self, row: TextBlock) -> Served:
        words = served(row, "text")
        return replace(words, text=filled(words.text, self.values))
