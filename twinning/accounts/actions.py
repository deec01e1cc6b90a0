"""What happens to accounts beyond allauth's own pages: made by staff, proven by mail, deleted."""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from twinning.accounts.models import User
from twinning.mail.outbox import queue

_farewells: list[Callable[[User], None]] = []


def before_deletion(act: Callable[[User], None]) -> None:
    """Call `act` with the account in the transaction that deletes it, for apps above; ProtectedError stops it."""
    _farewells.append(act)


@transaction.atomic
def prove_address(user: User) -> None:
    """The reader of the account's mailbox is here, by link or code.

    If nobody had proven the address before, the password may be that of a stranger who signed up with it, in
    the hope that the owner joins later: it is taken away.
    """
    if EmailAddress.objects.filter(user=user, verified=True).exists():
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
    set_address(user, is_verified=True)


@transaction.atomic
def set_address(user: User, *, is_verified: bool) -> None:
    """Make `user.email` the account's only address."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": is_verified}
    )


def is_last_administrator(user: User) -> bool:
    """True when nobody else could give rights to staff."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    return user.is_superuser and not others.exists()


@transaction.atomic
def delete_account(user: User) -> None:
    """Erase the person; a mail confirms it. Raises ProtectedError while something of theirs is under way."""
    address, language = user.email, user.mail_language
    for act in _farewells:
        act(user)
    user.delete()
    queue(template="account/deleted", recipient=address, language=language, context={})


@transaction.atomic
def remove_second_factor(user: User) -> bool:
    """For somebody who lost phone and recovery codes; a mail tells them. False when there was none."""
    removed, _details = Authenticator.objects.filter(user=user).delete()
    if removed:
        queue(
            template="account/second_factor_removed",
            recipient=user.email,
            language=user.mail_language,
            context={"name": user.name},
        )
    return bool(removed)
