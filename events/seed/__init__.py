"""What `manage.py seed` makes of events: the groups of staff; with `--samples` an invented calendar.

There are no real events in the first content: which ones take place, the office knows.
"""

from events.seed import sample_feeds, sample_proposals, samples
from events.seed.role_groups import set_up
from twinning import seeding


def load(run: seeding.Run) -> None:
    """The groups exist from the first seed on."""
    set_up(reset=run.reset)


seeding.register("events", load)
seeding.register_samples("events", samples.create, samples.remove)
seeding.register_samples("event feeds", sample_feeds.create, sample_feeds.remove)
seeding.register_samples("event proposals", sample_proposals.create, sample_proposals.remove)
