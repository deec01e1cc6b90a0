"""The home town of the first installation: names, office, words of the front page; the rest is for the city.

Another town changes municipality.json (or the row in the admin) and nothing else.
"""

from pathlib import Path

from twinning import seeding
from twinning.municipality.actions import save_home
from twinning.municipality.models import Municipality

HERE = Path(__file__).parent


def load(run: seeding.Run) -> None:
    """The one row; saving it lets everything that is measured from home follow."""
    run.row(Municipality, {"pk": 1}, seeding.read(HERE, "municipality.json"), save=save_home)


seeding.register("municipality", load)
