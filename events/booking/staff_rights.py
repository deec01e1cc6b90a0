"""Who may do what with registrations on the desk; called by the views and the pages that show buttons.

Whoever stands at the door sees names and checks people in; whoever plans the date also lets people in and out, writes
to them and takes lists away. Access needs are shown to those alone who have to prepare something.
"""

from dataclasses import dataclass
from typing import Self

from twinning.accounts.models import User


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do."""

    sees: bool
    checks_in: bool
    enters: bool
    plans: bool
    sees_needs: bool

    @classmethod
    def of(cls, user: User) -> Self:
        sees = user.has_perm("events.view_registration")
        changes = sees and user.has_perm("events.change_registration")
        return cls(
            sees=sees,
            checks_in=changes,
            enters=sees and user.has_perm("events.add_registration"),
            plans=changes and user.has_perm("events.change_occurrence"),
            sees_needs=sees and user.has_perm("events.view_access_needs"),
        )
