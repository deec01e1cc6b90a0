"""Public things of the board: slips, each in the one language that it was written in."""

from django.utils.translation import gettext_lazy as _

from partners.board.slip import Slip
from twinning.catalogue import Entry, register

register(
    Entry(
        key="slip",
        label=_("Find a partner"),
        queryset=lambda: Slip.objects.published().select_related("place").newest_first(),
        title="title",
        title_language="language",
        summary="text",
        search=(),
        own=(),
        plain=("title", "text", "facts_in_words"),
        cities=lambda slip: {slip.place_id, slip.wanted_city_id} - {None},
        themes=lambda slip: (theme.pk for theme in slip.themes.all()),
        prefetch=("themes",),
        parent="board:slip-list",
    )
)
