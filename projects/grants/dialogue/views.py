"""Messages of an application for the applicant's people: read, answer, mark as read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from projects.grants.application import Application
from projects.grants.dialogue import actions
from projects.grants.dialogue.forms import MessageForm
from projects.grants.dialogue.posting import posted
from projects.grants.files.limits import takes_files
from projects.grants.files.reading import may_talk
from twinning import access


@access.signed_in
@takes_files
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application_messages(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All messages; posted, a new one or the note that they were read."""
    application = get_object_or_404(Application.objects.of(request.user), uuid=uuid)
    context = {"application": application}
    if request.method != "POST" or not may_talk(application, request.user):
        status = 403 if request.method == "POST" else 200
        return render(request, "grants/dialogue/messages.html", context, status=status)
    if "read" in request.POST:
        actions.read_all(application, by=request.user)
        return redirect(f"{application.get_absolute_url()}#messages")
    form = MessageForm(request.POST)
    if not posted(request, application, form):
        context["message_form"] = form
        return render(request, "grants/dialogue/messages.html", context, status=422)
    messages.success(request, _("Your message is sent. We answer here, and you get a mail."))
    return redirect(f"{application.get_absolute_url()}#messages")
