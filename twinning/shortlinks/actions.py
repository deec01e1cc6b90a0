"""Make short links, and follow one. Called by the desk and by the public view."""

import secrets
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import F, Model

from twinning.models import Editorial
from twinning.shortlinks.models import ShortLink
from twinning.shortlinks.targets import in_language, is_within

# Nothing that looks like something else in print or by hand (0 O, 1 l I, 2 Z, 5 S, 8 B, u v), and no vowels: no words.
ALPHABET = "34679cdfhjkmnprtvwxy"
LENGTH = 6
LABEL = ShortLink._meta.get_field("label").max_length


class Gone(Exception):
    """The link is ours, but its page is not public, deleted, or the link is switched off."""


def new_code() -> str:
    """Six signs by chance: 64 million of them, so nobody counts them through."""
    return "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH))


@transaction.atomic
def make(link: ShortLink, *, by: Any) -> ShortLink:
    """Store a new link under a code that nobody has or had."""
    link.created_by = by
    while True:
        link.code = new_code()
        if not ShortLink.objects.filter(code=link.code).exists():
            break
    link.save(force_insert=True)
    return link


def link_for(obj: Model, language: str, *, by: Any) -> ShortLink:
    """The link to `obj` in `language` ("": the visitor's), made when there is none; two at once get the same one."""
    kind = ContentType.objects.get_for_model(obj)
    wanted = {"content_type": kind, "object_id": obj.pk, "language": language}
    for _attempt in range(3):
        known = ShortLink.objects.filter(**wanted).first()
        if known is not None:
            return known
        try:
            return make(ShortLink(label=str(obj)[:LABEL], **wanted), by=by)
        except IntegrityError:
            continue
    return ShortLink.objects.get(**wanted)


def links_of(obj: Model) -> list[ShortLink]:
    """The links to a row, the one for every language first."""
    kind = ContentType.objects.get_for_model(obj)
    return list(ShortLink.objects.filter(content_type=kind, object_id=obj.pk).order_by("language"))


def address_of(link: ShortLink, *, user: object, language: str) -> str:
    """The path that `link` leads this visitor to; raises Gone."""
    code = link.language or language
    if link.is_off:
        raise Gone
    if link.path:
        if not is_within(link.path):
            raise Gone
        return in_language(link.path, code)
    model = link.content_type.model_class()
    if model is None or not issubclass(model, Editorial):
        raise Gone
    obj = model._default_manager.visible_to(user).filter(pk=link.object_id).first()
    if obj is None:
        raise Gone
    return obj.get_absolute_url(code)


def count(link: ShortLink) -> None:
    """One visit more; nothing about the visitor."""
    ShortLink.objects.filter(pk=link.pk).update(visits=F("visits") + 1)
