"""Background work of the imports: long lists are checked by the worker. Enqueued by `partners.imports.views`."""

from django_tasks import task

from partners.imports.actions import check


@task()
def check_list(batch_id: int) -> None:
    """Go through an uploaded list; one that was discarded meanwhile is left alone."""
    check(batch_id)
