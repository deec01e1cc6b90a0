"""The smallest Django answer, as the unit that `make bench` counts in. Run by gunicorn, never in production."""

import secrets

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path


def hello(request: HttpRequest) -> HttpResponse:
    """Two words."""
    return HttpResponse("Hello, town!")


urlpatterns = [path("", hello)]

settings.configure(
    # The hello page signs nothing, so a fresh key for every run is as good as any.
    SECRET_KEY=secrets.token_hex(32),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
)
django.setup()
application = WSGIHandler()
