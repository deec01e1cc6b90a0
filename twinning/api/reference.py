"""What the page about open data says, made from the registered lists and the description of the service."""

from django.urls import reverse

from twinning.pages.models import Page

KEY = "open-data"


def page_address() -> str:
    """The editorial page on which our part stands; the front page while there is none."""
    page = Page.objects.published().filter(key=KEY).first()
    return page.get_absolute_url() if page else reverse("home")
