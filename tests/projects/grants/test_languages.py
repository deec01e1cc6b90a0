"""What applicants read in six languages: states, mails and the blocks of letters. None may be missing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.urls import get_resolver
from django.utils.functional import Promise
from django.utils.translation import override

from projects.grants.application import STATES
from projects.grants.apply.applicant_form import ApplicantForm
from projects.grants.apply.project_form import ProjectForm
from projects.grants.apply.time_form import TimeForm
from projects.grants.completeness import NEEDED, NEEDED_OF_APPLICANT, NEEDED_SHORT
from projects.grants.decision import AWARD_STATES
from projects.grants.sentences import FIELDS
from projects.grants.standing import ACTORS, TEXTS
from twinning.local.messages.catalogues import LANGUAGES, ROOT, read
from twinning.local.messages.check import forms as forms_of
from twinning.local.messages.extract import Message, extract

MAILS = "templates/mail/grants/"
STATES_FILE = "projects/grants/standing.py"
# Read by the office only, in its own languages.
TO_STAFF = {"case_due.html", "file_refused_office.html", "review_asked.html", "review_due.html"}
FOR_APPLICANTS = tuple(
    f"projects.grants.{area}."
    for area in ("apply", "costs", "files", "dialogue", "mine", "partnership", "people")
)
# Words that two languages share.
SAME_EVERYWHERE = {"Organisation", "Telefon"}
BLOCKS = Path("projects/grants/seed/text_blocks.json")


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return extract(ROOT)


def told_to_applicants(messages: list[Message]) -> list[Message]:
    """Every text that stands in a mail to applicants or among the words of a state."""
    mails = {f"{MAILS}{path.name}" for path in (ROOT / MAILS).glob("*.html") if path.name not in TO_STAFF}
    places = mails | {STATES_FILE}
    return [row for row in messages if places & {place.partition("@")[0] for place in row.places}]


def missing(rows: list[Message], language: str) -> Iterator[str]:
    catalogue = read(language, ROOT)
    for row in rows:
        entry = catalogue.get(row.singular, context=row.context)
        if entry is None or entry.fuzzy or not all(forms_of(entry)):
            yield row.singular


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_states_and_mails_are_translated(language: str, messages: list[Message]) -> None:
    rows = told_to_applicants(messages)

    assert len(rows) > 120
    assert list(missing(rows, language)) == []


def test_a_missing_text_is_noticed(messages: list[Message]) -> None:
    invented = Message(context=None, singular="Nobody has ever translated this.", plural=None)

    rows = told_to_applicants(messages)

    assert set(missing([*rows, invented], "fr")) - set(missing(rows, "fr")) == {invented.singular}


def test_states_all_have_words() -> None:
    """Each state of an application, and of an award once its letter was sent, has texts and says who acts."""
    assert set(STATES) <= set(TEXTS)
    assert {f"award_{state}" for state in AWARD_STATES} - {"award_drafted", "award_approved"} <= set(TEXTS)
    for texts in TEXTS.values():
        assert texts.staff
        assert texts.label
        assert texts.applicant
        assert texts.next
        assert texts.who in ACTORS


def test_what_is_missing_is_named_in_the_words_of_the_forms() -> None:
    """The same label in message and form, so every language of the form has it."""
    steps = {"applicant": ApplicantForm, "project": ProjectForm, "time": TimeForm}
    needed = {("applicant", name) for name in NEEDED_OF_APPLICANT} | {
        (step, name) for rules in (NEEDED, NEEDED_SHORT) for step, names in rules.items() for name in names
    }

    assert set(FIELDS) == needed
    for (step, name), label in FIELDS.items():
        assert str(steps[step].base_fields[name].label) == str(label)


@pytest.mark.parametrize("language", ["de", "en", "fr", "pl", "ja", "ar"])
def test_blocks_of_letters_are_written(language: str) -> None:
    blocks = json.loads((ROOT / BLOCKS).read_text())

    assert [block["code"] for block in blocks if not block[f"text_{language}"].strip()] == []


def finished(form: type[forms.BaseForm]) -> set[type[forms.BaseForm]]:
    """A form and all that build upon it."""
    return {form}.union(*(finished(below) for below in form.__subclasses__()))


@pytest.mark.parametrize("language", ["fr", "pl", "ja", "ar"])
def test_no_field_of_applicants_falls_back_to_german(language: str) -> None:
    """Django shows the default language where a text is missing; labels and hints of every form, wherever it stands."""
    assert get_resolver().url_patterns  # imports the views of all apps, and with them their forms
    theirs = [form for form in finished(forms.BaseForm) if form.__module__.startswith(FOR_APPLICANTS)]
    texts = {
        text
        for form in theirs
        for field in form.base_fields.values()
        for text in (field.label, field.help_text)
        if isinstance(text, Promise)
    }
    spoken = {}
    for code in ("de", language):
        with override(code):
            spoken[code] = [str(text) for text in texts]
    same = {mine for mine, german in zip(spoken[language], spoken["de"], strict=True) if mine == german}
    assert len(texts) > 60
    assert same <= SAME_EVERYWHERE
