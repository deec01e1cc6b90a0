"""Mails about a file that turned out to be bad after the application was sent. Called by `tasks.py`."""

from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.dialogue.mails import tell_office
from projects.grants.mails import tell_applicant
from projects.grants.parts import Attachment


def tell_refused(application: Application, file: Attachment) -> None:
    """Tell the office, and the applicant's people unless the file came from the office."""
    facts = [(_("File"), file.name), (_("Reason"), file.reason)]
    is_theirs = file.uploaded_by is None or not file.uploaded_by.is_staff
    if is_theirs:
        tell_applicant(application, "file_refused", key=f"grants-file-refused-{file.pk}", more=facts)
    tell_office(application, "file_refused_office", key=f"grants-file-refused-{file.pk}", more=facts)
