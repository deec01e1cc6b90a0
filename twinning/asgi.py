"""ASGI entry point; the portal's views are synchronous, so WSGI is the usual choice."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinning.settings")
application = get_asgi_application()
