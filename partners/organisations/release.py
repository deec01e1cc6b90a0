"""What published entries still need before the portal opens."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from partners.organisations.models import Contact, Organisation
from twinning import release
from twinning.publishing import missing_for_publication


@release.check
def entries_are_complete() -> Iterator[str]:
    """Texts that publishing needs."""
    for organisation in Organisation.objects.filter(state="published"):
        for gap in missing_for_publication(organisation):
            yield f"{organisation.slug}: {gap}"


@release.check
def no_sample_is_public() -> Iterator[str]:
    """Invented entries and people are for demonstrations."""
    count = (
        Organisation.objects.filter(is_sample=True).count() + Contact.objects.filter(is_sample=True).count()
    )
    if count:
        yield _("%(count)d invented organisations and people are there: manage.py remove_samples.") % {
            "count": count
        }
