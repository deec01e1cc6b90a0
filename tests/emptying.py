"""Empties the tables after a test that really commits, in a hundredth of the time that `flush` takes.

`flush` truncates all tables, each of which gets a new file with every index, and makes all permissions anew. Here only
tables with rows are emptied; content types and permissions, which migrations made, stay. Used by tests/conftest.py.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase
from psycopg2 import sql

KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})
PEEK = sql.SQL("(SELECT {name} FROM {table} LIMIT 1)")
GUARDED = """
SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal
"""


def empty_tables(database: str = "default") -> None:
    """Delete every row that a test has committed; foreign keys are checked at the end, so the order is free."""
    connection = connections[database]
    tables = sorted(set(connection.introspection.table_names()) - KEPT)
    with transaction.atomic(using=database), connection.cursor() as cursor:
        peeks = [PEEK.format(name=sql.Literal(table), table=sql.Identifier(table)) for table in tables]
        cursor.execute(sql.SQL(" UNION ALL ").join(peeks))
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute(GUARDED)
        guarded = {name for (name,) in cursor.fetchall()} & set(filled)
        # Guarded tables refuse to be changed; emptying the test's database is no change of theirs.
        _each(cursor, "ALTER TABLE {} DISABLE TRIGGER USER", guarded)
        _each(cursor, "DELETE FROM {}", filled)
        # What hangs on the foreign keys must be over before tables are altered again.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _each(cursor, "ALTER TABLE {} ENABLE TRIGGER USER", guarded)


def _each(cursor: Any, command: str, tables: Iterable[str]) -> None:
    for table in tables:
        cursor.execute(sql.SQL(command).format(sql.Identifier(table)))


def _empty_after_test(self: Any) -> None:
    for database in self._databases_names(include_mirrors=False):
        empty_tables(database)


def install() -> None:
    """Let Django's tests that commit clean up in this way."""
    TransactionTestCase._fixture_teardown = _empty_after_test
