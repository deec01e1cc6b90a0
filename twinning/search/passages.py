"""Shows where the words of a query stand in a text: safe HTML with `<mark>`, shortened to what surrounds them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from twinning.languages import direction
from twinning.search.folding import Word, fold, forms, wanted_pairs, words_of

BEFORE, LENGTH, FARTHEST = 60, 220, 20_000
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marker:
    """Finds the words of a query, the last one also as a beginning, in texts of any language."""

    words: tuple[Word, ...]
    is_prefix: bool

    def spans(self, text: str, language: str) -> Iterator[Span]:
        """Where the words stand, in order."""
        asked = {form for word in self.words if not word.is_unspaced for form in forms(word.text, language)}
        begins = fold(self.words[-1].text) if self.words and self.is_prefix else ""
        pairs = [pair for word in self.words if word.is_unspaced for pair in wanted_pairs(word.text)]
        for word in words_of(text):
            if word.is_unspaced:
                yield from _runs(word, pairs)
            elif not asked.isdisjoint(found := forms(word.text, language)):
                yield word.start, word.end
            elif begins and found and found[0].startswith(begins):
                yield word.start, word.end

    def marked(self, text: str, language: str) -> SafeString:
        """The whole text with its hits marked."""
        return _html(text, self.spans(text, language))

    def passage(self, texts: Iterable[str], language: str) -> SafeString:
        """What surrounds the first hit in the first of the texts that has one; "" when none has."""
        for text in texts:
            first = next(self.spans(text[:FARTHEST], language), None)
            if first is not None:
                return self._cut(text, first, language)
        return SafeString("")

    def _cut(self, text: str, first: Span, language: str) -> SafeString:
        start, end = _window(text, first)
        html = self.marked(text[start:end].strip(), language)
        return format_html("{}{}{}", "… " if start else "", html, " …" if end < len(text) else "")


def _runs(word: Word, pairs: list[str]) -> Iterator[Span]:
    """Neighbouring signs of a run that the query holds, joined where they touch."""
    folded = [fold(sign) for sign in word.text]
    hit = [False] * len(folded)
    for index in range(len(folded)):
        for pair in pairs:
            if "".join(folded[index : index + len(pair)]) == pair:
                hit[index : index + len(pair)] = [True] * len(pair)
    start = None
    for index, is_hit in enumerate([*hit, False]):
        if is_hit and start is None:
            start = index
        elif not is_hit and start is not None:
            yield word.start + start, word.start + index
            start = None


def _window(text: str, span: Span) -> Span:
    """Some of the text before a hit and more after it, cut between words."""
    if len(text) <= LENGTH:
        return 0, len(text)
    start = max(0, span[0] - BEFORE)
    if start:
        space = text.find(" ", start, span[0])
        start = space + 1 if space >= 0 else start
    end = min(len(text), max(start + LENGTH, span[1]))
    if end < len(text):
        space = text.rfind(" ", span[1], end)
        end = space if space > 0 else end
    return start, end


def _html(text: str, spans: Iterable[Span]) -> SafeString:
    pieces, place = [], 0
    for start, end in spans:
        pieces.append(
            (conditional_escape(text[place:start]), format_html("<mark>{}</mark>", text[start:end]))
        )
        place = end
    return format_html_join("", "{}{}", [*pieces, (text[place:], "")])


def shortened(text: str) -> str:
    """The beginning of a text, for a hit whose words stand in its title alone."""
    start, end = _window(text, (0, 0))
    return text[start:end] + (" …" if end < len(text) else "")


def in_language(html: SafeString, language: str, reader: str) -> SafeString:
    """The passage with the language it is written in, when that is not the reader's."""
    if not html or language.split("-")[0] == reader.split("-")[0]:
        return html
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction(language), html)
