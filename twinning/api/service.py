"""The read-only service at /api/v1/: two operations for each registered list, its whole and one record.

Built once, when the addresses are loaded. django-ninja checks the parameters and describes the service; answers are
made in `twinning.api.answers`, and what all addresses have in common in `twinning.api.gate`.
"""

import re
from datetime import date, datetime, time
from functools import cache
from typing import Literal
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import NinjaAPI, Path, Query, Schema
from pydantic import Field, create_model, field_validator

from twinning.api import answers, cursors, problems
from twinning.api.narrow import narrowed
from twinning.api.registry import Reader, Resource, resources
from twinning.api.schemas import Answer, ListAnswer

VERSION = "1.0"
MOST = 100
USUAL = 25
YEARS = range(1970, 2200)
WRITTEN = re.compile(r"\d{4}-\d\d-\d\d")
NUMBER = Path(..., ge=1, le=cursors.LARGEST, description=_("The number of the record."))


class Choice(Schema):
    """What part of a list somebody wants."""

    limit: int = Field(USUAL, ge=1, le=MOST, description=_("How many records one part holds at most."))
    cursor: str = Field(
        "",
        max_length=40,
        pattern=r"^[A-Za-z0-9_-]*$",
        description=_("Where the part begins: take it from “next”."),
    )
    updated_since: datetime | date | None = Field(
        None,
        description=_("Only records that changed or were published at this moment or later."),
        examples=["2026-05-03"],
    )
    format: Literal["json", "csv"] = Field(
        "json", description=_("json gives a part of the list, the files give all of it.")
    )

    @field_validator("cursor")
    @classmethod
    def is_ours(cls, value: str) -> str:
        """A cursor that we did not make is refused."""
        cursors.read(value)
        return value

    @field_validator("updated_since", mode="before")
    @classmethod
    def is_written_out(cls, value: object) -> object:
        """A bare number is no moment."""
        if isinstance(value, str) and not WRITTEN.match(value):
            raise ValueError("date")
        return value

    @field_validator("updated_since")
    @classmethod
    def is_a_sensible_year(cls, value: datetime | date | None) -> datetime | date | None:
        """Years that the database and the clocks know."""
        if value is not None and value.year not in YEARS:
            raise ValueError("year")
        return value

    def since(self) -> datetime | None:
        """`updated_since` as a moment; a day begins at midnight in the home town."""
        wanted = self.updated_since
        if wanted is None:
            return None
        if not isinstance(wanted, datetime):
            wanted = datetime.combine(wanted, time.min)
        return timezone.make_aware(wanted) if timezone.is_naive(wanted) else wanted


class PlacesChoice(Choice):
    """As `Choice`, of a list whose records lie somewhere."""

    format: Literal["json", "csv", "geojson"] = Field(
        "json", description=_("json gives a part of the list, the files give all of it.")
    )


def wanted(resource: Resource, choice: Choice) -> QuerySet:
    """The public rows that somebody asks for, with the moment of their last change."""
    rows = resource.queryset().annotate(changed_at=resource.changed())
    since = choice.since()
    return rows.filter(changed_at__gte=since) if since else rows


def whole(resource: Resource, rows: QuerySet, reader: Reader, kind: str) -> HttpResponseBase:
    """All of it as a file."""
    return (
        answers.as_geojson(resource, rows, reader)
        if kind == "geojson"
        else answers.as_csv(resource, rows, reader)
    )


def part(
    request: HttpRequest, resource: Resource, choice: Choice, shape: type[ListAnswer]
) -> HttpResponseBase:
    """A part of a list, or all of it as a file."""
    reader = answers.reader(request)
    if choice.format != "json":
        return whole(resource, wanted(resource, choice), reader, choice.format)
    key = (resource.key, request.path, choice.limit, choice.cursor, choice.updated_since)
    return answers.as_json(request, key, lambda: _part(request, resource, choice, shape, reader))


def _part(
    request: HttpRequest, resource: Resource, choice: Choice, shape: type[ListAnswer], reader: Reader
) -> ListAnswer:
    """One record more is read, to know whether there is another part."""
    rows = narrowed(wanted(resource, choice), reader.language)
    found = list(rows.filter(pk__gt=cursors.read(choice.cursor)).order_by("pk")[: choice.limit + 1])
    following = None
    if len(found) > choice.limit:
        following = _next(request, choice, found[choice.limit - 1].pk)
    return shape.model_construct(
        language=reader.language,
        licence=answers.terms(resource),
        next=following,
        data=[resource.write(row, reader) for row in found[: choice.limit]],
    )


def _next(request: HttpRequest, choice: Choice, last: int) -> str:
    """The address of the next part, with what was asked for."""
    query = {"limit": choice.limit, "cursor": cursors.after(last)}
    if choice.updated_since:
        query["updated_since"] = choice.updated_since.isoformat()
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")


def one(request: HttpRequest, resource: Resource, pk: int, shape: type[Answer]) -> HttpResponse:
    """One record; 410 when its time to be public is over, 404 when there never was one."""
    return answers.as_json(request, (resource.key, pk), lambda: _one(request, resource, pk, shape))


def _one(request: HttpRequest, resource: Resource, pk: int, shape: type[Answer]) -> Answer:
    reader = answers.reader(request)
    rows = resource.queryset().annotate(changed_at=resource.changed())
    row = narrowed(rows, reader.language).filter(pk=pk).first()
    if row is None:
        raise problems.Gone if is_withdrawn(resource, pk) else Http404
    return shape.model_construct(
        language=reader.language, licence=answers.terms(resource), data=resource.write(row, reader)
    )


def is_withdrawn(resource: Resource, pk: int) -> bool:
    """A published row whose end has come. Drafts are nobody's business: they never were there."""
    if not resource.ends:
        return False
    over = resource.model._default_manager.filter(pk=pk, state="published", publish_until__lte=timezone.now())
    return over.exists()


def add(api: NinjaAPI, resource: Resource) -> None:
    """The two operations of a list."""
    list_shape = create_model(
        f"{resource.name}List", __base__=ListAnswer, __doc__=resource.title,
        data=(list[resource.record], Field(description=_("The records."))),
    )  # fmt: skip
    record_shape = create_model(
        f"{resource.name}Answer", __base__=Answer, __doc__=resource.title,
        data=(resource.record, Field(description=_("The record."))),
    )  # fmt: skip
    choices = PlacesChoice if resource.has_places else Choice

    def read_list(request: HttpRequest, choice: Query[choices]) -> HttpResponseBase:
        return part(request, resource, choice, list_shape)

    def read_record(request: HttpRequest, pk: int = NUMBER) -> HttpResponse:
        return one(request, resource, pk, record_shape)

    shared = {"tags": [resource.key], "description": resource.description}
    api.get(
        f"/{resource.key}", response=list_shape, operation_id=f"list_{resource.key}",
        summary=resource.title, url_name=f"{resource.key}-list", **shared,
    )(read_list)  # fmt: skip
    api.get(
        f"/{resource.key}/{{int:pk}}", response=record_shape, operation_id=f"read_{resource.key}",
        summary=_("One record by its number"), url_name=f"{resource.key}-record", **shared,
    )(read_record)  # fmt: skip


def build() -> NinjaAPI:
    """The service with all lists that the apps have registered."""
    api = NinjaAPI(
        title=_("Open data"), version=VERSION, openapi_url=None, docs_url=None, urls_namespace="api",
        description=_(
            "Everything public on this portal as data, to read and to use again. Awards will follow. "
            "Texts come in the language of the address (/api/v1/en/cities), else in the one your program asks for "
            "(Accept-Language); each text says in which language it is written."
        ),
    )  # fmt: skip
    for resource in resources():
        add(api, resource)
    for kind, handler in problems.handlers().items():
        api.add_exception_handler(kind, handler)
    return api


@cache
def service() -> NinjaAPI:
    """The one service of this process."""
    return build()
