"""Two people (or two tabs) wrote the same step: both texts, and what was chosen of them. Called by `saving.py`."""

from dataclasses import dataclass

from django.http import QueryDict

from projects.grants.apply.applicant_form import HIDDEN, ApplicantForm
from projects.grants.apply.forms import Data, Group, StepForm

OWN = {"csrfmiddlewaretoken", "version", "go", "tab", "resolve"}
PICK, WHOLE = "pick-", "whole"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, or all lines of a kind, with both texts."""

    key: str
    label: str
    mine: str
    theirs: str


def _mixed(mine: StepForm, theirs: StepForm) -> bool:
    """Both texts are about different applicants: only one of them as a whole makes sense."""
    return isinstance(mine, ApplicantForm) and mine.shown != theirs.shown


def differences(mine: StepForm, theirs: StepForm) -> list[Difference]:
    """Where the two differ, in words."""
    stored = {group.key: group for group in theirs.groups()}
    rows = [
        Difference(group.key, group.label, group.text, stored[group.key].text if group.key in stored else "")
        for group in mine.groups()
        if group.key not in stored or stored[group.key].text != group.text
    ]
    if rows and _mixed(mine, theirs):
        text = [
            "\n".join(f"{group.label}: {group.text}" for group in form.groups() if group.text)
            for form in (mine, theirs)
        ]
        return [Difference(WHOLE, "", *text)]
    return rows


def hidden(mine: StepForm, theirs: StepForm) -> list[tuple[str, str]]:
    """My text as hidden fields, so that it travels on; what belongs to the row itself is taken from the stored one."""
    carried = [
        (name, value)
        for name in mine.data
        if name not in OWN and not (name in HIDDEN and not _mixed(mine, theirs))
        for value in mine.data.getlist(name)
    ]
    if _mixed(mine, theirs):
        return carried
    stored = theirs.posted()
    return carried + [(name, value) for name in HIDDEN if name in stored for value in stored[name]]


def _names(group: Group, data: QueryDict) -> list[str]:
    """Posted names of a field or of lines of a kind."""
    lines = [name for name in data if name.startswith(f"{group.key}-")]
    return [*group.names, *lines]


def resolved(data: QueryDict, stored: StepForm) -> QueryDict:
    """The post with the stored text wherever that was picked."""
    mine: QueryDict = data.copy()
    theirs: Data = stored.posted()
    for group in stored.groups():
        if data.get(PICK + group.key, data.get(PICK + WHOLE)) != "theirs":
            continue
        for name in _names(group, mine):
            mine.setlist(name, theirs.get(name, []))
    if data.get(PICK + WHOLE) == "theirs":
        for name in HIDDEN:
            mine.setlist(name, theirs.get(name, []))
    return mine
