"""Names that translators and machines keep, loaded by `manage.py seed`; places come from the content itself."""

from pathlib import Path

from twinning import seeding
from twinning.translations.exchange.models import ProtectedName

HERE = Path(__file__).parent


def load(run: seeding.Run) -> None:
    """The names of names.json, found again by their German form."""
    for values in seeding.read(HERE, "names.json"):
        rest = dict(values)
        run.row(ProtectedName, {"form_de": rest.pop("form_de")}, rest)


seeding.register("translation_exchange", load)
