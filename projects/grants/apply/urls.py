"""Addresses of this part; `projects.grants.urls` puts them below an application."""

from django.urls import URLPattern, path
from django.utils.translation import pgettext_lazy

from projects.grants.apply import begin_views, review_views, views

# Below /funding/applications/<uuid>/
APPLICATION: list[URLPattern] = [
    path(pgettext_lazy("url", "applicant/"), views.applicant, name="step-applicant"),
    path(pgettext_lazy("url", "project/"), views.project, name="step-project"),
    path(pgettext_lazy("url", "partner/"), views.partner, name="step-partner"),
    path(pgettext_lazy("url", "time/"), views.time, name="step-time"),
    path(pgettext_lazy("url", "review/"), review_views.review, name="step-review"),
    path(pgettext_lazy("url", "submit/"), review_views.submit, name="submit"),
]
# Below /funding/<programme>/
CALL: list[URLPattern] = [path(pgettext_lazy("url", "apply/"), begin_views.begin, name="begin")]
