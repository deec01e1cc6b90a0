"""The files of an application, for the steps and for the applicant's status page."""

from django import template

from projects.grants.application import Application
from projects.grants.files.shelf import Shelf, shelf

register = template.Library()


@register.simple_tag
def files_for(application: Application, user: object) -> Shelf:
    """What this person sees of an application's files, and what may be done with them."""
    return shelf(application, user)
