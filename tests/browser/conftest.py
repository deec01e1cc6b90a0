"""A real portal in a process of its own, with the seed, and a real Chromium in front of it.

The database is made once per test worker and lives only as long as it: tests of this folder share it, so each
undoes what it changes or looks only at what it made.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from tests import snapshots
from twinning.local import chromium

ROOT = Path(__file__).resolve().parent.parent.parent
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


@pytest.fixture(scope="session", autouse=True)
def portal_environment(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    shared_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, str]]:
    """Variables of a process that works on the portal's own copy of the seeded database.

    Made before Playwright starts: its loop hides the tests' own connection, and PostgreSQL copies a database only
    while nobody uses it. pytest-django makes no database when no test of the run asks for one: then it is made here.
    """
    made, name = None, f"browser_{os.getpid()}"
    with django_db_blocker.unblock():
        if not str(connection.settings_dict["NAME"]).startswith(TEST_DATABASE_PREFIX):
            made = setup_databases(0, False, aliases=["default"], serialized_aliases=set())
        media = tmp_path_factory.mktemp("portal") / "media"
        shutil.copytree(snapshots.copy(name, snapshots.SAMPLED, shared_folder), media)
    try:
        yield snapshots.environment(name, media)
    finally:
        with django_db_blocker.unblock():
            snapshots.drop(name)
            if made:
                teardown_databases(made, 0)


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
