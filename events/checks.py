"""System checks: registrations are counted rightly under READ COMMITTED alone.

Under REPEATABLE READ a transaction that waits for the lock of a date counts what was true before it waited, and
overbooks. Django reads the isolation out of its settings; PostgreSQL can be given another one for a role or a server.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections
from django.db.backends.postgresql.psycopg_any import IsolationLevel

WANTED = "read committed"
HINT = "Take the isolation level out of the settings and out of the database: ALTER ROLE … RESET ALL."


@register
def settings_ask_for_read_committed(**kwargs: Any) -> list[CheckMessage]:
    """What DATABASES says, without a connection: at every start."""
    level = settings.DATABASES["default"].get("OPTIONS", {}).get("isolation_level")
    if level in {None, IsolationLevel.READ_COMMITTED}:
        return []
    return [Error(f"The settings ask for the isolation level {level!r}.", hint=HINT, id="events.E001")]


@register(Tags.database)
def database_reads_committed(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """What the connection really does: with `migrate` and `check --database`."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        level = _isolation(alias)
        if level not in {None, WANTED}:
            found.append(Error(f"The database runs {level} by default.", hint=HINT, id="events.E002"))
    return found


def _isolation(alias: str) -> str | None:
    """The isolation of a new transaction; None while nobody can ask."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW default_transaction_isolation")
            default = cursor.fetchone()[0]
            cursor.execute("SHOW transaction_isolation")
            return max((default, cursor.fetchone()[0]), key=lambda level: level != WANTED)
    except DatabaseError:
        return None
