"""After the first content the worker makes the index; what later runs change is noted like any other change."""

from django.db import transaction

from twinning import seeding
from twinning.search.models import IndexedText
from twinning.search.tasks import rebuild


def load(_run: seeding.Run) -> None:
    """Have everything indexed where nothing is indexed yet."""
    if not IndexedText.objects.exists():
        transaction.on_commit(rebuild.enqueue)


seeding.register("search", load)
