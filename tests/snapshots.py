"""Databases that a test run makes once and copies: migrated, seeded, and with samples.

Migrations and seeds take most of a minute, copying a database a second. So the first worker that needs one makes it,
under a lock of the server, and all others copy it. A test that asks for the fixture `seeded` or `sampled` runs, in its
own transaction, in such a copy instead of the empty database. Used by tests/conftest.py and tests/browser/conftest.py.
"""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
# All workers of one run share it; a run without workers is alone.
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
LOCK = 1_947_001
# The test database of a run without workers, read before pytest-django renames anything.
STEM = connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}"
SEEDED, SAMPLED = "seeded", "sampled"
# Every sequence with the table and column that it counts.
SEQUENCES = """
SELECT s.relname, t.relname, a.attname
FROM pg_class s
JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
JOIN pg_class t ON t.oid = d.refobjid AND t.relkind = 'r'
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE s.relkind = 'S'
"""
# How each is made out of another one.
STEPS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    SEEDED: ("migrated", (("seed", "-v0"), ("build_map", "-v0"))),
    SAMPLED: (SEEDED, (("seed", "--samples", "-v0"), ("rebuild_search",))),
}


def name_of(snapshot: str) -> str:
    return f"{STEM}_{snapshot}"


def maintenance(name: str = "postgres") -> Any:
    """A connection that may create and drop databases beside the tests' own."""
    settings = connection.settings_dict
    done = psycopg2.connect(
        dbname=name,
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
    )
    done.autocommit = True
    return done


@contextmanager
def _locked() -> Iterator[Any]:
    """A cursor, alone among all workers: making a database from another one bears no company."""
    admin = maintenance()
    try:
        with admin.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield cursor
    finally:
        admin.close()


def environment(name: str, media: Path) -> dict[str, str]:
    """Variables that let a process of its own use a database, whatever kind of server it is."""
    settings = connection.settings_dict
    host = str(settings["HOST"])
    place = f"{host}:{settings['PORT']}" if settings["PORT"] else host
    account = f"{settings['USER']}:{settings['PASSWORD']}@" if settings["PASSWORD"] else ""
    own = {
        "DATABASE_URL": f"postgres:///{host}/{name}"
        if host.startswith("/")
        else f"postgres://{account}{place}/{name}",
        "PGUSER": str(settings["USER"] or ""),
        "PGPORT": str(settings["PORT"] or ""),
        "DEBUG": "1",
        "MEDIA_ROOT": str(media),
        "PRIVATE_ROOT": str(media.parent / f"{media.name}-private"),
        "LOG_LEVEL": "WARNING",
    }
    return os.environ | {key: value for key, value in own.items() if value}


def _drop(cursor: Any, name: str) -> None:
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _create(cursor: Any, name: str, template: str) -> None:
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    cursor.execute(command.format(sql.Identifier(name), sql.Identifier(template)))


def _is_ours(cursor: Any, name: str) -> bool:
    """Whether this very run has finished making it; a left-over of another run is not."""
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() == (RUN,)


def _finish(cursor: Any, name: str) -> None:
    cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(RUN)))


def _run(name: str, folder: Path, *commands: tuple[str, ...]) -> None:
    for command in commands:
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment(name, folder), check=True
        )


def _count_from_one(name: str) -> None:
    """Earlier tests have used up numbers of the empty tables; in a fresh portal the first city is number 1."""
    database = maintenance(name)
    with database.cursor() as cursor:
        cursor.execute(SEQUENCES)
        for sequence, table, column in cursor.fetchall():
            highest = sql.SQL("SELECT setval(%s, COALESCE((SELECT max({}) FROM {}), 0) + 1, false)")
            names = (sql.Identifier(column), sql.Identifier(table))
            cursor.execute(highest.format(*names), [f'"{sequence}"'])
    database.close()


def migrated(folder: Path) -> str:
    """The name of the database with all tables and no rows; a run without workers has it already."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        connection.close()
        return STEM
    name = name_of("migrated")
    with _locked() as cursor:
        if not _is_ours(cursor, name):
            _drop(cursor, name)
            _create(cursor, name, "template1")
            _run(name, folder / "migrated", ("migrate", "-v0"))
            _finish(cursor, name)
    return name


def made(snapshot: str, folder: Path) -> tuple[str, Path]:
    """Name and folder of files of a snapshot, made now if nobody has made it in this run."""
    source, commands = STEPS[snapshot]
    if source in STEPS:
        template, files = made(source, folder)
    else:
        template, files = migrated(folder), None
    name, media = name_of(snapshot), folder / snapshot
    with _locked() as cursor:
        if not _is_ours(cursor, name):
            _drop(cursor, name)
            _create(cursor, name, template)
            _count_from_one(name)
            if files:
                shutil.copytree(files, media, dirs_exist_ok=True)
            _run(name, media, *commands)
            media.mkdir(exist_ok=True)
            _finish(cursor, name)
    return name, media


def copy(name: str, snapshot: str, folder: Path) -> Path:
    """Make the database `name` as a copy of a snapshot; the folder with the snapshot's files."""
    template, media = made(snapshot, folder)
    with _locked() as cursor:
        _drop(cursor, name)
        _create(cursor, name, template)
    return media


def drop(*names: str) -> None:
    """Take databases away, whoever still looks at them."""
    admin = maintenance()
    with admin.cursor() as cursor:
        for name in names:
            _drop(cursor, name)
    admin.close()


def drop_all() -> None:
    """Leave nothing of this run behind: called when it is over."""
    drop(*(name_of(snapshot) for snapshot in ("migrated", *STEPS)))


class Stage:
    """The worker's own copies, each made when the first test asks for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._copies: dict[str, tuple[str, Path]] = {}

    def _copy(self, snapshot: str) -> tuple[str, Path]:
        if snapshot not in self._copies:
            name = f"{name_of(snapshot)}_{os.getpid()}"
            self._copies[snapshot] = name, copy(name, snapshot, self.folder)
        return self._copies[snapshot]

    @contextmanager
    def on(self, snapshot: str, media: Path) -> Iterator[None]:
        """Let Django's connection lead into the copy, with the snapshot's files in `media`."""
        name, files = self._copy(snapshot)
        shutil.copytree(files, media, dirs_exist_ok=True)
        usual = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual

    def clear(self) -> None:
        drop(*(name for name, _media in self._copies.values()))
