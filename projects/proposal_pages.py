"""What the pages of a proposal show: its history on the thread, what comes next, and what its owner may do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.permissions import may_change, may_propose, may_withdraw
from projects.project import Project
from projects.proposal import Proposal
from twinning.accounts.models import User

# Which wording of the notice a proposal was sent under; raise it when the notice changes.
NOTICE_VERSION = "2026-11"
TAGS = {
    Proposal.State.SUBMITTED: "info",
    Proposal.State.RETURNED: "warn",
    Proposal.State.ACCEPTED: "ok",
    Proposal.State.DECLINED: "err",
    Proposal.State.WITHDRAWN: "plain",
}


@dataclass(frozen=True, slots=True)
class Knot:
    """One step on the thread: done with its time, or still ahead."""

    text: str
    at: datetime | None = None
    message: str = ""
    is_done: bool = True
    is_current: bool = False


def privacy_notice() -> dict[str, str]:
    """The short notice of Art. 13 GDPR under the form, as components/form.html prints it."""
    days = settings.VISITOR_MESSAGE_DAYS
    text = ngettext(
        "We use what you write to check your proposal and to make a page of the project; your name and address are "
        "not shown there. That is our public task (Art. 6 (1) (e) GDPR). We erase the proposal %(days)d day after "
        "our decision. Your rights, and whom to turn to:",
        "We use what you write to check your proposal and to make a page of the project; your name and address are "
        "not shown there. That is our public task (Art. 6 (1) (e) GDPR). We erase the proposal %(days)d days after "
        "our decision. Your rights, and whom to turn to:",
        days,
    )
    url = reverse("pages:page-detail", kwargs={"slug": "privacy"})
    return {"text": text % {"days": days}, "url": url, "version": NOTICE_VERSION}


def _ahead(proposal: Proposal, is_public: bool) -> list[str]:
    """What comes next; nothing when the story is over."""
    if proposal.state == Proposal.State.ACCEPTED:
        return [] if is_public else [_("We prepare the page and its translations"), _("The page is public")]
    return {
        Proposal.State.SUBMITTED: [_("We check your proposal"), _("We write to you by e-mail")],
        Proposal.State.RETURNED: [
            _("Your turn: change it and send it again"), _("We check it anew"), _("We write to you by e-mail"),
        ],
    }.get(proposal.state, [])  # fmt: skip


def knots(proposal: Proposal, *, is_public: bool) -> list[Knot]:
    """History and outlook, oldest first."""
    done = [Knot(event.get_kind_display(), event.at, event.message) for event in proposal.events.all()]
    ahead = [
        Knot(text, is_done=False, is_current=number == 0)
        for number, text in enumerate(_ahead(proposal, is_public))
    ]
    return [*done, *ahead]


def is_public(project: Project | None) -> bool:
    """True when anybody can see the project's page now."""
    return bool(project and Project.objects.published().filter(pk=project.pk).exists())


def page_context(proposal: Proposal, user: User) -> dict[str, Any]:
    """Everything on the page of one proposal."""
    shown = is_public(proposal.project)
    return {
        "proposal": proposal,
        "kind": TAGS[proposal.state],
        "knots": knots(proposal, is_public=shown),
        "is_public": shown,
        "may_change": may_change(user, proposal)[0],
        "may_withdraw": may_withdraw(user, proposal)[0],
        "cities": proposal.cities.in_name_order(),
        "themes": [theme.title() for theme in proposal.themes.with_titles()],
    }


def list_context(user: User) -> dict[str, Any]:
    """One's own proposals: first those that wait for oneself."""
    rows = Proposal.objects.visible_to(user).filter(submitted_by=user).select_related("project")
    entries = [{"proposal": row, "kind": TAGS[row.state]} for row in rows]
    allowed, reason = may_propose(user)
    return {
        "yours": [entry for entry in entries if entry["proposal"].state == Proposal.State.RETURNED],
        "others": [entry for entry in entries if entry["proposal"].state != Proposal.State.RETURNED],
        "reason": "" if allowed else reason,
    }
