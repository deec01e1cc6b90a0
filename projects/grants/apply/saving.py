"""Showing and saving a step: one way for all six, for buttons and for the script that saves in the background.

A page posts to its own address. With the header `X-Autosave` the answer is JSON (see static/grants/js/autosave.js):
`state` (saved, invalid, conflict, refused, signed_out), `text` for the save state, `values` for hidden fields,
`fragments` (id of an element -> HTML). `costs` uses `show` and `save` with a form and a page of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants.actions import StepConflict, may_write, save_step
from projects.grants.application import Application
from projects.grants.apply import conflict, session
from projects.grants.apply.forms import StepForm
from projects.grants.apply.frame import LINES, frame_context, neighbour, saved_text, step_url
from projects.grants.workflow import Refused

More = Callable[[Application, Any], dict[str, Any]]


def _nothing(application: Application, form: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Page:
    """A step's form and template; `more` adds to the context, `fragments` to the answer of saving in the background."""

    step: str
    form: Callable[..., StepForm]
    template: str
    more: More = field(default=_nothing)
    fragments: More = field(default=_nothing)


def own(request: HttpRequest, uuid: UUID) -> Application:
    """One of the person's own applications with what every step reads; raises Http404."""
    rows = Application.objects.of(request.user).select_related(
        "programme", "ruleset", "round", "applicant", "created_by"
    )
    return get_object_or_404(rows, uuid=uuid)


def is_autosave(request: HttpRequest) -> bool:
    """The script saves in the background."""
    return "X-Autosave" in request.headers


def show(
    request: HttpRequest,
    application: Application,
    page: Page,
    form: StepForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page of a step."""
    frame = frame_context(application, page.step, request.user)
    _note_lines(page.step, form, frame)
    context = {**frame, "form": form, **page.more(application, form), **more}
    return render(request, page.template, context, status=status)


def _note_lines(step: str, form: Any, frame: dict[str, Any]) -> None:
    """What the rules say about a line stands at the line."""
    if isinstance(form, StepForm) and step in LINES:
        form.note_lines(LINES[step], [(row.line, row.text) for row in frame["findings"]])


def open_step(request: HttpRequest, uuid: UUID, page: Page) -> HttpResponse:
    """GET: what is stored, or what was kept when the session was over."""
    application = own(request, uuid)
    is_writable = may_write(application, request.user, page.step)
    kept = session.kept(request, application, page.step) if is_writable else None
    if kept is not None:
        form = page.form(application, request.user, kept)
        return show(request, application, page, form, kept=True, posted_version=kept.get("version", ""))
    form = page.form(application, request.user, locked=not is_writable)
    return show(request, application, page, form)


def _version(data: QueryDict) -> int:
    text = data.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1


def _tab(data: QueryDict) -> str:
    """The name that the script gives a tab: letters and digits."""
    name = data.get("tab", "")
    return name if len(name) <= 40 and name.isascii() and name.isalnum() else ""


def _token(step: str) -> str:
    return f"{step}.tab"


def _store(
    application: Application, page: Page, form: StepForm, user: Any, version: int, tab: str
) -> Application:
    """Save, and note which tab it was: an answer that got lost on the way must not look like somebody else."""

    def write(locked: Application) -> None:
        form.write(locked)
        locked.versions = {**locked.versions, _token(page.step): tab}

    return save_step(application, page.step, user=user, version=version, write=write)


def _save(application: Application, page: Page, form: StepForm, user: Any, data: QueryDict) -> Application:
    """Save; a second time when the version that is stored came from this very tab. Raises StepConflict, Refused."""
    version, tab = _version(data), _tab(data)
    try:
        return _store(application, page, form, user, version, tab)
    except StepConflict as caught:
        stored = caught.stored
        is_mine = tab and stored.versions.get(_token(page.step)) == tab
        if not is_mine or stored.version_of(page.step) != version + 1:
            raise
        form.is_again = True
        return _store(application, page, form, user, version + 1, tab)


def save(request: HttpRequest, uuid: UUID, page: Page) -> HttpResponse:
    """POST: save the step and go where the button leads."""
    application = own(request, uuid)
    data = request.POST
    if "resolve" in data:
        data = conflict.resolved(data, page.form(application, request.user))
    form = page.form(application, request.user, data)
    if not may_write(application, request.user, page.step):
        return _refused(request, application, [_("This part can't be changed at the moment.")])
    if not form.is_valid():
        return _invalid(request, application, page, form)
    try:
        saved = _save(application, page, form, request.user, data)
    except StepConflict as caught:
        return _conflict(request, caught.stored, page, form)
    except Refused as refusal:
        return _refused(request, application, refusal.failures)
    session.forget(request, application, page.step)
    return _done(request, saved, page, form)


def _done(request: HttpRequest, saved: Application, page: Page, form: StepForm) -> HttpResponse:
    if is_autosave(request):
        values = {**form.answer, "version": str(saved.version_of(page.step))}
        answer = {"state": "saved", "text": saved_text(saved.saved_at), "values": values}
        return JsonResponse({**answer, "fragments": _fragments(request, saved, page, form)})
    return redirect(_way(saved, page.step, request.POST.get("go", ""), form))


def _fragments(request: HttpRequest, saved: Application, page: Page, form: StepForm) -> dict[str, str]:
    """What changes on the page when a step was saved: the thread of steps, the notes at the lines."""
    now = own(request, saved.uuid)
    frame = frame_context(now, page.step, request.user)
    _note_lines(page.step, form, frame)
    found = {"step-side": render_to_string("grants/apply/side.html", frame)}
    if isinstance(form, StepForm):
        for rows in form.rows.values():
            for line in rows.forms:
                notes = {"notes": getattr(line, "notes", [])}
                found[f"{line.prefix}-notes"] = render_to_string("grants/apply/notes.html", notes)
    return found | page.fragments(now, form)


def _way(application: Application, step: str, go: str, form: StepForm) -> str:
    """Where a button leads; an unknown one stays here."""
    here = step_url(application, step)
    if getattr(form, "wants_new", bool)():
        return f"{here}?new=1"
    # A plan is adapted to a smaller grant alone: the way on is to accept it, not to send anything again.
    is_adapted = go == "next" and application.state == Application.State.APPROVED_REDUCED
    if go == "leave" or is_adapted:
        return application.get_absolute_url()
    if go in {"next", "back"}:
        return neighbour(application, step, 1 if go == "next" else -1) or here
    if go.startswith("more-"):
        return f"{here}#{go.removeprefix('more-')}-new"
    return here


def _invalid(request: HttpRequest, application: Application, page: Page, form: StepForm) -> HttpResponse:
    if not is_autosave(request):
        version = form.data.get("version", "")
        return show(request, application, page, form, status=422, posted_version=version)
    first = form.problems[0]
    text = f"{first.label}: {first.text}" if first.label else first.text
    text = _("Not saved yet. %(problem)s") % {"problem": text}
    return JsonResponse({"state": "invalid", "text": text}, status=422)


def _refused(request: HttpRequest, application: Application, reasons: list[Any]) -> HttpResponse:
    texts = [str(reason) for reason in reasons]
    if is_autosave(request):
        return JsonResponse({"state": "refused", "text": " ".join(texts)}, status=409)
    context = {"application": application, "reasons": texts, "typed": session.typed(request.POST)}
    return render(request, "grants/apply/refused.html", context, status=409)


def _conflict(request: HttpRequest, stored: Application, page: Page, form: StepForm) -> HttpResponse:
    """Both texts side by side; nothing was stored. Equal texts are no conflict."""
    # Read anew: the row that was compared under the lock came without its lines.
    now = own(request, stored.uuid)
    theirs = page.form(now, request.user)
    rows = conflict.differences(form, theirs)
    if not rows:
        return _done(request, now, page, form)
    if is_autosave(request):
        text = _("Not saved: somebody else has changed this part meanwhile. Save it to see both texts.")
        return JsonResponse({"state": "conflict", "text": text}, status=409)
    context = {
        **frame_context(now, page.step, request.user),
        "is_conflict": True,
        "rows": rows,
        "hidden": conflict.hidden(form, theirs),
        "changed_at": saved_text(now.saved_at or timezone.now()),
    }
    return render(request, "grants/apply/conflict.html", context, status=409)
