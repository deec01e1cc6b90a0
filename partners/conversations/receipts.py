"""Addresses of receipts, which nobody can guess: shown once to whoever sent a form. Called by the views."""

from typing import TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404

Row = TypeVar("Row", bound=Model)


def _signer(model: type[Model]) -> Signer:
    # A salt per model: the receipt of a report must not open the conversation with the same number.
    return Signer(salt=f"conversations.receipt.{model._meta.model_name}")


def sign(row: Model) -> str:
    """The token of the row's receipt."""
    return _signer(type(row)).sign(str(row.pk))


def row_of(model: type[Row], token: str) -> Row:
    """The row of a receipt; raises Http404 for a token that is not ours."""
    try:
        number = _signer(model).unsign(token)
    except BadSignature as error:
        raise Http404 from error
    return get_object_or_404(model, pk=number)
