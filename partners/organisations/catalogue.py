"""Public things of this app. People are none of them: who takes a consent back must be in no index."""

from django.utils.translation import gettext_lazy as _

from partners.organisations.organisation import Organisation
from twinning.catalogue import Entry, register

register(
    Entry(
        key="organisation",
        label=_("People and groups"),
        queryset=lambda: Organisation.objects.published(),
        title="name",
        title_language="name_language",
        summary="summary",
        search=("summary", "description"),
        own=("summary",),
        plain=("name", "other_names"),
        schema_type="Organization",
        parent="organisations:organisation-list",
    )
)
