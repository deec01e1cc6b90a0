"""A real portal in a process of its own, with the seed, and a real Chromium in front of it.

The database is made once per test worker and lives only as long as it: tests of this folder share it, so each
undoes what it changes or looks only at what it made.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from psycopg2 import sql
from pytest_django import DjangoDbBlocker

from twinning.local import chromium

ROOT = Path(__file__).resolve().parent.parent.parent
# Every sequence with the table and column that it counts.
SEQUENCES = """
SELECT s.relname, t.relname, a.attname
FROM pg_class s
JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
JOIN pg_class t ON t.oid = d.refobjid AND t.relkind = 'r'
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE s.relkind = 'S'
"""
STAFF, PASSWORD = "kulturbuero@example.org", "hannover-1947"


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of a Chromium; without one these tests are skipped, in CI they fail."""
    path = os.environ.get("CHROMIUM") or chromium.find()
    if not path and os.environ.get("CI") == "true":
        pytest.fail("No Chromium was found, and CI must not skip the browser tests.")
    if not path:
        pytest.skip("No Chromium was found; `python -m twinning.local.chromium` says how to get one.")
    return path


def _count_from_one(settings: dict[str, Any]) -> None:
    """Earlier tests have used up numbers of the empty tables; in a fresh portal the first city is number 1."""
    database = _maintenance(settings, settings["NAME"])
    with database.cursor() as cursor:
        cursor.execute(SEQUENCES)
        for sequence, table, column in cursor.fetchall():
            highest = sql.SQL("SELECT setval(%s, COALESCE((SELECT max({}) FROM {}), 0) + 1, false)")
            names = (sql.Identifier(column), sql.Identifier(table))
            cursor.execute(highest.format(*names), [f'"{sequence}"'])
    database.close()


def _maintenance(settings: dict[str, Any], name: str = "postgres") -> Any:
    """A connection that may create and drop databases beside the tests' own."""
    done = psycopg2.connect(
        dbname=name,
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
    )
    done.autocommit = True
    return done


def _environment(settings: dict[str, Any], name: str, folder: Path) -> dict[str, str]:
    """Variables that let a process of its own use the new database, whatever kind of server it is."""
    host = str(settings["HOST"])
    place = f"{host}:{settings['PORT']}" if settings["PORT"] else host
    account = f"{settings['USER']}:{settings['PASSWORD']}@" if settings["PASSWORD"] else ""
    url = f"postgres:///{host}/{name}" if host.startswith("/") else f"postgres://{account}{place}/{name}"
    own = {
        "DATABASE_URL": url,
        "PGUSER": str(settings["USER"] or ""),
        "PGPORT": str(settings["PORT"] or ""),
        "DEBUG": "1",
        "MEDIA_ROOT": str(folder / "media"),
        "LOG_LEVEL": "WARNING",
    }
    return os.environ | {key: value for key, value in own.items() if value}


@pytest.fixture(scope="session", autouse=True)
def portal_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name of a copy of the tests' empty database, and Django's settings of the server that has it.

    Made before Playwright starts: its loop hides the tests' own connection, and PostgreSQL copies a database only
    while nobody uses it. pytest-django makes no database when no test of the run asks for one: then it is made here.
    """
    made = None
    with django_db_blocker.unblock():
        if not str(connection.settings_dict["NAME"]).startswith(TEST_DATABASE_PREFIX):
            made = setup_databases(0, False, aliases=["default"], serialized_aliases=set())
        settings = dict(connection.settings_dict)
        connection.close()
    name = f"browser_{os.getpid()}"
    admin = _maintenance(settings)
    admin.cursor().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    admin.cursor().execute(f'CREATE DATABASE "{name}" TEMPLATE "{settings["NAME"]}"')
    _count_from_one(settings | {"NAME": name})
    try:
        yield name, settings
    finally:
        admin.cursor().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.close()
        if made:
            with django_db_blocker.unblock():
                teardown_databases(made, 0)


@pytest.fixture(scope="session")
def portal_environment(
    portal_database: tuple[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Variables of a process that works on the seeded database of the portal."""
    name, settings = portal_database
    environment = _environment(settings, name, tmp_path_factory.mktemp("portal"))
    for command in (["seed", "--samples", "-v0"], ["build_map", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    return environment


@pytest.fixture(scope="session")
def inside(portal_environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The process of a seeded portal that really listens; see tests.browser.inside."""
    command = [sys.executable, "-m", "tests.browser.inside"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=portal_environment, **pipes) as process:
        yield process
        process.stdin.close()


@pytest.fixture(scope="session")
def portal(inside: subprocess.Popen[str]) -> str:
    """Address of that portal."""
    return f"http://127.0.0.1:{int(inside.stdout.readline())}"


@pytest.fixture(scope="session")
def in_portal(inside: subprocess.Popen[str], portal: str) -> Callable[[str], Any]:
    """Run Python inside the portal; the JSON that it prints last comes back."""

    def run(code: str) -> Any:
        inside.stdin.write(json.dumps(code) + "\n")
        inside.stdin.flush()
        said = json.loads(inside.stdout.readline())
        assert "error" not in said, said["error"]
        return json.loads(said["said"])

    return run


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium per worker; every test gets a fresh context of it."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
        started = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield started
        started.close()


class Watch:
    """What a page asked for and complained about: foreign hosts and console messages."""

    def __init__(self, page: Page, portal: str) -> None:
        self.foreign: list[str] = []
        self.console: list[str] = []
        page.on("request", lambda request: self._ask(request.url, portal))
        page.on("console", lambda message: self.console.append(message.text))

    def _ask(self, url: str, portal: str) -> None:
        if not url.startswith((portal, "data:", "blob:")):
            self.foreign.append(url)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor without history."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 900})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """That visitor's tab."""
    return context.new_page()


# Who has signed in at which portal: typing a password is tested elsewhere, and costs a second each time.
_SESSIONS: dict[tuple[str, str], list[Any]] = {}


def sign_in(page: Page, portal: str, email: str = STAFF) -> None:
    """Sign in with a demo log-in; whoever has done so before comes back with the same session."""
    known = _SESSIONS.get((portal, email))
    if known:
        page.context.add_cookies(known)
        if page.context.request.get(f"{portal}/de/accounts/profile/", max_redirects=0).ok:
            return
        page.context.clear_cookies()
    page.goto(f"{portal}/de/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    _SESSIONS[portal, email] = page.context.cookies()
