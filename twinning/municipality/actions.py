"""Saving the home town. Upper apps that measure from it ask to be told when it moves."""

from collections.abc import Callable

from django.db import transaction

from twinning.municipality.models import Municipality

_followers: list[Callable[[Municipality], None]] = []


def when_home_changes(follower: Callable[[Municipality], None]) -> None:
    """Call `follower` with the saved home town, in the same transaction, whenever it is saved."""
    _followers.append(follower)


@transaction.atomic
def save_home(home: Municipality) -> Municipality:
    """Save the home town and let everything that is measured from it follow."""
    home.pk = 1
    home.save()
    for follower in _followers:
        follower(home)
    return home
