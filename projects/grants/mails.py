"""Mails of the grants app, always in the reader's language and with a key, so that no event mails twice."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from projects.grants.application import Application
from projects.grants.sentences import euros
from twinning.accounts.models import User
from twinning.mail.outbox import queue

# Written out when a mail is rendered, in its language.
_sum = lazy(euros, str)


def readers(application: Application) -> list[User]:
    """Whose mails an application is: everybody who acts for the applicant, else who began it."""
    people = User.objects.filter(
        applicant_roles__applicant=application.applicant_id, is_active=True
    ).order_by("pk")
    return (
        list(people)
        if application.applicant_id
        else [person for person in [application.created_by] if person]
    )


def url_of(application: Application, language: str) -> str:
    """The applicant's page, absolute, in a language."""
    with override(language):
        return settings.SITE_URL + application.get_absolute_url()


def tell_applicant(
    application: Application,
    template: str,
    *,
    key: str,
    context: dict[str, Any] | None = None,
    more: Iterable[tuple[Any, Any]] = (),
) -> None:
    """One mail to each of the applicant's people; `template` is a path below templates/mail/grants/.

    `more` are further facts: pairs of label and value, lazy where their words depend on the language.
    """
    facts = [
        (_("File number"), application.number),
        (_("Project"), application.title),
        (_("Requested"), _sum(application.requested)),
        *more,
    ]
    for person in readers(application):
        language = person.mail_language
        queue(
            template=f"grants/{template}",
            recipient=person.email,
            language=language,
            context={
                "application": application,
                "facts": [fact for fact in facts if fact[1]],
                "action_url": url_of(application, language),
                **(context or {}),
            },
            key=f"{key}-{person.pk}",
        )
