"""Which files somebody may see: of applications that they may see, and nothing that was removed.

Every list and every download of files goes through here. Called by the views, the template tags and the exports.
"""

from typing import Any

from django.db.models import Q, QuerySet

from projects.grants.actions import may_write
from projects.grants.application import STEPS, Application
from projects.grants.parts import Attachment
from projects.grants.roles import roles_of

# `paper` of a file that came with a message: it belongs to the talk, not to the application.
MESSAGE = "message:"
MOST = 20


def files_for(user: Any) -> QuerySet[Attachment]:
    """Files of one's own applications and of those that staff may see; reviewers see no files of messages."""
    return _visible(Attachment.objects.filter(removed_at=None), user)


def openable(user: Any) -> QuerySet[Attachment]:
    """Files whose content somebody may open: those they see, and for the office also what was taken off later."""
    if getattr(user, "is_staff", False) and user.has_perm("grants.view_application"):
        cases = Application.objects.visible_to(user).values("pk")
        kept = Q(application__in=cases) & ~Q(file="")
        return Attachment.objects.filter(kept | Q(pk__in=files_for(user).values("pk")))
    return files_for(user)


def _visible(rows: QuerySet[Attachment], user: Any) -> QuerySet[Attachment]:
    mine = Q(application__in=Application.objects.of(user).values("pk"))
    if not getattr(user, "is_staff", False):
        return rows.filter(mine)
    seen = Q(application__in=Application.objects.visible_to(user).values("pk"))
    if not user.has_perm("grants.view_application"):
        seen &= ~Q(paper=MESSAGE)
    return rows.filter(mine | seen)


def own_files(application: Application) -> QuerySet[Attachment]:
    """The files of the application itself, without those of its messages."""
    return Attachment.objects.filter(application=application, removed_at=None).exclude(paper=MESSAGE)


def may_upload(application: Application, user: Any) -> bool:
    """While a step is open to this person: a draft, or what the office opened again."""
    is_draft = application.state == Application.State.DRAFT
    steps = STEPS if is_draft else application.open_sections
    return any(may_write(application, user, step) for step in steps)


def may_talk(application: Application, user: Any) -> bool:
    """The applicant's people about what was sent; desk officers and the lead without a tie."""
    if application.state in {Application.State.DRAFT, Application.State.EXPIRED}:
        return False
    return bool(roles_of(user, application) & {"writer", "signatory", "finance_writer", "officer", "lead"})
