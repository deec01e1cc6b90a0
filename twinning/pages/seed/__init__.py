"""Editorial pages and aims of the first installation, loaded by `manage.py seed`.

Square brackets in the texts hold what only the city knows; they stay until somebody fills them in.
"""

from pathlib import Path

from twinning import seeding
from twinning.pages.actions import save_addresses
from twinning.pages.models import Addressed, Aim, Page

HERE = Path(__file__).parent


def _save(obj: Addressed) -> None:
    """Save a page or an aim and remember its address words."""
    obj.save()
    save_addresses(obj)


def load(run: seeding.Run) -> None:
    """Pages, the links between them, and aims."""
    for model in (Page, Aim):
        seeding.free_words(model.SLUG_KIND, model)
    rows = seeding.read(HERE, "pages.json")
    related = {values["key"]: values.pop("related") for values in rows}
    pages = {values["key"]: run.row(Page, {"key": values.pop("key")}, values, save=_save) for values in rows}
    for key, (page, is_new) in pages.items():
        run.link(page, "related", [pages[other][0] for other in related[key]], is_new)
    for values in seeding.read(HERE, "aims.json"):
        run.row(Aim, {"key": values.pop("key")}, values, save=_save)


seeding.register("pages", load)
