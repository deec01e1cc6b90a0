"""Messages of a case for the office: answer and mark as read. Mounted by `projects.grants.office.admin`."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.grants.application import Application
from projects.grants.dialogue import actions
from projects.grants.dialogue.forms import OfficeMessageForm
from projects.grants.dialogue.posting import posted
from projects.grants.files.limits import takes_files
from projects.grants.files.reading import may_talk
from projects.grants.office.views import case_url, fetch, undeclared
from twinning import access


def _page(
    request: HttpRequest, application: Application, form: OfficeMessageForm, status: int = 200
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": application.title,
        "opts": Application._meta,
        "case": application,
        "message_form": form,
    }
    return render(request, "admin/grants/dialogue/messages.html", context, status=status)


@access.staff
@takes_files
@require_POST
def application_messages(request: HttpRequest, number: int) -> HttpResponse:
    """Write to the applicant; what was typed stays when something is wrong."""
    application = fetch(request, number)
    if not may_talk(application, request.user):
        raise PermissionDenied
    if answer := undeclared(request, application):
        return answer
    page = redirect(case_url(application.pk, "messages"))
    if "read" in request.POST:
        actions.read_all(application, by=request.user)
        return page
    if "_fill" in request.POST:
        filled = OfficeMessageForm.filled(request.POST, case=application, field="text")
        return _page(request, application, filled)
    form = OfficeMessageForm(request.POST, case=application)
    if not posted(request, application, form):
        return _page(request, application, form, 422)
    messages.success(request, _("The message is sent. The applicant's people get a mail."))
    return page
