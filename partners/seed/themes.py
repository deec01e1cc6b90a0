"""The themes of the first installation: one for each aim of the town, and the fields; called by `partners.seed`."""

from pathlib import Path

from partners.theme import Theme
from twinning import seeding
from twinning.pages.models import Aim

HERE = Path(__file__).parent


def load_themes(run: seeding.Run) -> None:
    """An aim's theme carries its key and place and shows its title; an aim that staff have deleted has none."""
    content = seeding.read(HERE, "themes.json")
    aims = {aim.key: aim for aim in Aim.objects.all()}
    for key in content["aims"]:
        if key in aims:
            run.row(Theme, {"key": key}, {"aim": aims[key], "position": aims[key].position})
    for values in content["fields"]:
        run.row(Theme, {"key": values.pop("key")}, values)
