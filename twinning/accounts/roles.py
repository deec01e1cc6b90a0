"""Ready-made groups of rights, so that a new portal need not tick hundreds of boxes. Called by the seed."""

from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

EDITORS = "Redaktion"
# Apps whose lists are on the desk but are no content: accounts, mails, the machine room.
NO_CONTENT = frozenset({"accounts", "account", "mfa", "auth", "mail", "auditlog", "django_tasks_db"})


def content_models() -> set[type[Model]]:
    """What editors work on: every model that the desk shows, with the parts that are edited on its pages."""
    pages = [page for model, page in admin.site._registry.items() if model._meta.app_label not in NO_CONTENT]
    return {page.model for page in pages} | {part.model for page in pages for part in page.inlines}


def editors(*, reset: bool = False) -> Group:
    """The group that may edit all content. Made once; what staff changed about it stays, unless `reset`."""
    group, is_new = Group.objects.get_or_create(name=EDITORS)
    if is_new or reset:
        types = ContentType.objects.get_for_models(*content_models()).values()
        group.permissions.set(Permission.objects.filter(content_type__in=types))
    return group
