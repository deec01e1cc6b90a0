"""Mails about messages: to the applicant's people with the text, to the office with the way to the case."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.case import Message
from projects.grants.mails import tell_applicant
from projects.grants.office.people import officers_for
from twinning.accounts.models import User
from twinning.mail.outbox import queue
from twinning.municipality.home import current_home


def tell_other_side(message: Message) -> None:
    """Tell whoever did not write it."""
    if message.is_from_office:
        context = {"text": message.text, "has_files": message.attachments.exists()}
        key = f"grants-message-{message.pk}"
        tell_applicant(message.application, "message_from_office", key=key, context=context)
    else:
        _tell_office(message)


def _in_charge(application: Application) -> User | None:
    """Whoever looks after the case, unless they have left it or are tied to it by now."""
    return officers_for(application).filter(pk=application.officer_id).first()


def _tell_office(message: Message) -> None:
    """Without the text: it is read at the desk."""
    tell_office(
        message.application, "message_from_applicant", key=f"grants-message-{message.pk}", part="#messages"
    )


def tell_office(
    application: Application,
    template: str,
    *,
    key: str,
    part: str = "",
    more: Iterable[tuple[Any, Any]] = (),
) -> None:
    """One mail to whoever looks after the case, else to the address of the office; `part` of the page is opened."""
    person = _in_charge(application)
    recipient = person.email if person else current_home().email
    if not recipient:
        return
    page = reverse("admin:grants_application_change", args=[application.pk])
    queue(
        template=f"grants/{template}",
        recipient=recipient,
        language=person.mail_language if person else settings.LANGUAGE_CODE,
        context={
            "application": application,
            "facts": [(_("File number"), application.number), (_("Project"), application.title), *more],
            "action_url": f"{settings.SITE_URL}{page}{part}",
        },
        key=key,
    )
