"""Models and migrations say the same."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    """Exits with an error, and shows what is missing, when a model changed without a migration."""
    call_command("makemigrations", check=True, dry_run=True)
