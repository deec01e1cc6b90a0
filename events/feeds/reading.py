"""Runs `events.feeds.parsing` as a process of its own, and ends it when its time is over.

Called by `events.feeds.actions`. The process gets no environment and no connection; what it says is checked again.
"""

import json
import os
import subprocess
import sys
from datetime import datetime

from django.conf import settings

from events.feeds.parsing import SECONDS, Item, Reading


def read_calendar(
    body: bytes, *, charset: str, zone: str, now: datetime, seconds: float = SECONDS
) -> Reading:
    """What stands in a calendar; `problem` says why nothing could be read. Takes no longer than `seconds`."""
    order = json.dumps({"charset": charset, "zone": zone, "now": now.isoformat()}).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-m", "events.feeds.parsing"],
            input=order + b"\n" + body,
            capture_output=True,
            timeout=seconds,
            cwd=settings.BASE_DIR,
            env={"PYTHONIOENCODING": "utf-8", "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        return Reading(problem="too_slow")
    if done.returncode:
        # Its own limits ended it: processor time comes as a signal, memory mostly as an exception.
        return Reading(problem="too_slow" if done.returncode < 0 else "damaged_calendar")
    return _reading(json.loads(done.stdout))


def _reading(found: dict) -> Reading:
    return Reading(
        items=[Item.of(values) for values in found["items"]],
        problem=found["problem"],
        left_out=found["left_out"],
        unread=set(found["unread"]),
        known_until=found["known_until"],
    )
