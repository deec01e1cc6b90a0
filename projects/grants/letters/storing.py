"""How a PDF is kept: privately, with its digest and size, and how it is told later that it is still the same."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile

from projects.grants.application import Application
from projects.grants.decision import Letter

ORIGINAL = "de"


def languages_of(application: Application) -> list[str]:
    """German, which binds, and the language of the case."""
    own = application.language
    return [ORIGINAL] if own.split("-")[0] == ORIGINAL else [ORIGINAL, own]


def store(pdf: bytes, **fields: Any) -> Letter:
    """Keep a PDF under a name that tells nothing, with its digest and size."""
    letter = Letter(digest=hashlib.sha256(pdf).hexdigest(), size=len(pdf), **fields)
    letter.file.save("letter.pdf", ContentFile(pdf), save=False)
    letter.save()
    return letter


def intact(letter: Letter) -> bytes | None:
    """The stored bytes, or None when the file is gone or is not what was stored."""
    try:
        with letter.file.open("rb") as stream:
            content = stream.read()
    except (OSError, ValueError):  # the second: erased at the end of its retention
        return None
    return content if hashlib.sha256(content).hexdigest() == letter.digest else None
