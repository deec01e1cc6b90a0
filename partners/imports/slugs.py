"""An address word for a draft that a list brought: from its name, never one that another row has or had."""

from collections.abc import Iterator
from itertools import count

from django.db.models import Model

from twinning.addresses.models import Slug
from twinning.slugs import make_slug


def free_slug(model: type[Model], name: str, suffix: str, *, kind: str = "") -> str:
    """A word that is free, also among former ones of `kind` (default: the model's name)."""
    limit = model._meta.get_field("slug").max_length
    kind = kind or model._meta.model_name
    for word in _words(make_slug(name, "de"), suffix.lower(), limit):
        is_known = model._default_manager.filter(slug=word).exists()
        if not is_known and not Slug.objects.filter(kind=kind, slug=word).exists():
            return word
    raise AssertionError("unreachable: the words never end")


def _words(base: str, suffix: str, limit: int) -> Iterator[str]:
    """ "halle", "halle-be", "halle-be-2", … A name without Latin letters gives only its suffix."""
    room = limit - 8
    first = base[:room].strip("-")
    if first:
        yield first
    second = "-".join(part for part in (first, suffix) if part) or "x"
    yield second
    yield from (f"{second}-{number}" for number in count(2))
