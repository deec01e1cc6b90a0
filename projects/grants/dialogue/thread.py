"""The messages about an application as a page shows them. For the template tag `thread_for`."""

from dataclasses import dataclass
from typing import Any

from django import forms

from projects.grants.application import Application
from projects.grants.case import Message
from projects.grants.dialogue.actions import MOST_FILES
from projects.grants.dialogue.forms import MessageForm, OfficeMessageForm
from projects.grants.files.kinds import ACCEPT, MAX_BYTES
from projects.grants.files.reading import may_talk
from projects.grants.files.shelf import COLOURS, address
from projects.grants.parts import Attachment
from projects.grants.roles import applicant_roles

State = Attachment.State


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of a message: `url` only when it may be opened."""

    file: Attachment
    url: str
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """A message; `is_new` when this reader's side has not read it."""

    message: Message
    is_ours: bool
    is_new: bool
    papers: list[Paper]


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything that the section needs; `form` None for those who only read."""

    lines: list[Line]
    form: forms.Form | None
    accept: str = ACCEPT
    most: int = MOST_FILES
    megabytes: int = MAX_BYTES // 1024**2

    @property
    def has_new(self) -> bool:
        """Something waits to be read by somebody who takes part."""
        return self.form is not None and any(line.is_new for line in self.lines)


def _papers(message: Message, application: Application) -> list[Paper]:
    return [
        Paper(
            file,
            address("file-detail", file, application)
            if file.state == State.CLEAN and file.removed_at is None
            else "",
            COLOURS[State(file.state)],
        )
        for file in message.attachments.all()
    ]


def thread(application: Application, user: Any, form: forms.Form | None = None) -> Thread:
    """The messages, oldest first, for a person whose page has checked that they may see the application."""
    is_office = not applicant_roles(user, application) and user.is_staff
    lines = [
        Line(
            message,
            message.is_from_office == is_office,
            message.is_from_office != is_office and message.read_at is None,
            _papers(message, application),
        )
        for message in application.messages.prefetch_related("attachments")
    ]
    if not may_talk(application, user):
        return Thread(lines, None)
    return Thread(lines, form or (OfficeMessageForm(case=application) if is_office else MessageForm()))
