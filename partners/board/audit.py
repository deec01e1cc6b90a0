"""Slips keep a history of what the office decides. What people wrote is not in it: it would outlive its erasure."""

from partners.board.retention import PERSONAL
from partners.board.slip import Slip
from twinning.audit import keep_history

keep_history(Slip, many=("themes",), without=(*PERSONAL, "key", "notice_version", "organisation"))
