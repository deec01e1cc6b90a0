"""Make and read the signed links. Called by the desk and by the middleware."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.core import signing
from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from twinning.accounts.models import User
from twinning.models import Editorial
from twinning.revisions.models import Revision

PARAMETER = "preview"
LIFETIME = timedelta(days=7)
SALT = "twinning.previews"
# A link is about 150 signs long; what is much longer was never one of ours.
LONGEST = 600


class Unknown(Exception):
    """No link of ours, or for another page than this one."""


class Ended(Exception):
    """A link that was good once: too old, its maker has left, or the page has been public since."""


@dataclass(frozen=True, slots=True)
class Grant:
    """The right to see one row in one language, public or not."""

    obj: Editorial
    language: str

    def covers(self, model: type[Model]) -> bool:
        """True for the model whose row may be seen."""
        return type(self.obj) is model


def preview_token(obj: Editorial, language: str, user: User) -> str:
    """The signed words of a link."""
    values = [obj._meta.label_lower, obj.pk, language, user.pk, timezone.now().timestamp()]
    return signing.dumps(values, salt=SALT)


def preview_url(obj: Editorial, language: str, user: User) -> str:
    """The page's own address in `language`, with what opens it for seven days; `user` answers for it."""
    token = preview_token(obj, language, user)
    return f"{obj.get_absolute_url(language)}?{urlencode({PARAMETER: token})}"


def ends_at() -> datetime:
    """When a link that is made now ends."""
    return timezone.now() + LIFETIME


def opened(token: str) -> Grant:
    """What a link allows at this moment; raises Unknown or Ended. Any old link leads to a page that is public now."""
    label, pk, language, user, seconds = _read(token)
    made, model = datetime.fromtimestamp(seconds, UTC), apps.get_model(label)
    obj = model._base_manager.filter(pk=pk).first()
    if obj is None:
        raise Ended
    is_over = timezone.now() - made >= LIFETIME
    if not is_public(obj) and (is_over or not _still_allowed(user, model) or _was_public_since(obj, made)):
        raise Ended
    return Grant(obj, language)


def _read(token: str) -> list[Any]:
    if len(token) > LONGEST:
        raise Unknown
    try:
        return signing.loads(token, salt=SALT)
    except signing.BadSignature as wrong:
        raise Unknown from wrong


def _still_allowed(pk: int, model: type[Model]) -> bool:
    """Whoever made the link must still be allowed to see the page behind the scenes."""
    user = User.objects.filter(pk=pk, is_active=True, is_staff=True).first()
    return user is not None and any(
        user.has_perm(f"{model._meta.app_label}.{act}_{model._meta.model_name}") for act in ("view", "change")
    )


def _was_public_since(obj: Editorial, made: datetime) -> bool:
    """True when the page was public at some time after `made`: a page that was withdrawn opens for no old link."""
    rows = Revision.objects.of(obj).filter(at__gt=made, data__state=Editorial.State.PUBLISHED)
    for at, start in rows.values_list("at", "data__publish_from"):
        begins = parse_datetime(start) if start else at
        if begins <= timezone.now():
            return True
    return False


def is_public(obj: Editorial) -> bool:
    """True when anybody may read the page now: then no link is needed."""
    return type(obj)._default_manager.published().filter(pk=obj.pk).exists()
