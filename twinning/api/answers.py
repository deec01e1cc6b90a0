"""Records put into answers: JSON with licence and ETag, tables, and places on a map. Called by the service."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.cache import caches
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import override

from twinning import memory
from twinning.api import licence
from twinning.api.narrow import narrowed
from twinning.api.registry import Reader, Resource
from twinning.api.schemas import Answer, Licence, Record
from twinning.languages import current, translated
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality
from twinning.spreadsheets import Echo, inert

BRIEFLY = "public, max-age=60"
CSV, GEOJSON = "text/csv; charset=utf-8", "application/geo+json"
CHUNK = 200
KEPT_BYTES = 200_000

# Content, and the address of the next part.
Written = tuple[bytes, str | None]


def home() -> Municipality:
    """The home town as this process remembers it."""
    return memory.recall("home", current_home)


def reader(request: HttpRequest) -> Reader:
    """Who asks: the active language, and the host under which we are known to them."""
    return Reader(current(), request.build_absolute_uri("/").rstrip("/"), home())


def terms(resource: Resource) -> Licence:
    """Licence and credits of a list in the active language."""
    return licence.licence(home(), [translated(text) for text in resource.credits])


def links(reader: Reader, following: str | None = None) -> str:
    """The header Link: licence, description of the interface, and the next part of a list."""
    schema = reader.base + reverse("api:openapi")
    found = [f'<{licence.URL}>; rel="license"', f'<{schema}>; rel="service-desc"; type="application/json"']
    return ", ".join([*found, f'<{following}>; rel="next"'] if following else found)


def answer(request: HttpRequest, content: bytes, *, content_type: str, link: str) -> HttpResponse:
    """200 with an ETag made of the content, or 304 when the reader has it already."""
    etag = quote_etag(sha256(content).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        content, content_type=content_type
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = BRIEFLY
    response.headers["Link"] = link
    return response


def kept(request: HttpRequest, key: tuple[object, ...], make: Callable[[], Written]) -> Written:
    """What `make` writes, kept for some seconds for readers of the same language, unless it is very long.

    It lies with the pieces of pages, so it is forgotten as soon as staff save something.
    """
    store = caches["template_fragments"]
    name = sha256(repr((key, current(), request.build_absolute_uri("/"))).encode()).hexdigest()
    written = store.get(name)
    if written is None:
        written = make()
        if len(written[0]) <= KEPT_BYTES:
            store.set(name, written, timeout=memory.LIFETIME)
    return written


def as_json(request: HttpRequest, key: tuple[object, ...], make: Callable[[], Answer]) -> HttpResponse:
    """An answer of the service; where a list goes on, the header says so too."""

    def written() -> Written:
        body = make()
        return body.model_dump_json().encode(), getattr(body, "next", None)

    content, following = kept(request, key, written)
    link = links(reader(request), following)
    return answer(request, content, content_type="application/json", link=link)


def parts(resource: Resource, rows: QuerySet, reader: Reader) -> Iterator[list[Record]]:
    """All records of a list, so many at a time, in the reader's language wherever the answer is made."""
    last = 0
    while True:
        with override(reader.language):
            chunk = narrowed(rows, reader.language).filter(pk__gt=last).order_by("pk")[:CHUNK]
            records = [resource.write(row, reader) for row in chunk]
        if records:
            yield records
            last = records[-1].id
        if len(records) < CHUNK:
            return


# --- tables ---------------------------------------------------------------------------------------
def cell(record: Any, path: str) -> Any:
    """What stands at a path; the values of a list are joined, and nothing is an empty cell."""
    found = _values(record, path.split("."))
    kept = [_plain(value) for value in found if value is not None and value != ""]
    if not kept:
        return ""
    return kept[0] if len(kept) == 1 else "; ".join(map(str, kept))


def _values(value: Any, path: list[str]) -> list[Any]:
    if isinstance(value, list):
        return [found for item in value for found in _values(item, path)]
    if not path or value is None:
        return [value]
    return _values(getattr(value, path[0]), path[1:])


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | datetime) else value


def as_csv(resource: Resource, rows: QuerySet, reader: Reader) -> StreamingHttpResponse:
    """The whole list as a table (RFC 4180), sent while it is being read; each row names licence and source."""
    writer, own = csv.writer(Echo()), terms(resource)
    tail = [own.name, "; ".join([own.attribution, *own.credits])]

    def lines() -> Iterator[str]:
        heading = [path.replace(".", "_") for path in resource.columns]
        yield writer.writerow([*heading, "licence", "attribution"])
        for records in parts(resource, rows, reader):
            yield "".join(
                writer.writerow(
                    [inert(value) for value in (*(cell(record, path) for path in resource.columns), *tail)]
                )
                for record in records
            )

    return _file(lines(), CSV, f"{resource.key}-{reader.language}.csv", reader)


# --- places ---------------------------------------------------------------------------------------
def as_geojson(resource: Resource, rows: QuerySet, reader: Reader) -> StreamingHttpResponse:
    """The whole list as GeoJSON (RFC 7946); a record whose place is not known has no geometry."""
    own = terms(resource)

    def pieces() -> Iterator[str]:
        head = {"licence": own.model_dump(), "language": reader.language}
        yield f'{{"type":"FeatureCollection",{json.dumps(head, ensure_ascii=False)[1:-1]},"features":['
        comma = ""
        for records in parts(resource, rows, reader):
            yield comma + ",".join(json.dumps(feature(record), ensure_ascii=False) for record in records)
            comma = ","
        yield "]}"

    return _file(pieces(), GEOJSON, f"{resource.key}-{reader.language}.geojson", reader)


def feature(record: Any) -> dict[str, Any]:
    """One place: longitude comes first."""
    values = record.model_dump(mode="json")
    latitude, longitude = values.pop("latitude"), values.pop("longitude")
    known = latitude is not None and longitude is not None
    point = {"type": "Point", "coordinates": [longitude, latitude]} if known else None
    return {"type": "Feature", "id": values["id"], "geometry": point, "properties": values}


def _file(pieces: Iterator[str], content_type: str, name: str, reader: Reader) -> StreamingHttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": BRIEFLY,
        "Link": links(reader),
    }
    return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)
