"""Fifty people send the form at the same moment, to a server of two processes."""

import contextlib
import http.client
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from events.models import Registration
from tests.bench_submissions import way_to
from tests.events.booking.steps import taken
from tests.factories import make_home
from tests.factories_events import make_occurrence
from twinning.local.bench import free_port, wait_for
from twinning.mail.models import OutgoingMail
from twinning.public_forms import fresh_key

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
PEOPLE, PLACES, WAITING = 50, 10, 5
BUSY, TRIES = 503, 5


@contextlib.contextmanager
def server() -> Iterator[int]:
    """Two worker processes at the database of this test; the port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "twinning.wsgi:application", "--workers=2", "--threads=8",
               f"--bind=127.0.0.1:{port}", "--preload", "--log-level=error"]  # fmt: skip
    environment = os.environ | way_to(connection.settings_dict)
    environment |= {"SECRET_KEY": settings.SECRET_KEY, "DEBUG": "1", "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_for(port, 60)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def post(port: int, path: str, key: str, name: str) -> int:
    """Send the form, and again when the page asks for it; the status of the last answer."""
    for _ in range(TRIES):
        if (status := _post(port, path, key, name)) != BUSY:
            break
    return status


def _post(port: int, path: str, key: str, name: str) -> int:
    typed = {"key": key, "name": name, "email": f"{name}@example.org", "places": "1", "consent": "on"}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        link.request("POST", path, urlencode(typed), headers)
        response = link.getresponse()
        response.read()
        return response.status
    finally:
        link.close()


def test_fifty_parallel_posts_fill_ten_places_and_five_turns() -> None:
    make_home()
    occurrence = make_occurrence(capacity=PLACES, waiting_limit=WAITING)
    twice = make_occurrence(capacity=PLACES)
    path, other = (
        reverse("events:registration-create", args=[date.event.slug, date.pk]) for date in (occurrence, twice)
    )
    people = [(path, fresh_key(), f"guest{number}") for number in range(PEOPLE)]
    clicks = [(other, fresh_key(), "impatient")] * 5
    with server() as port, ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(lambda click: post(port, *click), people + clicks))
    assert Counter(answers[:PEOPLE]) == {302: PLACES + WAITING, 422: PEOPLE - PLACES - WAITING}
    assert taken(occurrence) == PLACES
    assert Registration.objects.waiting().count() == WAITING
    assert set(answers[PEOPLE:]) == {302}
    assert (taken(twice), OutgoingMail.objects.count()) == (1, PLACES + WAITING + 1)
