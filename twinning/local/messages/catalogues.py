"""Reads, updates, writes and compiles the catalogues in `locale/`; the package's command line calls it.

Written so that a change of code shows as a small difference: no dates, no line numbers, no guessed
translations.
"""

import importlib.util
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from twinning.local.problem import Problem

ROOT = Path(__file__).resolve().parents[3]
# Every published language; easy German (de-simple) falls back to the German catalogue.
LANGUAGES = ("de", "en", "fr", "pl", "ja", "ar")


def po_file(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def plural_rule(language: str) -> str:
    """The Plural-Forms of Django's own catalogue: with another one, Django would mix up the forms."""
    django = Path(importlib.util.find_spec("django").submodule_search_locations[0])
    source = (django / "conf" / "locale" / language / "LC_MESSAGES" / "django.po").read_text()
    header = source.partition("\n\n")[0].replace('"\n"', "")
    return re.search(r"Plural-Forms: (.*?)\\n", header)[1]


def read(language: str, root: Path = ROOT) -> Catalog:
    """The catalogue as it lies in the repository; an empty one if there is none yet."""
    path = po_file(language, root)
    if not path.exists():
        return empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def empty(language: str) -> Catalog:
    catalogue = Catalog(locale=language, fuzzy=False, header_comment=f"# Texts of the portal: {language}")
    catalogue.mime_headers = [("Plural-Forms", plural_rule(language))]
    return catalogue


def compile_all(root: Path = ROOT) -> list[str]:
    """Write `django.mo` beside each catalogue that is newer; answers with a line per file written."""
    return [
        compile_one(path)
        for path in sorted(root.glob("locale/*/LC_MESSAGES/django.po"))
        if is_newer(path, path.with_suffix(".mo"))
    ]


def is_newer(source: Path, target: Path) -> bool:
    return not target.exists() or source.stat().st_mtime_ns > target.stat().st_mtime_ns


def compile_one(path: Path) -> str:
    """Written under another name first: a process that reads meanwhile never sees half a file."""
    language = path.parent.parent.name
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
    except Exception as error:
        raise Problem(f"{path}: {error}") from error
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(path.with_suffix(".mo"))
    return f"{language}: compiled"
