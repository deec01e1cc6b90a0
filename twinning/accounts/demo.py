"""Invented people for a demo, one per role: made by `seed --samples`, shown by `manage.py demo_logins`.

Other areas bring people of their own: their seed tells them here by `also()` and makes them with its samples.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from twinning import seeding
from twinning.accounts.actions import set_address
from twinning.accounts.models import User
from twinning.accounts.roles import editors
from twinning.mail.models import OutgoingMail

OPEN_SESAME = "hannover-1947"


@dataclass(frozen=True, slots=True)
class DemoUser:
    """An address of the reserved domain, so that no mail ever reaches anybody."""

    email: str
    name: str
    role: str
    is_staff: bool = False
    is_superuser: bool = False
    is_editor: bool = False
    groups: tuple[str, ...] = ()


DEMO_USERS = (
    DemoUser("kulturbuero@example.org", "Kim Kulturbüro", "administrator", is_staff=True, is_superuser=True),
    DemoUser("redaktion@example.org", "Robin Redaktion", "editor", is_staff=True, is_editor=True),
    DemoUser("buergerin@example.org", "Bente Bürgerin", "citizen"),
)


_others: list[DemoUser] = []


def also(*people: DemoUser) -> None:
    """Let `demo_logins` tell about further people."""
    _others.extend(people)


def everybody() -> tuple[DemoUser, ...]:
    """All demo users that the areas know, whether they were made or not."""
    return (*DEMO_USERS, *_others)


@transaction.atomic
def create_demo_users(people: Iterable[DemoUser] = DEMO_USERS, *, force: bool = False) -> list[User]:
    """The demo users; nothing happens without DEBUG, unless forced. Existing ones keep what they changed."""
    if not (settings.DEBUG or force):
        return []
    return [_create(person) for person in people]


@cache
def _sealed() -> str:
    """Hashing is slow by intention; the word is printed for everybody, so all of them may share one hash."""
    return make_password(OPEN_SESAME)


def _create(person: DemoUser) -> User:
    known = User.objects.filter(email=person.email).first()
    if known:
        return known
    rights = {"is_staff": person.is_staff, "is_superuser": person.is_superuser}
    user = User.objects.create_user(person.email, name=person.name, **rights)
    user.password = _sealed()
    user.save(update_fields=["password"])
    set_address(user, is_verified=True)
    if person.is_editor:
        user.groups.add(editors())
    user.groups.add(*Group.objects.filter(name__in=person.groups))
    return user


@transaction.atomic
def remove_demo_users(people: Iterable[DemoUser] = DEMO_USERS) -> None:
    """Delete the demo users, their mails and what the histories say about them; the editors group stays."""
    addresses = [person.email for person in people]
    OutgoingMail.objects.filter(recipient__in=addresses).delete()
    seeding.forget(User.objects.filter(email__in=addresses))
