"""Who comes, who waits, who moves up: every act about registrations, each under the lock of its date.

Only the modules of this package write `Occurrence.taken` and a registration's status, position and hold (a test
guards it). Called by the public pages, the staff's pages, the editing of dates and the nightly run. Every act raises
Refused (the text says why) or Busy (nothing was done: try again).
"""

from events.booking.actions.coming import check_in, mark_absent, undo_check_in
from events.booking.actions.entering import Guest, enter, walk_in
from events.booking.actions.joining import OPEN_HOLDS, confirm, register, send_link
from events.booking.actions.leaving import cancel, expire_due, remove
from events.booking.actions.queueing import accept_offer, change_rules, decline_offer, move_queue, promote
from events.booking.actions.turn import HOLD, Busy, Overtaken, Refused

__all__ = [
    "HOLD",
    "OPEN_HOLDS",
    "Busy",
    "Guest",
    "Overtaken",
    "Refused",
    "accept_offer",
    "cancel",
    "change_rules",
    "check_in",
    "confirm",
    "decline_offer",
    "enter",
    "expire_due",
    "mark_absent",
    "move_queue",
    "promote",
    "register",
    "remove",
    "send_link",
    "undo_check_in",
    "walk_in",
]
