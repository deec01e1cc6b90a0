"""Invented people for a demo, one per role: made by `seed --samples`, shown by `manage.py demo_logins`."""

from dataclasses import dataclass

from django.conf import settings
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


DEMO_USERS = (
    DemoUser("kulturbuero@example.org", "Kim Kulturbüro", "administrator", is_staff=True, is_superuser=True),
    DemoUser("redaktion@example.org", "Robin Redaktion", "editor", is_staff=True, is_editor=True),
    DemoUser("buergerin@example.org", "Bente Bürgerin", "citizen"),
)


@transaction.atomic
def create_demo_users(*, force: bool = False) -> list[User]:
    """The demo users; nothing happens without DEBUG, unless forced. Existing ones keep what they changed."""
    if not (settings.DEBUG or force):
        return []
    return [_create(person) for person in DEMO_USERS]


def _create(person: DemoUser) -> User:
    known = User.objects.filter(email=person.email).first()
    if known:
        return known
    rights = {"is_staff": person.is_staff, "is_superuser": person.is_superuser}
    user = User.objects.create_user(person.email, OPEN_SESAME, name=person.name, **rights)
    set_address(user, is_verified=True)
    if person.is_editor:
        user.groups.add(editors())
    return user


@transaction.atomic
def remove_demo_users() -> None:
    """Delete the demo users, their mails and what the histories say about them; the editors group stays."""
    addresses = [person.email for person in DEMO_USERS]
    OutgoingMail.objects.filter(recipient__in=addresses).delete()
    seeding.forget(User.objects.filter(email__in=addresses))
