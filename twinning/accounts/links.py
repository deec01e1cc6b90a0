"""The link that signs somebody in: signed, valid for 30 minutes, used up by the next log-in.

Made by `twinning.accounts.mails` for the log-in mail, read by `twinning.accounts.views.login_link`.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode

from twinning.accounts.models import User

SALT = "twinning.accounts.links"


def path_for(user: User, next_url: str | None = None) -> str:
    """The address that signs `user` in and leads to `next_url`, in the active language."""
    token = signing.dumps([user.pk, _stamp(user)], salt=SALT)
    path = reverse("accounts:login-link", kwargs={"token": token})
    return f"{path}?{urlencode({'next': next_url})}" if next_url else path


def user_of(token: str) -> User | None:
    """Whose link it is; None when it is too old, was used, or was never ours."""
    try:
        user_id, stamp = signing.loads(token, salt=SALT, max_age=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return user if user and constant_time_compare(stamp, _stamp(user)) else None


def _stamp(user: User) -> str:
    """Changes with every log-in, with the password and with the address."""
    state = f"{user.pk}|{user.last_login}|{user.password}|{user.email}"
    return salted_hmac(SALT, state, algorithm="sha256").hexdigest()[:32]
