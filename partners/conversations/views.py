"""The thread behind a personal link, and reports of abuse. No account, no cookie; opening changes nothing."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from partners.conversations import actions, notice, receipts
from partners.conversations.forms import AnswerForm, PressForm, ReportForm
from partners.conversations.limits import Refused
from partners.conversations.models import Conversation, Participant, Report
from partners.conversations.registry import About, kind_of
from partners.conversations.thread import Thread, fresh, reader_of, thread_for
from twinning.access import public
from twinning.public_forms import PublicForm, clean_text, public_form

# What a page may say after a post has led back to it.
DONE = frozenset({"sent", "agreed", "taken-back", "ended", "reported"})
RECEIPT_AGE = timedelta(hours=24)
NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


def _sealed(response: HttpResponse) -> HttpResponse:
    """Keep the page and its address to its reader: no cache, no search engine, no Referer on the way out."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _personal(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the reader whose link it is; without one a page that says what to do (HTTP 410)."""

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        reader = reader_of(token)
        if reader is None:
            context = {"typed": clean_text(request.POST.get("text", "")), "noindex": True, "alternates": []}
            return _sealed(render(request, "conversations/gone.html", context, status=410))
        return _sealed(view(request, token, reader))

    return opened


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _try(form: PublicForm, act: Callable[[], Any]) -> bool:
    """Do it if the form is right; what speaks against it is said on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as reason:
        form.add_error(None, str(reason))
    return not form.errors


def _page(request: HttpRequest, template: str, form: PublicForm, **context: Any) -> HttpResponse:
    # The page's address in other languages is as personal as this one: the switcher has it, the head does not.
    context |= {"form": form, "noindex": True, "alternates": []}
    return render(request, f"conversations/{template}", context, status=422 if form.errors else 200)


def _thread_page(
    request: HttpRequest, token: str, thread: Thread, form: AnswerForm, press: PressForm | None = None
) -> HttpResponse:
    done = request.GET.get("done", "")
    response = _page(
        request,
        "detail.html",
        form,
        token=token,
        thread=thread,
        press=press or PressForm(auto_id="press_%s"),
        done=done if done in DONE else "",
        privacy=notice.privacy_notice(),
        days=settings.CONVERSATION_DAYS,
    )
    response.status_code = 422 if press and press.errors else response.status_code
    return response


def _back(token: str, done: str) -> HttpResponse:
    response = redirect("conversations:conversation-detail", token=token)
    response.headers["Location"] += f"?done={done}"
    return response


# --- the thread -----------------------------------------------------------------------------------
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
@_personal
def conversation_detail(request: HttpRequest, token: str, reader: Participant) -> HttpResponse:
    """Read the thread and answer."""
    form = AnswerForm(_posted(request))
    if _try(
        form,
        lambda: actions.add_message(reader, key=form.cleaned_data["key"], text=form.cleaned_data["text"]),
    ):
        return _back(token, "sent")
    return _thread_page(request, token, thread_for(reader), form)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
@_personal
def address_update(request: HttpRequest, token: str, reader: Participant) -> HttpResponse:
    """Show the address or hide it again; an opened link leads to the thread."""
    if request.method != "POST":
        return redirect("conversations:conversation-detail", token=token)
    form = PressForm(request.POST, auto_id="press_%s")
    hides = request.POST.get("act") == "hide"
    act = actions.take_back if hides else actions.agree
    if _try(form, lambda: act(reader)):
        return _back(token, "taken-back" if hides else "agreed")
    return _thread_page(request, token, thread_for(fresh(reader)), AnswerForm(), form)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
@_personal
def conversation_close(request: HttpRequest, token: str, reader: Participant) -> HttpResponse:
    """End the conversation: opened, it asks; posted, it ends."""
    form = PressForm(_posted(request))
    if _try(form, lambda: actions.close(reader)):
        return _back(token, "ended")
    return _page(
        request, "close.html", form, token=token, thread=thread_for(reader), days=settings.CONVERSATION_DAYS
    )


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
@_personal
def abuse_create(request: HttpRequest, token: str, reader: Participant) -> HttpResponse:
    """Report the conversation to the office."""
    form = ReportForm(_posted(request))
    if _try(
        form, lambda: actions.report(reader, key=form.cleaned_data["key"], text=form.cleaned_data["text"])
    ):
        return _back(token, "reported")
    return _page(
        request,
        "abuse.html",
        form,
        token=token,
        thread=thread_for(reader),
        privacy=notice.report_notice(),
    )


# --- public rows ----------------------------------------------------------------------------------
def _reported(request: HttpRequest) -> tuple[About, int, Any]:
    """The kind of row in the query, its number and the row; raises Http404 when there is none for the public."""
    kind, number = kind_of(request.GET.get("about", "")), request.GET.get("id", "")
    row = kind.find(int(number)) if kind and NUMBER.fullmatch(number) else None
    if row is None:
        raise Http404
    return kind, int(number), row


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def report_create(request: HttpRequest) -> HttpResponse:
    """Report a public row, such as a slip."""
    kind, number, row = _reported(request)
    form = ReportForm(_posted(request))
    title = kind.title(row)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("key", "text")}
        told = actions.report_row(about=kind.key, about_id=number, subject=str(title), **values)
        return redirect("conversations:report-done", token=receipts.sign(told))
    return _page(
        request,
        "report.html",
        form,
        kind=kind,
        title=title,
        row_url=kind.url(row),
        privacy=notice.report_notice(),
    )


# --- receipts -------------------------------------------------------------------------------------
@public
@require_safe
def message_done(request: HttpRequest, token: str) -> HttpResponse:
    """A first message is on its way; for a day it also says where answers go, so that a slip of the pen shows."""
    conversation = receipts.row_of(Conversation, token)
    asker = conversation.participants.get(side=Participant.Side.ASKER)
    is_new = timezone.now() - conversation.created_at < RECEIPT_AGE
    context = {"conversation": conversation, "email": asker.email if is_new else "", "noindex": True}
    return _sealed(render(request, "conversations/message_done.html", context | {"alternates": []}))


@public
@require_safe
def report_done(request: HttpRequest, token: str) -> HttpResponse:
    """A report about a public row has arrived."""
    context = {"report": receipts.row_of(Report, token), "noindex": True, "alternates": []}
    return _sealed(render(request, "conversations/report_done.html", context))
