"""Address words on the staff desk: to look up where an old link leads, not to change."""

from django.contrib import admin

from twinning.addresses.models import Slug
from twinning.admin import ReadOnlyAdmin


@admin.register(Slug)
class SlugAdmin(ReadOnlyAdmin):
    """Words come and go with the pages that they belong to."""

    list_display = ["slug", "kind", "language", "is_current", "object_id", "created_at"]
    list_filter = ["kind", "is_current", "language"]
    search_fields = ["slug"]
