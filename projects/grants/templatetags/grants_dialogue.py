"""The messages about an application, for the applicant's pages and for the case page of the office."""

from typing import Any

from django import template

from projects.grants.application import Application
from projects.grants.dialogue.thread import Thread, thread

register = template.Library()


@register.simple_tag
def thread_for(application: Application, user: Any, form: Any = None) -> Thread:
    """What was written so far, and the form to answer; `form` takes the place of an empty one."""
    return thread(application, user, form or None)
