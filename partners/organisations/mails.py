"""Mails about entries and contact persons, each in its reader's language and in the transaction of what it tells."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from partners.organisations.contact import Contact
from partners.organisations.membership import EntryChange, Membership
from partners.organisations.organisation import Organisation
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail
from twinning.mail.outbox import queue
from twinning.tokens import actions as tokens

CONSENT = "contact.consent"
# A consent holds until it is taken back; the link to do so must last as long as such a mail is kept.
LINK_LIFETIME = timedelta(days=5 * 365)


def _address(name: str, language: str, **kwargs: Any) -> str:
    with override(language if language in settings.PUBLISHED_LANGUAGES else settings.LANGUAGE_CODE):
        return settings.SITE_URL + reverse(f"organisations:{name}", kwargs=kwargs)


def _tell(person: User, template: str, key: str, action_url: str, **context: Any) -> None:
    language = person.mail_language
    profile = _address_of_profile(language)
    values = {"name": person.name, "action_url": action_url, "profile_url": profile, **context}
    queue(template=template, recipient=person.email, language=language, context=values, key=key)


def _address_of_profile(language: str) -> str:
    with override(language):
        return settings.SITE_URL + reverse("accounts:profile-update")


def tell_claim(membership: Membership) -> None:
    """Somebody asked to speak for an organisation: here is the answer."""
    person, organisation = membership.user, membership.organisation
    if membership.state == Membership.State.ACTIVE:
        template = "organisation_claim_confirmed"
        url = _address("organisation-update", person.mail_language, slug=organisation.slug)
    else:
        template, url = "organisation_claim_declined", _address("membership-list", person.mail_language)
    _tell(
        person,
        template,
        _membership_key(membership.pk) + membership.state,
        url,
        organisation=organisation,
        reason=membership.reason,
    )


def tell_end(membership: Membership) -> None:
    """Staff have ended a membership."""
    person = membership.user
    url = _address("membership-list", person.mail_language)
    key = _membership_key(membership.pk) + membership.state
    _tell(
        person, "organisation_membership_ended", key, url,
        organisation=membership.organisation, reason=membership.reason,
    )  # fmt: skip


def tell_change(change: EntryChange) -> None:
    """Somebody proposed a change: here is what became of it."""
    person, organisation = change.submitted_by, change.organisation
    url = _address("organisation-detail", person.mail_language, slug=organisation.slug)
    template = f"organisation_change_{change.state}"
    is_part = len(change.taken) < len(change.after)
    _tell(
        person, template, _change_key(change.pk), url,
        organisation=organisation, reason=change.reason, is_part=is_part,
    )  # fmt: skip


def _membership_key(number: int) -> str:
    return f"membership-{number}-"


def _change_key(number: int) -> str:
    return f"entrychange-{number}"


def forget_entry(organisation: Organisation) -> None:
    """Delete every mail about claims and changes of an entry: called before the entry itself goes."""
    for number in organisation.memberships.values_list("pk", flat=True):
        OutgoingMail.objects.filter(key__startswith=_membership_key(number)).delete()
    changes = organisation.changes.values_list("pk", flat=True)
    OutgoingMail.objects.filter(key__in=[_change_key(number) for number in changes]).delete()


# --- contact persons ------------------------------------------------------------------------------
def consent_link(contact: Contact) -> str:
    """A fresh personal link to the page on which the person sees and decides what is published."""
    raw = tokens.issue(purpose=CONSENT, object_id=contact.pk, lifetime=LINK_LIFETIME)
    return _address("consent-detail", contact.mail_language, token=raw)


def _prefix(contact: Contact) -> str:
    return f"contact-{contact.pk}-"


def write_to_person(contact: Contact, template: str, event: str, *, with_link: bool = True) -> None:
    """A mail to a contact person; nothing without an address. `event` tells mails of one kind apart."""
    key = f"{_prefix(contact)}{event}"
    if not contact.email or OutgoingMail.objects.filter(key=key).exists():
        return
    queue(
        template=template,
        recipient=contact.email,
        language=contact.mail_language,
        context={
            "name": contact.name,
            "contact": contact,
            "facts": _facts(contact),
            "action_url": consent_link(contact) if with_link else "",
        },
        key=key,
        confidential=with_link,
    )


def _facts(contact: Contact) -> list[tuple[Any, Any]]:
    place = [(_("Organisation"), contact.organisation)] if contact.organisation_id else []
    return [(_("Name"), contact.name), *place, *([(_("City"), contact.city)] if contact.city_id else [])]


def forget_person(contact: Contact) -> None:
    """Delete every mail to the person and make every link useless: called when the person is erased."""
    OutgoingMail.objects.filter(key__startswith=_prefix(contact)).delete()
    tokens.revoke(object_id=contact.pk, purpose=CONSENT)
