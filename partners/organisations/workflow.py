"""What may follow what: claims of organisations, and changes that others propose. Read by `actions` only."""

from django.utils.translation import gettext as _

from partners.organisations.membership import EntryChange, Membership

M, C = Membership.State, EntryChange.State

MEMBERSHIP = {
    M.PENDING: {M.ACTIVE, M.DECLINED, M.ENDED},
    M.ACTIVE: {M.ENDED},
    M.DECLINED: set(),
    M.ENDED: set(),
}
CHANGE = {C.PENDING: {C.ACCEPTED, C.DECLINED}, C.ACCEPTED: set(), C.DECLINED: set()}


class Refused(Exception):
    """Why something can't be done now, as a sentence for whoever asked."""


def check(row: Membership | EntryChange, state: str) -> None:
    """Raise Refused unless `row` may become `state`: of two people who decide at once, the second is told."""
    table = MEMBERSHIP if isinstance(row, Membership) else CHANGE
    if state not in table[row.state]:
        raise Refused(
            _("Somebody was faster: this is settled already (%(state)s).")
            % {"state": row.get_state_display()}
        )
