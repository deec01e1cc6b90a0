"""Pages of a list on the desk that Django does not have: queues, decisions, statistics."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path


class OwnPages:
    """Mixin of ModelAdmin: `own_pages` maps (address, name) to a view and stands before Django's own addresses.

    The address of a page is `admin:<app>_<model>_<name>`; nobody but staff gets to it.
    """

    own_pages: Mapping[tuple[str, str], Callable[..., HttpResponse]] = {}

    def get_urls(self: Any) -> list[URLPattern]:
        """Ours, then Django's."""
        model = f"{self.opts.app_label}_{self.opts.model_name}"
        ours = [
            path(address, self.admin_site.admin_view(view), name=f"{model}_{name}")
            for (address, name), view in self.own_pages.items()
        ]
        return [*ours, *super().get_urls()]
