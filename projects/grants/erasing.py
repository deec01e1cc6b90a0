"""The door that PostgreSQL leaves open in the trail and the letters (migrations 0002 and 0005).

For the end of a file's retention (`records.retention`), and for invented cases that are played into the past (`seed`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def trail_open() -> Iterator[None]:
    """The trail may be changed inside this, in the running transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL grants.erasing = 'on'")
        yield
        cursor.execute("SET LOCAL grants.erasing = 'off'")
