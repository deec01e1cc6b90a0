"""How staff decide about one thing of a queue: it is done and the queue comes back, or it is shown again with why not.

Called by the desk views of partners' calendars and portals.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class SeenForm(forms.Form):
    """The version of the thing that was on the screen."""

    seen = forms.IntegerField(min_value=1, max_value=2**31 - 1)


def demand(request: HttpRequest, *rights: str) -> None:
    """Raise PermissionDenied for staff without all of these rights."""
    if not request.user.has_perms(rights):
        raise PermissionDenied


@dataclass(frozen=True, slots=True)
class Deciding:
    """A queue: the address name of its page, what its acts raise when they refuse, and how one thing is shown again."""

    queue: str
    refusals: tuple[type[Exception], ...]
    again: Callable[[HttpRequest, int, int], HttpResponse]

    def decide(self, request: HttpRequest, pk: int, act: Callable[[int], Any], said: str) -> HttpResponse:
        """Call `act` with the version that was seen; 422 without one, 409 when it refuses."""
        form = SeenForm(request.POST)
        if not form.is_valid():
            return self.again(request, pk, 422)
        try:
            act(form.cleaned_data["seen"])
        except self.refusals as refusal:
            messages.error(request, str(refusal))
            return self.again(request, pk, 409)
        messages.success(request, said)
        return redirect(self.queue)
