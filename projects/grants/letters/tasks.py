"""For the worker: papers are made after an application has been sent, so that nobody waits for them.

The task is a row of the transaction that sends; what a killed worker leaves behind, `manage.py tend_grants` makes.
"""

from django_tasks import task

from projects.grants.letters.papers import store_papers


@task()
def make_papers(application_id: int) -> None:
    """The receipt and the application as it was sent."""
    store_papers(application_id)
