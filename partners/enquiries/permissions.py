"""Who may do what with enquiries: each answer comes with the reason, so that the page can say why not."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from partners.enquiries.models import Enquiry, EnquiryMessage
from twinning.accounts.models import User

Verdict = tuple[bool, str]
CHANGE = "change_enquiry"


def may_work(user: User, enquiry: Enquiry) -> Verdict:
    """Take on, hand over, note, answer, close."""
    if not user.has_perm(f"enquiries.{CHANGE}"):
        return False, _("You may read enquiries, but not work on them.")
    if enquiry.erased_at:
        return False, _(
            "Words and address of this enquiry were erased, nothing can be done with it any more."
        )
    return True, ""


def may_make_faq(user: User, enquiry: Enquiry, letters: list[EnquiryMessage]) -> Verdict:
    """Turn the answer into a frequent question."""
    allowed, reason = may_work(user, enquiry)
    if not allowed:
        return allowed, reason
    if not any(letter.is_from_office for letter in letters):
        return False, _("Once there is an answer, it can become a frequent question.")
    if not user.has_perms(["pages.add_page", "pages.change_page"]):
        return False, _("Who may write pages can turn the answer into a frequent question.")
    return True, ""


def colleagues() -> QuerySet[User]:
    """Staff to whom an enquiry may be handed over; one query."""
    own = Q(user_permissions__codename=CHANGE, user_permissions__content_type__app_label="enquiries")
    group = Q(groups__permissions__codename=CHANGE, groups__permissions__content_type__app_label="enquiries")
    people = User.objects.filter(is_staff=True, is_active=True)
    return people.filter(Q(is_superuser=True) | own | group).distinct().order_by("name", "email")
