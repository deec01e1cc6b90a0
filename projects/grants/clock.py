"""The database's clock: deadlines are judged by it, so that no web server's clock decides who was in time."""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def database_now() -> datetime:
    """This moment as PostgreSQL sees it (aware); not the start of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment = cursor.fetchone()[0]
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
