"""What the home town still lacks before the portal opens: who answers for it, and a statement that is not stale."""

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from twinning import release
from twinning.languages import served
from twinning.municipality.models import Municipality

# The accessibility statement must be looked at once a year.
STATEMENT_DAYS = 365
IMPRINT = ("postal_address", "email", "phone", "supervisory_authority", "conciliation_url")
IMPRINT_TRANSLATED = ("name", "office_name")


def statement_is_stale(home: Municipality) -> bool:
    """True when nobody has looked at the accessibility statement within a year."""
    checked = home.statement_checked_on
    return checked is None or timezone.localdate() - checked > datetime.timedelta(days=STATEMENT_DAYS)


@release.check
def home_is_complete() -> Iterator[str]:
    """Fields that the imprint, the privacy page and the accessibility statement print."""
    home = Municipality.objects.filter(pk=1).first()
    if home is None:
        yield _("The home town is missing: run `manage.py seed` or fill it in on the staff desk.")
        return
    missing = [name for name in IMPRINT if not getattr(home, name)]
    missing += [name for name in IMPRINT_TRANSLATED if not served(home, name)]
    for name in missing:
        label = capfirst(str(Municipality._meta.get_field(name).verbose_name))
        yield _("Home town: “%(field)s” is empty.") % {"field": label}
    brackets = [name for name in IMPRINT if "[" in str(getattr(home, name))]
    for name in brackets:
        label = capfirst(str(Municipality._meta.get_field(name).verbose_name))
        yield _("Home town: “%(field)s” still holds square brackets.") % {"field": label}
    if statement_is_stale(home):
        yield _("The accessibility statement was not checked within the last year.")
