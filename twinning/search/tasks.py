"""What the worker does for search: index what has changed, and what is published at a moment set before."""

from django_tasks import task

from twinning.search import indexing


@task()
def catch_up() -> None:
    """Bring in everything that is due."""
    indexing.catch_up()


@task()
def rebuild() -> None:
    """Index everything anew."""
    indexing.rebuild()
