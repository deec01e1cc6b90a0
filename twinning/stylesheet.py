"""The portal's two style sheets, each one response.

`/style/portal.<digest>.css` joins the component files under static/twinning/css: a page needs one request,
and the files stay small enough to read; its address changes with its content. `/style/places.css` comes from
the database: colours of the municipality, hue and reach of each city. Rules in place of `style=` keep the
Content-Security-Policy strict. Called by urls.py, `twinning.context` and the apps that register rules.
"""

import posixpath
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.gzip import gzip_page

from twinning.access import public

FOLDER = "twinning/css"
# The order of the cascade within a layer; fonts.css names the layers and must stay first.
PUBLIC_SHEETS = (
    "fonts.css",
    "reset.css",
    "tokens.css",
    "base.css",
    "layout.css",
    "header.css",
    "button.css",
    "signpost.css",
    "map.css",
    "cover.css",
    "card.css",
    "list.css",
    "note.css",
    "city.css",
    "article.css",
    "steps.css",
    "form.css",
    "utils.css",
)
FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=300"

RuleSource = Callable[[], Iterable[str]]
_rule_sources: list[RuleSource] = []

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"(\"[^\"]*\")")
_URL = re.compile(r"url\((?!data:|[a-z]+:|/)([^)\"']+)\)")
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};,<>])\s*|(:) ")


def _squeeze(css: str) -> str:
    """`css` without comments, indentation and line ends; text in quotes stays as it is."""
    parts = _STRING.split(_COMMENT.sub("", css))
    tight = (part if part.startswith('"') else _AROUND.sub(r"\1\2", _SPACE.sub(" ", part)) for part in parts)
    return "".join(tight).replace(";}", "}").strip()


def _with_static_urls(css: str, folder: str) -> str:
    """`css` with the relative addresses in url() replaced by the public ones, which may carry a hash."""

    def address(match: re.Match[str]) -> str:
        return f"url({static(posixpath.normpath(posixpath.join(folder, match[1])))})"

    return _URL.sub(address, css)


def read_sheet(name: str) -> str:
    """The source of one component file."""
    path = finders.find(f"{FOLDER}/{name}")
    if path is None:
        raise FileNotFoundError(f"{FOLDER}/{name} is listed in PUBLIC_SHEETS but is no static file.")
    return Path(path).read_text(encoding="utf-8")


def _join() -> tuple[str, str]:
    css = "\n".join(_with_static_urls(_squeeze(read_sheet(name)), FOLDER) for name in PUBLIC_SHEETS) + "\n"
    return css, sha256(css.encode()).hexdigest()[:12]


_join_once = lru_cache(maxsize=1)(_join)


def bundle() -> tuple[str, str]:
    """The joined public style sheet and its digest; read from disk once per process unless DEBUG is on."""
    return _join() if settings.DEBUG else _join_once()


def stylesheet_url() -> str:
    """Address of the present style sheet."""
    return reverse("portal-css", kwargs={"digest": bundle()[1]})


@public
@gzip_page
def portal_css(request: HttpRequest, digest: str) -> HttpResponse:
    """The joined style sheet. A cached page that asks for an older digest gets today's, but not for long."""
    css, current = bundle()
    cache = FOREVER if digest == current else BRIEFLY
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers={"Cache-Control": cache})


def register_rules(source: RuleSource) -> None:
    """Let an app add rules to places.css; `source` is called for each response and yields whole CSS rules."""
    if source not in _rule_sources:
        _rule_sources.append(source)


def place_rule(slug: str, *, hue: int, reach: float) -> str:
    """The rule of one place: `hue` in degrees (0-359), `reach` from 0 to 1, the length of its plate."""
    return f".place-{slug}{{--h:{hue % 360};--d:{min(max(reach, 0), 1):.3g}}}"


def pair_rule(token: str, light: str, dark: str) -> str:
    """A rule that sets a colour token for light and dark: pair_rule("thread", "#c8102e", "#ff6d79")."""
    return f":root{{--{token}:light-dark({light},{dark})}}"


@public
def places_css(request: HttpRequest) -> HttpResponse:
    """Colours of the municipality and the places, answered with 304 while nothing changed."""
    css = "\n".join(rule for source in _rule_sources for rule in source()) + "\n"
    etag = quote_etag(sha256(css.encode()).hexdigest()[:20])
    response = HttpResponse(
        css, content_type="text/css; charset=utf-8", headers={"Cache-Control": BRIEFLY, "ETag": etag}
    )
    return get_conditional_response(request, etag=etag, response=response)
