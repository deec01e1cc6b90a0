"""The stored letters of a case, for its page in the office and for the applicant's status page."""

from django import template

from projects.grants.application import Application
from projects.grants.letters.reading import Shelf, shelf

register = template.Library()


@register.simple_tag
def letters_for(application: Application, user: object) -> Shelf:
    """What this person may open of an application's letters, and what may be done with them."""
    return shelf(application, user)
