"""Shapes that all answers share. Descriptions are English msgids: `twinning.api.openapi` puts them into the reader's
language.
"""

from datetime import datetime
from typing import Annotated

from django.db.models import Model
from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field

from twinning.languages import Served, served


class Shape(BaseModel):
    """Base of everything that goes out: plain, because the service's own base looks into each value twice."""


class Text(Shape):
    """A text and the language it is really written in."""

    text: str = Field(description=_("The text itself."), examples=["Hiroshima"])
    language: str = Field(description=_("The language in which it is written."), examples=["de"])
    is_fallback: bool = Field(
        description=_(
            "True when there is no text in the language you asked for, so that you get another one."
        ),
        examples=[False],
    )


class Label(Shape):
    """A word out of a fixed list: the code for programs, the label for people."""

    code: str = Field(description=_("The fixed code, the same in every language."), examples=["twin_town"])
    label: str = Field(description=_("The same in your language."), examples=["twin town"])


class Reference(Shape):
    """Another record, as far as the public may know it."""

    id: int | None = Field(
        description=_("The record’s number in its own list; empty when it has no page of its own."),
        examples=[12],
    )
    name: Text | None = Field(description=_("Its name."))


class Theme(Shape):
    """A field of exchange."""

    key: str = Field(description=_("The fixed code, the same in every language."), examples=["music"])
    name: Text | None = Field(description=_("Its name."))


class Record(Shape):
    """What every record has."""

    id: int = Field(
        description=_("The number of the record. It never changes, whatever the record is called."),
        examples=[12],
    )
    uri: str = Field(
        description=_("The record’s lasting address. Use it as its name in your own data."),
        examples=["https://example.org/api/v1/cities/12"],
    )
    url: str | None = Field(
        description=_("The page about it, for people."),
        examples=["https://example.org/de/partnerstaedte/hiroshima/"],
    )
    changed_at: datetime = Field(
        description=_("When the record last changed or was published."), examples=["2026-05-03T09:30:00Z"]
    )


class Licence(Shape):
    """Under which terms the data may be used."""

    name: str = Field(description=_("The name of the licence."), examples=["CC BY 4.0"])
    url: str = Field(description=_("Where the licence can be read."),
                     examples=["https://creativecommons.org/licenses/by/4.0/"])  # fmt: skip
    attribution: str = Field(description=_("Whom to name as the source."), examples=["Hannover"])
    credits: list[str] = Field(description=_("Whom else to name."), examples=[["GeoNames (CC BY 4.0)"]])


class Answer(Shape):
    """What stands around every record and every list."""

    language: str = Field(description=_("The language of this answer."), examples=["de"])
    licence: Licence = Field(description=_("Licence and source of these data."))


class ListAnswer(Answer):
    """A part of a list."""

    next: str | None = Field(
        description=_("The address of the next part; empty on the last one."),
        examples=["https://example.org/api/v1/cities?cursor=MTI"],
    )


class Problem(Shape):
    """Why there is no answer (RFC 9457)."""

    type: str = Field(description=_("The kind of problem."), examples=["about:blank"])
    title: str = Field(description=_("What is wrong, in short."), examples=["Not found"])
    status: int = Field(description=_("The status code of the answer."), examples=[404])
    detail: str = Field(description=_("What is wrong and what you can do."))
    errors: list[Annotated[dict[str, str], Field()]] = Field(
        description=_("Which parameters are wrong, and why."), examples=[[]]
    )


def spoken(text: Served) -> Text | None:
    """A text as it is served; None when there is none."""
    if not text:
        return None
    return Text.model_construct(text=text.text, language=text.language, is_fallback=text.is_fallback)


def text_of(obj: Model | object, field: str) -> Text | None:
    """A translated field in the active language."""
    return spoken(served(obj, field))


def label(obj: Model, field: str) -> Label:
    """The value of a field with choices."""
    return Label(code=getattr(obj, field), label=str(getattr(obj, f"get_{field}_display")()))
