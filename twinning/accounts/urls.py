"""Addresses of accounts: ours first, then allauth's for everything that we take as it is."""

from django.urls import include, path

from twinning.access import public, signed_in
from twinning.accounts import views

ours = [
    path("profile/", views.profile_update, name="profile-update"),
    path("profile/delete/", views.account_delete, name="account-delete"),
    path("login/link/<str:token>/", views.login_link, name="login-link"),
]

urlpatterns = [
    path("", include((ours, "accounts"))),
    path("login/", public(views.LoginView.as_view()), name="account_login"),
    path("login/code/confirm/", public(views.ConfirmCodeView.as_view()), name="account_confirm_login_code"),
    path("confirm-email/<str:key>/", public(views.ConfirmEmailView.as_view()), name="account_confirm_email"),
    path("2fa/totp/activate/", signed_in(views.ActivateSecondFactorView.as_view()), name="mfa_activate_totp"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
