"""Mails are written into the outbox; only the outbox's own task talks to a mail server."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("twinning", "partners", "projects", "events")
OUTBOX = ROOT / "twinning" / "mail"
CODE = sorted(
    path for name in PACKAGES for path in (ROOT / name).rglob("*.py") if OUTBOX not in path.parents
)  # fmt: skip
SENDERS = {
    "send_mail", "send_mass_mail", "mail_admins", "mail_managers", "get_connection", "email_user",
    "EmailMessage", "EmailMultiAlternatives", "SMTP", "SMTP_SSL",
}  # fmt: skip


def senders(source: str) -> Iterator[str]:
    """Names of Django's and Python's mail functions that are called, or imported for it."""
    for node in ast.walk(ast.parse(source)):
        module = getattr(node, "module", "") or ""
        if isinstance(node, ast.ImportFrom) and module.startswith(("django.core.mail", "smtplib")):
            yield module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in {"smtplib", "django.core.mail"})
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SENDERS:
            yield node.func.id


def test_nothing_sends_directly() -> None:
    found = [f"{path.relative_to(ROOT)}: {name}" for path in CODE for name in senders(path.read_text())]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "from django.core.mail import send_mail",
        "from django.core.mail.message import EmailMessage",
        "import smtplib",
        "import django.core.mail",
        "EmailMessage('a', 'b').send()",
    ],
)
def test_the_guard_notices(line: str) -> None:
    assert list(senders(line)) != []
