"""Pages around an account that allauth has not got, or not like this. URLs in `twinning.accounts.urls`."""

from typing import Any

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib import messages
from django.contrib.auth import logout
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from twinning import access
from twinning.accounts import actions, links
from twinning.accounts.forms import DeleteAccountForm, ProfileForm, RequestLoginCodeForm


class LoginView(allauth_views.LoginView):
    """Both ways in on one page: link by mail first, password second."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(code_form=RequestLoginCodeForm(), **kwargs)


class ConfirmCodeView(allauth_views.ConfirmLoginCodeView):
    """The code of the mail proves the mailbox, as its link does."""

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        actions.prove_address(self._process.user)
        return super()._verify_form_valid(form)


class ConfirmEmailView(allauth_views.ConfirmEmailView):
    """Follows the link of a confirmation mail."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Somebody may have signed up with the new address meanwhile: say so instead of failing."""
        try:
            with transaction.atomic():
                return super().post(*args, **kwargs)
        except IntegrityError:
            text = "account/messages/email_confirmation_failed.txt"
            values = {"email": self.object.email_address.email}
            get_adapter().add_message(self.request, messages.ERROR, text, values)
            return redirect("account_login")


class ActivateSecondFactorView(ActivateTOTPView):
    """Whoever has just typed a right code need not type another one to enter the staff desk."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp")
        return response


@access.public
@never_cache
@require_http_methods(["GET", "POST"])
def login_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the log-in mail. Its button signs in, opening it does not: mail scanners open links."""
    user = links.user_of(token)
    if user is None:
        return render(request, "account/login_link_expired.html", status=410)
    if request.method == "POST":
        actions.prove_address(user)
        record_authentication(request, user, method="code", email=user.email)
        return perform_login(request, user, email=user.email, redirect_url=get_next_redirect_url(request))
    return render(request, "account/login_link.html", {"address": user.email})


@access.signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def profile_update(request: HttpRequest) -> HttpResponse:
    """Name, language of mails, and the ways to everything else about the account."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:profile-update")
    return render(request, "account/profile.html", {"form": form})


@access.signed_in
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def account_delete(request: HttpRequest) -> HttpResponse:
    """Delete the account, after a proof that it is the owner who asks."""
    is_last = actions.is_last_administrator(request.user)
    form = DeleteAccountForm(request.POST or None, user=request.user)
    if not is_last and form.is_valid():
        return _delete(request)
    return render(request, "account/delete.html", {"form": form, "is_last": is_last})


def _delete(request: HttpRequest) -> HttpResponse:
    try:
        actions.delete_account(request.user)
    except ProtectedError:
        messages.error(request, _("Something of yours is under way. Withdraw it or hand it over first."))
        return redirect("accounts:profile-update")
    logout(request)
    messages.success(request, _("Your account is deleted."))
    return redirect("home")
