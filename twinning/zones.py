"""Time zones by IANA name: validation and the offset between two places at a moment."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def validate_zone(name: str) -> None:
    """Refuse what is no IANA zone; "GMT+1" and the like drift when clocks change."""
    if "/" not in name or name not in _names():
        raise ValidationError(
            _("“%(name)s” is no IANA time zone. Example: Europe/Berlin."), params={"name": name}
        )


def difference(home: str, there: str, at: datetime) -> timedelta:
    """How far the clocks of `there` are ahead of those at `home` (negative: behind) at the aware moment `at`."""
    return at.astimezone(ZoneInfo(there)).utcoffset() - at.astimezone(ZoneInfo(home)).utcoffset()
