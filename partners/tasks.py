"""Background work of the partners app, enqueued by `partners.actions`."""

from django_tasks import task

from partners.drawings import draw_all


@task()
def draw_maps() -> None:
    """Draw the maps of places that have moved or are new; a map that is up to date is left alone."""
    draw_all()
