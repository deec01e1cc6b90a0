"""The staff desk: Django's admin with our own frame."""

from django.contrib.admin import AdminSite


class StaffSite(AdminSite):
    """The admin of the portal."""

    enable_nav_sidebar = False
