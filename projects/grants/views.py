"""Pages of applicants about their applications."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from projects.grants.application import Application
from twinning import access


@access.signed_in
@require_safe
def application_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where an application stands."""
    mine = Application.objects.of(request.user).select_related("programme", "applicant")
    application = get_object_or_404(mine, uuid=uuid)
    return render(request, "grants/application.html", {"application": application})
