"""The gate for translations: what is missing, doubtful or broken in a catalogue. tests/test_messages.py
calls it.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

from twinning.local.messages.catalogues import LANGUAGES, ROOT, plural_rule, po_file, read
from twinning.local.messages.extract import MODEL_MARK, Message, extract

# Texts that only staff see need the languages of the office, no others. A text is of that kind when every
# file that uses it matches here. `@model` marks names and help texts of models: staff meet them in the admin.
STAFF_LANGUAGES = ("de", "en")
STAFF_ONLY = (
    "*/admin.py",
    "*/*_admin.py",
    "*/admin_parts.py",
    "*/admin/*.py",
    "*/admin_site.py",
    "*/desk.py",
    "*/checks.py",
    "*/release.py",
    "*/management/*",
    "twinning/fetching.py",
    "twinning/images.py",
    "twinning/pages/actions.py",
    "twinning/publishing.py",
    "twinning/settings.py",  # the languages of the office
    "twinning/zones.py",
    # Choices and refusals of models that only the admin shows.
    "partners/facts.py",
    "partners/mapdrawing.py",
    "twinning/models.py",
    "twinning/mail/models.py",
    "twinning/municipality/models.py",
    "twinning/pages/models.py",
    # Working pages of the office: inbox, queues, statistics, lists from outside.
    "*/desk_views.py",
    "*/inbox.py",
    "*/review_views.py",
    "*/staff_forms.py",
    "*/statistics.py",
    "events/booking/actions/coming.py",
    "events/booking/actions/entering.py",
    "events/booking/staff.py",
    "events/booking/staff_[!m]*.py",
    "events/booking/staff_message.py",
    "events/booking/why.py",
    "events/calendars/origins.py",
    "events/editing/[!m]*.py",  # all but the mails
    "events/feeds/*.py",
    "events/proposals/review.py",
    "partners/board/review.py",
    "partners/imports/*.py",
    "partners/organisations/review.py",
    "partners/portals/*.py",
    "projects/imports.py",
    "projects/review.py",
    "projects/grants/help_texts.py",
    "projects/grants/letters/minutes.py",
    "projects/grants/letters/staff_views.py",
    "projects/grants/office/*.py",
    "projects/grants/office_actions.py",
    "projects/grants/panel/*.py",
    "projects/grants/records/columns.py",
    "projects/grants/records/staff_views.py",
    "projects/grants/records/statistics*.py",
    "projects/grants/review.py",
    "projects/grants/ruleset.py",
    "twinning/revisions/*.py",
    "twinning/search/misses.py",
    "twinning/translations/*.py",
    "templates/admin/*",
    "templates/mail/events/proposal_to_office.html",
    "templates/mail/grants/case_due.html",
    "templates/mail/grants/file_refused_office.html",
    "templates/mail/grants/review_*.html",
    "templates/mail/translations/*",
    "templates/style_guide*",
    f"*{MODEL_MARK}",
)
# Fields of models and of forms whose names and help texts visitors read all the same.
IN_PUBLIC_FORMS = (
    f"twinning/accounts/*{MODEL_MARK}",
    f"*/forms.py{MODEL_MARK}",
    f"projects/grants/apply/*.py{MODEL_MARK}",
    f"projects/grants/costs/*.py{MODEL_MARK}",
)

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-z][a-z0-9]*")


def check_all(root: Path = ROOT) -> list[str]:
    """One line for each fault in any catalogue; none means that all may be published."""
    messages = extract(root)
    return [fault for language in LANGUAGES for fault in check(language, messages, root)]


def check(language: str, messages: list[Message], root: Path = ROOT) -> list[str]:
    if not po_file(language, root).exists():
        return [f"{language}: there is no catalogue; run `make messages`"]
    catalogue = read(language, root)
    faults = [
        f"{text!r}: {fault}" for message in messages for text, fault in gaps(language, catalogue, message)
    ]
    faults += [f"{entry.id!r}: {fault}" for entry in catalogue if entry.id for fault in entry_faults(entry)]
    return [f"{language}: {fault}" for fault in [*catalogue_faults(language, catalogue, messages), *faults]]


def is_staff_only(message: Message) -> bool:
    return all(matches(place, STAFF_ONLY) and not matches(place, IN_PUBLIC_FORMS) for place in message.places)


def matches(place: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(place, pattern) for pattern in patterns)


def gaps(language: str, catalogue: Catalog, message: Message) -> Iterator[tuple[str, str]]:
    """A text of the code that this catalogue does not translate although it should."""
    entry = catalogue.get(message.singular, context=message.context)
    if entry is None or bool(message.plural) != entry.pluralizable:
        yield message.singular, "not in the catalogue; run `make messages`"
    elif not all(forms(entry)) and (language in STAFF_LANGUAGES or not is_staff_only(message)):
        yield message.singular, "not translated"
    elif message.plural and len(forms(entry)) != catalogue.num_plurals:
        yield message.singular, f"{len(forms(entry))} plural forms instead of {catalogue.num_plurals}"


def forms(entry: Entry) -> tuple[str, ...]:
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)


def catalogue_faults(language: str, catalogue: Catalog, messages: list[Message]) -> Iterator[str]:
    rule = dict(catalogue.mime_headers)["Plural-Forms"]
    if rule != plural_rule(language):
        yield f"Plural-Forms differ from Django's: {plural_rule(language)}"
    wanted = {message.key for message in messages}
    unused = [entry for entry in catalogue if entry.id and (entry.context, singular(entry)) not in wanted]
    yield from (f"{singular(entry)!r}: no longer in the code; run `make messages`" for entry in unused)
    if catalogue.obsolete:
        yield f"{len(catalogue.obsolete)} obsolete entries; run `make messages`"


def singular(entry: Entry) -> str:
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def entry_faults(entry: Entry) -> Iterator[str]:
    """What is wrong with a translation by itself, whether or not it had to be there."""
    if entry.fuzzy:
        yield "marked as fuzzy"
    given = [text for text in forms(entry) if text]
    for text in given:
        yield from text_faults(entry, text, is_last=text is given[-1])


def text_faults(entry: Entry, text: str, *, is_last: bool) -> Iterator[str]:
    """A form for one certain number may leave the number out ("one day"); the general form may not."""
    original = entry.id if isinstance(entry.id, str) else entry.id[-1]
    expected, found = set(PLACEHOLDER.findall(original)), set(PLACEHOLDER.findall(text))
    if found - expected or (is_last and expected - found):
        yield f"placeholders {sorted(found)} instead of {sorted(expected)} in {text!r}"
    if sorted(TAG.findall(text)) != sorted(TAG.findall(original)):
        yield f"other HTML tags than the original in {text!r}"
    if entry.context == "url" and not re.fullmatch(r"[a-z0-9-]+/", text):
        yield f"{text!r} is no path word: lower-case Latin letters, digits, hyphens, and a slash at the end"
