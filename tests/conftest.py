"""Shared set-up: every test starts in German, with an empty cache and the seed only where it asks for it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache, caches
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests import emptying, snapshots
from twinning import memory

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ


def pytest_configure() -> None:
    """Passwords are hashed slowly on purpose; thousands of people of the tests would wait for it in vain."""
    slow = portal_settings.PASSWORD_HASHERS
    portal_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *slow]
    emptying.install()


def pytest_unconfigure() -> None:
    """The run's shared databases go with its first process, after all workers."""
    if not IS_WORKER:
        snapshots.drop_all()


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    """Django's test client leaves its last language active; without this, the next test would write into it."""
    with translation.override("de"):
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test sees what another one cached."""
    cache.clear()
    caches["calendar_files"].clear()
    memory.forget()


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Whatever a test uploads or a seed draws lands in a folder of its own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.PRIVATE_ROOT = str(tmp_path / "private")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of the run know."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if IS_WORKER else base) / "snapshots"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, shared_folder: Path, django_db_keepdb: bool
) -> None:
    """Several workers migrate once: each test database begins as a copy."""
    if IS_WORKER and not django_db_keepdb:
        connection.settings_dict["TEST"]["TEMPLATE"] = snapshots.migrated(shared_folder)


@pytest.fixture(scope="session")
def stage(
    shared_folder: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[snapshots.Stage]:
    """This worker's copies of the seeded databases."""
    with django_db_blocker.unblock():
        there = snapshots.Stage(shared_folder)
    yield there
    with django_db_blocker.unblock():
        there.clear()


@pytest.fixture
def _snapshot(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Lead a test into the copy that it asks for, before its transaction begins."""
    wanted = next(
        (name for name in (snapshots.SAMPLED, snapshots.SEEDED) if name in request.fixturenames), ""
    )
    if not wanted:
        yield
        return
    stage, media = request.getfixturevalue("stage"), Path(portal_settings.MEDIA_ROOT)
    with django_db_blocker.unblock(), stage.on(wanted, media):
        ContentType.objects.clear_cache()
        yield


@pytest.fixture
def _django_db_helper(_snapshot: None, _django_db_helper: None) -> None:
    """pytest-django's own way into the database, entered after the snapshot was chosen."""


@pytest.fixture
def seeded(own_files: None, db: None) -> None:
    """The real partner cities, pages and aims, with maps drawn."""


@pytest.fixture
def sampled(own_files: None, db: None) -> None:
    """The same with the invented samples and people of a demonstration."""
