"""What a post of a message does, the same for the applicant's page and for the office's."""

from django import forms
from django.http import HttpRequest

from projects.grants.application import Application
from projects.grants.dialogue.actions import send
from projects.grants.files.kinds import Unsuitable
from projects.grants.files.limits import received
from projects.grants.workflow import Refused


def posted(request: HttpRequest, application: Application, form: forms.Form) -> bool:
    """Send what was typed; False when something is wrong, and the form says what."""
    files, broken = received(request)
    if broken:
        form.add_error(None, broken)
    if not form.is_valid():
        return False
    values = form.cleaned_data
    try:
        send(application, by=request.user, text=values["text"], key=values["key"], files=files)
    except Unsuitable as refusal:
        form.add_error(None, refusal.reason)
    except Refused as refusal:
        for failure in refusal.failures:
            form.add_error(None, str(failure))
    return form.is_valid()
