"""The files of an application as a page shows them: what is wanted, what is there, what may be done.

For the template tag `files_for` and the answers to the script that uploads in the background.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from projects.grants.application import Application
from projects.grants.files.kinds import ACCEPT, MAX_BYTES
from projects.grants.files.reading import MESSAGE, MOST, files_for, may_upload
from projects.grants.parts import Attachment
from projects.grants.ruleset import MADE_BY_PORTAL
from twinning.languages import Served, served

State = Attachment.State
COLOURS = {State.CHECKING: "warn", State.CLEAN: "ok", State.REFUSED: "err"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the list: `url` only once it is checked, the other addresses only for those who may write."""

    file: Attachment
    colour: str
    paper: Served | None
    url: str
    remove_url: str
    replace_url: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that the rules ask for, and whether a file stands for it."""

    code: str
    name: Served
    is_required: bool | None
    is_there: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that the list needs."""

    entries: list[Entry]
    papers: list[Wanted]
    may_write: bool
    upload_url: str
    accept: str = ACCEPT
    most: int = MOST
    megabytes: int = MAX_BYTES // 1024**2

    @property
    def next_paper(self) -> str:
        """Code of the first paper that is still wanted: what the next file probably is."""
        return next((paper.code for paper in self.papers if not paper.is_there), "")

    @property
    def is_full(self) -> bool:
        """No file more fits."""
        return len(self.entries) >= self.most

    @property
    def is_waiting(self) -> bool:
        """A file is being checked."""
        return any(entry.file.state == State.CHECKING for entry in self.entries)

    @property
    def is_empty(self) -> bool:
        """There is nothing to show to somebody who may not upload."""
        return not (self.entries or self.may_write)


def address(name: str, file: Attachment, application: Application) -> str:
    """Address of a file, or of what is done with it."""
    return reverse(f"grants:{name}", kwargs={"uuid": application.uuid, "file": file.uuid})


def _entry(
    file: Attachment, application: Application, papers: dict[str, Served], *, may_write: bool
) -> Entry:
    return Entry(
        file,
        COLOURS[State(file.state)],
        papers.get(file.paper),
        address("file-detail", file, application) if file.state == State.CLEAN else "",
        address("file-remove", file, application) if may_write else "",
        address("file-replace", file, application) if may_write else "",
    )


def shelf(application: Application, user: Any) -> Shelf:
    """The files that this person may see of the application itself, without those of its messages."""
    files = list(files_for(user).filter(application=application).exclude(paper=MESSAGE))
    rows = list(application.ruleset.papers.all())
    names = {row.code: served(row, "text") for row in rows}
    there = {file.paper for file in files if file.state != State.REFUSED}
    may_write = may_upload(application, user)
    return Shelf(
        [_entry(file, application, names, may_write=may_write) for file in files],
        [
            Wanted(row.code, names[row.code], row.is_required, row.code in there)
            for row in rows
            if row.code not in MADE_BY_PORTAL
        ],
        may_write,
        reverse("grants:file-upload", kwargs={"uuid": application.uuid}),
    )
