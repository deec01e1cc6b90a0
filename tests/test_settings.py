"""Settings: safe unless asked otherwise, and languages that fit together."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils.translation import get_language_info

from twinning import checks

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SECRET_KEY": "k" * 30 + "0123456789abcdefghijklmnop",
    "ALLOWED_HOSTS": "portal.example.org",
    "DEBUG": "0",
    "HTTPS": "1",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: os.environ[key] for key in os.environ if key not in {"DEBUG", "SECRET_KEY", "HTTPS"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
    )


def test_check_deploy_is_clean_with_production_settings() -> None:
    """Nothing in the settings is to blame. W001 is about content: somebody must look at the statement each year."""
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    blamed = set(re.findall(r"\((\w+\.[CEWI]\d+)\)", done.stdout + done.stderr))
    assert blamed - {"twinning.W001"} == set(), done.stderr
    assert "System check identified" in done.stdout + done.stderr


def test_production_without_a_secret_key_does_not_start() -> None:
    done = manage("check", **(PRODUCTION | {"SECRET_KEY": ""}))
    assert done.returncode != 0
    assert "Set SECRET_KEY" in done.stderr


def test_migrations_match_the_models() -> None:
    done = manage("makemigrations", "--check", "--dry-run", **PRODUCTION)
    assert (done.returncode, done.stdout.strip()) == (0, "No changes detected"), done.stderr


def test_every_language_has_its_info() -> None:
    for code in (*settings.MODELTRANSLATION_LANGUAGES, "ny", "ca"):
        assert get_language_info(code)["code"] == code


def test_removed_language_is_an_error() -> None:
    with override_settings(MODELTRANSLATION_LANGUAGES=("de", "en")):
        lost = [message.msg for message in checks.no_language_was_removed()]
    assert len(lost) == len(checks.FIXED_LANGUAGES) - 2


def test_published_language_without_columns_is_an_error() -> None:
    with override_settings(PUBLISHED_LANGUAGES=("de", "xx")):
        assert [message.id for message in checks.published_languages_have_columns()] == ["twinning.E001"]


def test_unknown_language_is_an_error() -> None:
    with override_settings(PUBLISHED_LANGUAGES=("de", "xx")):
        assert [message.id for message in checks.languages_are_known()] == ["twinning.E003"]


@pytest.mark.parametrize("code", ["de", "en", "fr", "pl", "ja", "ar"])
def test_six_languages_are_published(code: str) -> None:
    assert code in settings.PUBLISHED_LANGUAGES
