"""How allauth behaves here: mails through the outbox, staff to their desk, secrets encrypted.

Named by ACCOUNT_ADAPTER and MFA_ADAPTER.
"""

import base64
from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current_request
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from twinning.accounts import mails
from twinning.municipality.home import current_home


class PortalAccountAdapter(DefaultAccountAdapter):
    """Accounts of citizens and staff."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Address or password is not right. Check both, or use the mail link."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right. Check it, or ask for a new one."),
        "incorrect_password": _("This is not your password."),
        "rate_limited": _("That was a lot of attempts. Wait a few minutes, then try again."),
        "too_many_login_attempts": _("That was a lot of attempts. Wait a few minutes, then try again."),
        "duplicate_email": _("This is your address already."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """`template_prefix` is allauth's, "account/email/login_code" for example; ours is its last part."""
        mails.send(template_prefix.rsplit("/", 1)[-1], email, context, current_request.request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to work; everybody else to the front page in the language of the log-in."""
        return resolve_url("admin:index" if request.user.is_staff else settings.LOGIN_REDIRECT_URL)


class PortalMFAAdapter(DefaultMFAAdapter):
    """Second factor: named after the town, readable in the dark, encrypted in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Wait for the next one and try that."),
    }

    def get_totp_issuer(self) -> str:
        """The name under which the app lists the account."""
        return str(current_home())

    def build_totp_svg(self, url: str) -> str:
        """A QR code with a white ground of its own: a camera cannot read a dark one."""
        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        return picture.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """Called by allauth before it stores the key of an authenticator app."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The other way round; also with the keys in SECRET_KEY_FALLBACKS."""
        return _vault().decrypt(encrypted_text.encode()).decode()


def _vault() -> MultiFernet:
    return MultiFernet([_lock(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _lock(secret: str) -> Fernet:
    digest = salted_hmac("twinning.accounts.adapter", "", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
