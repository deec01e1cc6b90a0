"""What `manage.py seed` makes of translations: the group of translators; with `--samples` people who translate."""

from twinning import seeding
from twinning.translations.actions import refresh
from twinning.translations.page import demo, demo_work
from twinning.translations.page.roles import translators


def load(run: seeding.Run) -> None:
    """The group exists from the first seed on."""
    translators(reset=run.reset)


seeding.register("translators", load)
seeding.register_samples("translators", demo.create, demo.remove)
# What the seeds of all apps wrote counts as translated from the German text beside it.
seeding.afterwards(refresh)
seeding.afterwards(demo_work.hand_out)
