"""Addresses of an applicant and its people, below /funding/applicants/."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from projects.grants.people import views

MEMBER = [
    path("", views.member_update, name="member-update"),
    path(pgettext_lazy("url", "remove/"), views.member_delete, name="member-delete"),
]
ONE = [
    path("", views.applicant_detail, name="applicant-detail"),
    path(pgettext_lazy("url", "change/"), views.applicant_update, name="applicant-update"),
    path(pgettext_lazy("url", "invite/"), views.applicant_invite, name="applicant-invite"),
    path(pgettext_lazy("url", "hand-over/"), views.hand_over, name="applicant-hand-over"),
    path(
        pgettext_lazy("url", "invitations/"),
        include([path("<int:invitation>/", views.invitation_delete, name="invitation-delete")]),
    ),
    path(pgettext_lazy("url", "people/"), include([path("<int:member>/", include(MEMBER))])),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:pk>/", include(ONE)),
    path(
        pgettext_lazy("url", "invitation/"),
        include([path("<str:token>/", views.invitation_accept, name="invitation-accept")]),
    ),
]
