"""What `manage.py seed` makes of accounts: the group of editors; with `--samples` the demo users."""

from twinning import seeding
from twinning.accounts.demo import create_demo_users, remove_demo_users
from twinning.accounts.roles import editors


def load(run: seeding.Run) -> None:
    """The group exists from the first seed on."""
    editors(reset=run.reset)


seeding.register("accounts", load)
seeding.register_samples("accounts", create_demo_users, remove_demo_users)
