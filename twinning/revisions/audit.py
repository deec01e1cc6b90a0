"""Versions go with their row. Read at start, as the `audit` modules of all apps are."""

from django.db.models.signals import post_delete

from twinning.revisions.actions import forget_versions

post_delete.connect(forget_versions, dispatch_uid="revisions.forget_versions")
