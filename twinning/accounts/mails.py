"""Mails about accounts: allauth says which and to whom, we write them in the account's language.

Called by `twinning.accounts.adapter`; templates in templates/mail/account/.
"""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from twinning.accounts import links
from twinning.accounts.models import User
from twinning.languages import current
from twinning.mail.models import OutgoingMail
from twinning.mail.outbox import queue

# These hold a link or a code that opens the account.
CONFIDENTIAL = {"login_code", "password_reset_key", "email_confirmation", "email_confirmation_signup"}


def send(name: str, address: str, context: dict[str, Any], request: HttpRequest) -> OutgoingMail:
    """Queue the mail `name` to `address`; strangers get the language of the page that they are on."""
    account = account_of(address, context, request)
    next_url = get_next_redirect_url(request)
    language = account.mail_language if account else current()
    with override(language):
        values = {
            "name": account.name if account else "",
            "facts": facts(name, context),
            "action_url": request.build_absolute_uri(action_path(name, context, account, next_url)),
            "profile_url": request.build_absolute_uri(reverse("accounts:profile-update")) if account else "",
        }
    return queue(
        template=f"account/{name}",
        recipient=address,
        language=language,
        context=values,
        confidential=name in CONFIDENTIAL,
    )


def account_of(address: str, context: dict[str, Any], request: HttpRequest) -> User | None:
    """Whose account the mail is about: named by allauth, found by address, or signed in."""
    named = context.get("user") or User.objects.filter(email__iexact=address).first()
    return named or (request.user if request.user.is_authenticated else None)


def action_path(name: str, context: dict[str, Any], account: User | None, next_url: str | None) -> str:
    """Where the one button of the mail leads."""
    if name == "login_code":
        return links.path_for(account, next_url)
    if name in {"email_confirmation", "email_confirmation_signup"}:
        return reverse("account_confirm_email", args=[context["key"]])
    if name == "password_reset_key":
        return reverse("account_reset_password_from_key", args=[context["uid"], context["key"]])
    if name == "unknown_account":
        return reverse("account_signup")
    return reverse("account_login" if name == "account_already_exists" else "account_reset_password")


def facts(name: str, context: dict[str, Any]) -> list[tuple[str, str]]:
    """What the mail states as a list: the code, the addresses, the moment."""
    if name == "login_code":
        return [(_("Code"), context["code"])]
    found = []
    if name == "email_changed":
        found += [(_("Old address"), context["from_email"]), (_("New address"), context["to_email"])]
    if "timestamp" in context:
        found.append((_("When"), date_format(localtime(context["timestamp"]), "DATETIME_FORMAT")))
    return found
