"""Brings the catalogues in `locale/` to what the code says; `make messages` calls it.

Written so that a change of code shows as a small difference: no dates, no line numbers, no guessed
translations.
"""

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import write_po

from twinning.local.messages.catalogues import LANGUAGES, ROOT, empty, po_file, read
from twinning.local.messages.extract import Message, extract

SOURCE_LANGUAGE = "en"
WIDTH = 100
# Lines that would change with every run and say nothing that version control does not say.
NOISE = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|Generated-By'
    r'|Project-Id-Version):.*"\n',
    re.MULTILINE,
)


def update_all(root: Path = ROOT) -> list[str]:
    """Bring every catalogue to what the code says now; answers with a line per language."""
    messages = extract(root)
    return [update(language, messages, root) for language in LANGUAGES]


def update(language: str, messages: list[Message], root: Path = ROOT) -> str:
    old = read(language, root)
    new = merged(language, old, messages)
    text = as_text(new)
    path = po_file(language, root)
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return f"{language}: {len(new)} texts, {sum(1 for message in new if is_gap(message))} of them missing"


def merged(language: str, old: Catalog, messages: list[Message]) -> Catalog:
    """Known translations by exact text; what the code no longer has is dropped, nothing is guessed."""
    new = empty(language)
    new.header_comment = old.header_comment
    for message in sorted(messages, key=lambda message: sorted(message.places)[0]):
        known = old.get(message.singular, context=message.context)
        new.add(
            (message.singular, message.plural) if message.plural else message.singular,
            translation(language, new, message, known.string if known else ""),
            context=message.context,
            locations=[(place, None) for place in sorted(message.places)],
            auto_comments=message.hints,
            user_comments=known.user_comments if known else [],
            flags={"fuzzy"} & set(known.flags if known else ()),
        )
    return new


def translation(
    language: str, catalogue: Catalog, message: Message, known: str | tuple[str, ...]
) -> str | tuple[str, ...]:
    """The known text in the shape that the message now has; English says what the code says."""
    forms = [known] if isinstance(known, str) else list(known)
    if language == SOURCE_LANGUAGE and not any(forms):
        forms = [message.singular, message.plural]
    if not message.plural:
        return forms[0]
    count = catalogue.num_plurals
    return tuple((forms + [""] * count)[:count])


def as_text(catalogue: Catalog) -> str:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=WIDTH, include_lineno=False, ignore_obsolete=True)
    return NOISE.sub("", buffer.getvalue().decode())


def is_gap(message: Entry) -> bool:
    """True for a missing, partly missing or doubtful translation."""
    strings = (message.string,) if isinstance(message.string, str) else message.string
    return bool(message.id) and (message.fuzzy or not all(strings))
