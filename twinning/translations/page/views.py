"""The translation page of the staff desk, and its address for saving in the background.

Translators have no other right in the admin, so these views ask `twinning.translations.permissions` themselves. A
language that is not theirs is refused with the reason; an object or a language that does not exist is 404.

The address for saving answers in JSON: `state` is "saved", "conflict" or "refused", `text` what to tell, `seen` what
the hidden control of the page has to hold from now on, `lines` the tag, the findings and the gap of each field.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from twinning import access
from twinning.accounts.models import User
from twinning.admin.merging import Report
from twinning.admin.versions import SEEN
from twinning.translations import sources
from twinning.translations.models import TranslationState
from twinning.translations.page import acts
from twinning.translations.page.drafts import Conflict, Unfinished, Work, conflict_text, save, seen
from twinning.translations.page.forms import NoteForm, TextsForm
from twinning.translations.page.sheet import name_of, read_lines, read_sheet
from twinning.translations.permissions import may_translate, target_languages
from twinning.translations.workflow import Refused

PAGE, TAG, FINDINGS = (f"admin/translations/page{end}.html" for end in ("", "_tag", "_findings"))


def work_at(user: User, content_type_id: int, object_id: int, language: str) -> Work:
    """What a person wants to work on; 404 when there is no such object or language."""
    try:
        model = ContentType.objects.get_for_id(content_type_id).model_class()
    except ContentType.DoesNotExist as error:
        raise Http404 from error
    if model is None or sources.content_of(model) is None or language not in target_languages():
        raise Http404
    return Work(get_object_or_404(model._base_manager, pk=object_id), language, user)


def translator(view: Callable[[HttpRequest, Work], HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the work, or says why this person may not do it."""

    @access.staff
    @wraps(view)
    def guarded(request: HttpRequest, content_type_id: int, object_id: int, language: str) -> HttpResponse:
        work = work_at(request.user, content_type_id, object_id, language)
        verdict = may_translate(request.user, language)
        if not verdict.allowed:
            context = {**site.each_context(request), "title": name_of(work.obj), "reason": verdict.reason}
            return render(request, "admin/translations/refused.html", context, status=403)
        return view(request, work)

    return guarded


@translator
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, work: Work) -> HttpResponse:
    """Source and translation; a button saves what was typed and then does what it says."""
    if request.method != "POST":
        return _page(request, work)
    try:
        text = acts.perform(request.POST.get("do", ""), work, request.POST)
    except Conflict as found:
        error = conflict_text(found.state, work.by)
        return _page(request, work, found.form, conflict=found.report, errors=[error], status=409)
    except Unfinished as error:
        return _page(request, work, error.form, errors=[str(error)], note_form=error.note_form, status=422)
    except Refused as error:
        return _page(request, work, errors=[error.text], status=422)
    messages.success(request, text)
    return redirect(request.path)


@translator
@require_POST
def autosave(request: HttpRequest, work: Work) -> HttpResponse:
    """Save in the background; a conflict stores nothing and says who was faster."""
    try:
        state = save(work, request.POST)
    except Conflict as found:
        return JsonResponse({"state": "conflict", "text": conflict_text(found.state, work.by)}, status=409)
    except (Unfinished, Refused) as error:
        return JsonResponse({"state": "refused", "text": str(error)}, status=422)
    form = work.form(state)
    lines = {
        line.name: {
            "gap": line.is_gap,
            "tag": render_to_string(TAG, {"tag": line.tag}),
            "findings": render_to_string(FINDINGS, {"findings": line.findings}),
        }
        for line in read_lines(work, state, form)
    }
    return JsonResponse({"state": "saved", "text": _("Saved."), "seen": seen(state, form), "lines": lines})


def _page(
    request: HttpRequest,
    work: Work,
    typed: TextsForm | None = None,
    *,
    conflict: Report | None = None,
    errors: list[str] | None = None,
    note_form: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    state = work.state()
    stored = work.form(state)
    sheet = read_sheet(work, state, typed or stored)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": f"{sheet.name}: {sheet.language_name}",
        "opts": TranslationState._meta,
        "sheet": sheet,
        "media": stored.media,
        "note_form": note_form or NoteForm(),
        "conflict": conflict,
        "errors": errors or [],
        "is_unsaved": typed is not None,
        "seen_name": SEEN,
        "seen": seen(state, stored),
    }
    return render(request, PAGE, context, status=status)
