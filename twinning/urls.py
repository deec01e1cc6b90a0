"""Addresses of the portal: a language prefix, then the section's word in that language.

Apps are joined by dotted path only; each word in `pgettext_lazy("url", …)` is translated in the catalogues.
"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.utils.translation import pgettext_lazy
from django.views.generic import RedirectView
from django.views.static import serve

from twinning import stylesheet, views
from twinning.access import public

handler400 = "twinning.views.bad_request"
handler403 = "twinning.views.forbidden"
handler404 = "twinning.views.not_found"
handler500 = "twinning.views.server_error"

urlpatterns = [
    path("", views.root, name="root"),
    path("leicht/", public(RedirectView.as_view(url="/de-simple/"))),
    path("leicht/<path:rest>", public(RedirectView.as_view(url="/de-simple/%(rest)s"))),
    path("style/portal.<str:digest>.css", stylesheet.portal_css, name="portal-css"),
    path("style/places.css", stylesheet.places_css, name="places-css"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("", include("twinning.discovery.urls")),
    path("api/", include("twinning.api.urls")),
    path("", include("partners.portals.urls")),
    path("s/", include("twinning.shortlinks.urls")),
    path("verwaltung/style-guide/", views.style_guide, name="style-guide"),
    path("verwaltung/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns.append(
        re_path(r"^media/(?P<path>.*)$", public(serve), {"document_root": settings.MEDIA_ROOT})
    )

urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("", include("twinning.discovery.language_urls")),
    path("accounts/", include("twinning.accounts.urls")),
    path(pgettext_lazy("url", "search/"), include("twinning.search.urls")),
    path(pgettext_lazy("url", "partner-cities/"), include("partners.urls")),
    path(pgettext_lazy("url", "projects/"), include("projects.urls")),
    path(pgettext_lazy("url", "events/"), include("events.urls")),
    path(pgettext_lazy("url", "funding/"), include("projects.grants.urls")),
    path(pgettext_lazy("url", "people-and-groups/"), include("partners.organisations.urls")),
    path(pgettext_lazy("url", "find-a-partner/"), include("partners.board.urls")),
    path(pgettext_lazy("url", "advice/"), include("partners.enquiries.urls")),
    path(pgettext_lazy("url", "messages/"), include("partners.conversations.urls")),
    path(pgettext_lazy("url", "aims/"), include("twinning.pages.aim_urls")),
    path("", include("twinning.feedback.urls")),
    path("", include("twinning.pages.urls")),
)
