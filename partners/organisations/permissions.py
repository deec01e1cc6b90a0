"""Who may do what with an entry of the directory: (allowed, reason). The pages show the reason, the actions obey it."""

from django.utils.translation import gettext as _

from partners.organisations.contact import Consent, Contact
from partners.organisations.membership import EntryChange, Membership
from partners.organisations.organisation import Organisation
from twinning.accounts.models import User
from twinning.models import Editorial

Answer = tuple[bool, str]
YES: Answer = (True, "")
# How many claims, and how many proposed changes, one person may have waiting at the office.
WAITING_LIMIT = 5


def is_member(user: object, organisation: Organisation) -> bool:
    """True for somebody whom staff have confirmed as speaking for the organisation."""
    return bool(user.pk) and Membership.objects.active().filter(user=user, organisation=organisation).exists()


def _too_many(rows: object) -> Answer:
    if rows.count() < WAITING_LIMIT:
        return YES
    return False, _("You have %(count)d requests waiting with us. Please let us answer those first.") % {
        "count": WAITING_LIMIT
    }


def may_enter(user: User) -> Answer:
    """Put a new organisation forward."""
    return _too_many(Membership.objects.waiting().filter(user=user))


def may_claim(user: User, organisation: Organisation) -> Answer:
    """Ask to take over an entry."""
    own = Membership.objects.filter(user=user, organisation=organisation)
    if own.active().exists():
        return False, _("You maintain this entry already.")
    if own.waiting().exists():
        return False, _("You have asked for this entry already. We are checking it.")
    return may_enter(user)


def may_edit(user: User, organisation: Organisation) -> Answer:
    """Change an entry directly."""
    if is_member(user, organisation):
        return YES
    return False, _("Only confirmed members change an entry directly. You can propose a change.")


def may_propose(user: User, organisation: Organisation) -> Answer:
    """Propose a change to a public entry."""
    if not Organisation.objects.published().filter(pk=organisation.pk).exists():
        return False, _("This entry is not public.")
    return _too_many(EntryChange.objects.waiting().filter(submitted_by=user))


def may_leave(user: User, membership: Membership) -> Answer:
    """Stop speaking for an organisation, or take a claim back."""
    if membership.user_id == user.pk and membership.state in {
        Membership.State.PENDING,
        Membership.State.ACTIVE,
    }:
        return YES
    return False, _("There is nothing to end here.")


def may_write_to(organisation: Organisation) -> Answer:
    """Send a message to an organisation."""
    if organisation.state == Editorial.State.PUBLISHED and organisation.email:
        return YES
    return False, _("This organisation has left us no address for messages.")


def may_write_to_person(contact: Contact) -> Answer:
    """Send a message to a contact person: only with an address and a consent to just that."""
    agreed = contact.consents.in_force().filter(scope__contains=[Consent.Scope.MESSAGES])
    if contact.email and agreed.exists():
        return YES
    return False, _("This person takes no messages through the portal.")
