"""Begin and send as a browser asks for them: twice, five times at once, again after a broken connection.

The acts themselves stand in `projects.grants.actions`; the views of this part call these.
"""

from collections.abc import Callable
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from projects.grants.actions import begin, may_write, resubmit, submit
from projects.grants.application import Application
from projects.grants.programme import Programme
from twinning.accounts.models import User

State = Application.State


def begin_once(
    *, user: User, programme: Programme, language: str, key: UUID, answers: dict[str, str]
) -> Application:
    """A draft for the key of a page; two clicks at the same moment give the same one. Raises Refused.

    The person is part of the stored key: a key that somebody else got hold of leads to no draft of theirs.
    """
    own_key = uuid5(key, str(user.pk))
    try:
        with transaction.atomic():
            return begin(user=user, programme=programme, language=language, key=own_key, answers=answers)
    except IntegrityError:
        # The other click was faster, and its row is there now.
        return Application.objects.get(key=own_key, created_by=user)


@transaction.atomic
def send(application: Application, *, user: User, declare: Callable[[Application], None]) -> Application:
    """Store the declarations and send the application, or what the office asked for; sent once, it is given back.

    `declare` puts the declarations into the locked row. Raises Refused; then nothing is stored.
    """
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if locked.number and locked.state not in {State.DRAFT, State.CHANGES_REQUESTED}:
        return locked
    if may_write(locked, user, "review"):
        declare(locked)
        locked.save()
    act = resubmit if locked.state == State.CHANGES_REQUESTED else submit
    return act(locked, user=user)
