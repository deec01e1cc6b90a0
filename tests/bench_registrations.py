"""`make bench-registrations`: 1,000 times, 50 people want one of 10 places at the same moment.

Each person is a thread with a connection of its own; each round is a new date without a waiting list. First the same
crowd comes without the lock and the counter: it must overbook, else the rest would prove nothing. The database is a new
one beside DATABASE_URL's, dropped afterwards. Prints what came of it; ends with 1 when a date is overbooked, when a
place stays empty, or when the negative control does not overbook. ROUNDS and TAKERS change the numbers.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from statistics import median
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import django

from tests.bench_submissions import scratch_database
from twinning.local.dotenv import database_url
from twinning.local.run import ROOT

ROUNDS, TAKERS = int(os.environ.get("ROUNDS", "1000")), int(os.environ.get("TAKERS", "50"))
PLACES, CONTROLS, TRIES = 10, 5, 20


class Crowd:
    """The takers: threads that live through all rounds and start each at the same moment."""

    def __init__(self, act: Callable[[int, int], str]) -> None:
        self.act, self.answers, self.seconds = act, [""] * TAKERS, [0.0] * TAKERS
        self.date, self.gate = 0, threading.Barrier(TAKERS + 1)
        self.threads = [threading.Thread(target=self._live, args=[number]) for number in range(TAKERS)]
        for thread in self.threads:
            thread.start()

    def _live(self, number: int) -> None:
        while True:
            self.gate.wait()
            if not self.date:
                break
            begun = time.monotonic()
            self.answers[number] = self.act(self.date, number)
            self.seconds[number] = time.monotonic() - begun
            self.gate.wait()
        import_module("django.db").connection.close()

    def storm(self, date: int) -> Counter[str]:
        """All of them want a place on this date; how often which answer."""
        self.date = date
        self.gate.wait()
        self.gate.wait()
        return Counter(self.answers)

    def end(self) -> None:
        """Send them home."""
        self.date = 0
        self.gate.wait()
        for thread in self.threads:
            thread.join()


def take(date: int, number: int) -> str:
    """Register for one place, and again while the page asks for it."""
    actions = import_module("events.booking.actions")
    occurrence = import_module("events.models").Occurrence(pk=date)
    wish = {
        "name": "Kim",
        "email": f"taker{number}.{date}@example.org",
        "language": "de",
        "consent_version": "1",
    }
    key = uuid4()
    for _ in range(TRIES):
        try:
            actions.register(occurrence, key=key, **wish)
            return "place"
        except actions.Refused:
            return "refused"
        except actions.Busy:
            continue
        except Exception as error:
            return type(error).__name__
    return "busy"


def held(date: Any) -> int:
    """Places that are held, whatever the counter says."""
    rows = import_module("events.models").Registration.objects.filter(occurrence=date).holding()
    return sum(rows.values_list("places", flat=True))


@contextmanager
def without_lock() -> Iterator[None]:
    """Count, then insert: no lock, no counter."""
    turn = import_module("events.booking.actions.turn")
    dates = import_module("events.models").Occurrence.objects
    free = property(lambda turn: turn.occurrence.capacity - held(turn.occurrence))
    with (
        patch.object(turn, "_locked", lambda key: dates.get(pk=key)),
        patch.object(turn.Turn, "free", free),
        patch.object(turn.Turn, "count", lambda turn, places: None),
    ):
        yield


def rounds(crowd: Crowd, count: int) -> tuple[int, int, Counter[str], list[float]]:
    """Overbooked dates, dates with a wrong counter or an empty place, answers, seconds per round."""
    make = import_module("tests.factories_events").make_occurrence
    event = import_module("tests.factories_events").make_event()
    venue = import_module("tests.factories_events").make_venue()
    start = import_module("django.utils.timezone").now()
    day = import_module("tests.factories_events").DAY
    overbooked, wrong, answers, seconds = 0, 0, Counter(), []
    for number in range(count):
        date = make(
            event, venue=venue, capacity=PLACES, waiting_limit=0, starts_at=start + day * (10 + number)
        )
        begun = time.monotonic()
        answers += crowd.storm(date.pk)
        seconds.append(time.monotonic() - begun)
        date.refresh_from_db()
        found = held(date)
        overbooked += found > PLACES
        wrong += date.taken != found or found < PLACES
    return overbooked, wrong, answers, seconds


def run() -> int:
    """The negative control, then the rounds; print both."""
    import_module("tests.factories").make_home()
    crowd = Crowd(take)
    try:
        with without_lock():
            control, _wrong, answers, _seconds = rounds(crowd, CONTROLS)
        print(f"without the lock: {control} of {CONTROLS} dates overbooked, {answers['place']} places given "
              f"instead of {CONTROLS * PLACES}")  # fmt: skip
        begun, cpu = time.monotonic(), time.process_time()
        overbooked, wrong, answers, seconds = rounds(crowd, ROUNDS)
    finally:
        crowd.end()
    took, cpu, people = time.monotonic() - begun, time.process_time() - cpu, ROUNDS * TAKERS
    print(f"{ROUNDS} rounds of {TAKERS} people for {PLACES} places in {took:.1f} s ({people / took:.0f} a second, "
          f"{cpu / people * 1000:.1f} ms of CPU each): {dict(answers)}")  # fmt: skip
    print(f"overbooked {overbooked}, wrong counter or empty place {wrong}; a round took {median(seconds):.2f} s "
          f"(median), {max(seconds):.2f} s (longest)")  # fmt: skip
    expected = {"place": ROUNDS * PLACES, "refused": ROUNDS * (TAKERS - PLACES)}
    return int(bool(overbooked or wrong or not control or dict(answers) != expected))


def main() -> int:
    """Prepare a database and run there."""
    if not database_url(ROOT):
        subprocess.run([sys.executable, "-m", "twinning.local.postgres", "start"], check=True, cwd=ROOT)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DEBUG": "1", "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "twinning.settings",
            "MEDIA_ROOT": f"{folder}/media", "PRIVATE_ROOT": f"{folder}/private", "CONN_MAX_AGE": "600",
        }  # fmt: skip
        django.setup()
        with scratch_database() as variables:
            environment = os.environ | variables
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "-v0"], check=True, cwd=ROOT, env=environment
            )
            return run()


if __name__ == "__main__":
    sys.exit(main())
