"""The way into a conversation for the pages of upper apps: take the form, or say on it why not.

A page shows `MessageForm(request.POST or None, user=request.user)` with `notice.privacy_notice()`, and calls `start()`.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from partners.conversations.actions import Person, open_conversation
from partners.conversations.forms import MessageForm
from partners.conversations.limits import Refused
from partners.conversations.notice import NOTICE_VERSION
from partners.conversations.receipts import sign
from twinning.languages import Served


def start(
    form: MessageForm, request: HttpRequest, *, about: str, about_id: int, subject: Served, host: Person
) -> HttpResponse | None:
    """Pass on what the form holds and lead to the receipt; None when the form has to be shown again (HTTP 422).

    `subject` is the row's title with the language it is written in.
    """
    if not form.is_valid():
        return None
    try:
        conversation = open_conversation(
            key=form.cleaned_data["key"],
            about=about,
            about_id=about_id,
            subject=subject.text[:200],
            subject_language=subject.language,
            asker=form.person(request.LANGUAGE_CODE),
            host=host,
            text=form.cleaned_data["text"],
            notice_version=NOTICE_VERSION,
        )
    except Refused as reason:
        form.add_error(None, str(reason))
        return None
    return redirect("conversations:message-done", token=sign(conversation))
