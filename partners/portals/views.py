"""What our portal tells others, and the form of it. Read by portals, not by people: no language, no cookie."""

import hashlib
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import override
from django.views.decorators.http import condition, require_safe

from partners.portals.document import document
from partners.portals.schema import SCHEMA, VERSION
from twinning import memory
from twinning.access import public

SECONDS = 600


def _text(value: Any) -> bytes:
    return DjangoJSONEncoder(ensure_ascii=False, indent=1).encode(value).encode()


def _ours() -> tuple[bytes, str]:
    """The file and its digest, remembered as public rows are."""

    def make() -> tuple[bytes, str]:
        with override(settings.LANGUAGE_CODE):
            body = _text(document(settings.SITE_URL))
        return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'

    return memory.recall("twinning.json", make)


def _etag(request: HttpRequest) -> str:
    return _ours()[1]


def _answer(body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response


@public
@require_safe
@condition(etag_func=_etag)
def portal_file(request: HttpRequest) -> HttpResponse:
    """/.well-known/twinning.json"""
    return _answer(_ours()[0])


@public
@require_safe
def schema_file(request: HttpRequest, version: str) -> HttpResponse:
    """The published form of that file; only versions that this portal writes."""
    if version != VERSION:
        raise Http404
    return _answer(_text(SCHEMA))
