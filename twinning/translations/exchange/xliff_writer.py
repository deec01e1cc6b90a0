"""XLIFF 2.0, written piece by piece, so that a whole portal needs no more memory than one object.

One <file> per object, one <unit> per field, one <segment> per unit. Called by `exports`.
"""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from twinning.translations.exchange.inline import ILLEGAL, NAMESPACE, Codes, data_xml, html_xml, text_xml
from twinning.translations.exchange.units import Bundle, Unit

HASH_NOTE = "source-hash"
# Our states as those of XLIFF, with our own word beside it where XLIFF knows less.
STATES = {
    "up_to_date": ("final", ""),
    "needs_review": ("translated", ""),
    "machine": ("translated", "twinning:machine"),
    "in_translation": ("translated", "twinning:in_translation"),
    "outdated": ("translated", "twinning:outdated"),
}


def document(bundles: Iterable[Bundle], *, source: str, target: str) -> Iterator[str]:
    """The whole file in pieces; at least one bundle, or it is no valid XLIFF."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield (
        f'<xliff xmlns="{NAMESPACE}" version="2.0" srcLang={_value(source)} trgLang={_value(target)}'
        ' xml:space="preserve">\n'
    )
    for bundle in bundles:
        yield _file(bundle)
    yield "</xliff>\n"


def _file(bundle: Bundle) -> str:
    notes = _notes({"context": f"{bundle.kind}: {bundle.title}", "address": bundle.url})
    units = "".join(_unit(bundle, unit) for unit in bundle.units)
    return f"<file id={_value(bundle.id)} original={_value(bundle.url)}>\n{notes}{units}</file>\n"


def _unit(bundle: Bundle, unit: Unit) -> str:
    codes = Codes()
    source = html_xml(unit.source, codes) if unit.is_html else text_xml(unit.source)
    codes.begin_target()
    target = html_xml(unit.target, codes) if unit.is_html else text_xml(unit.target)
    notes = {HASH_NOTE: bundle.source_hash, "context": f"{bundle.title}: {unit.label}"}
    if unit.limit:
        notes["length"] = str(unit.limit)
    if unit.names:
        notes["names"] = "; ".join(unit.names)
    state, detail = STATES.get(bundle.state, ("initial", "")) if unit.target else ("initial", "")
    more = f' subState="{detail}"' if detail else ""
    return (
        f'<unit id={_value(unit.id)} name={_value(unit.label)} canResegment="no">\n{_notes(notes)}'
        f'{data_xml(codes)}<segment id="s1" state="{state}"{more}>'
        f"<source>{source}</source>{f'<target>{target}</target>' if unit.target else '<target/>'}"
        "</segment>\n</unit>\n"
    )


def _notes(notes: dict[str, str]) -> str:
    """Notes hold no <cp>: what XML can't say is left out."""
    entries = (f'<note category="{name}">{_note(text)}</note>' for name, text in notes.items() if text)
    return f"<notes>{''.join(entries)}</notes>\n"


def _note(text: str) -> str:
    return text_xml(ILLEGAL.sub("", text))


def _value(text: str) -> str:
    return quoteattr(ILLEGAL.sub("", text))
