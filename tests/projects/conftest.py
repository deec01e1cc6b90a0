"""The seed with its samples, loaded once per module for tests that only look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def demonstration(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """What `manage.py seed --samples` loads, and the folder of its files; the tests lie inside this transaction."""
    folder = tmp_path_factory.mktemp("media")
    own = override_settings(MEDIA_ROOT=str(folder), DEBUG=True)
    with django_db_blocker.unblock(), transaction.atomic():
        with own:
            call_command("seed", "--samples", verbosity=0)
        yield folder
        transaction.set_rollback(True)
