"""The partners abroad and their answers, for the step of the partners and the applicant's status page."""

from typing import Any

from django import template

from projects.grants.application import Application
from projects.grants.partnership.shelf import Answer, answers

register = template.Library()


@register.simple_tag
def partners_for(application: Application, user: Any) -> list[Answer]:
    """Each partner with the state of its answer."""
    return answers(application, user)
