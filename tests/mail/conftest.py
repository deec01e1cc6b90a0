"""A mail template for tests, and a mail server that writes down what it gets."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from tests.mail import backends
from twinning.mail.models import OutgoingMail
from twinning.mail.outbox import queue


@pytest.fixture(autouse=True)
def delivered(settings: Settings) -> list[EmailMessage]:
    """What the mail server got; the template "sample" exists."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates
    settings.DELIVERY_BACKEND = backends.RECORDING
    backends.delivered.clear()
    return backends.delivered


@pytest.fixture
def write(db: None) -> Callable[..., OutgoingMail]:
    """Queue the sample mail; every keyword may be overridden."""

    def write(**changes: Any) -> OutgoingMail:
        values = {
            "template": "sample",
            "recipient": "mika@example.org",
            "language": "de",
            "context": {"title": "Papierkraniche", "words": "Alles gut."},
        }
        return queue(**values | changes)

    return write
