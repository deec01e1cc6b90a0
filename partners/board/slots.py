"""What the board puts into shared places: navigation, sections of pages, and what people write about and report."""

from django.utils.translation import gettext_lazy as _

from partners.board.actions import ABOUT
from partners.board.sections import city_rows, home_rows
from partners.board.slip import Slip
from partners.conversations.registry import About
from partners.conversations.registry import register as register_kind
from twinning.folds import fold
from twinning.languages import written
from twinning.slots import add_navigation, fill

add_navigation(_("Find a partner"), "board:slip-list", prefix="board", order=50)
fill("home.sections", "board/home_section.html", order=50)
fill("city.sections", "board/city_section.html", order=50)
fill("organisation.sections", "board/organisation_section.html", order=50)
fold("home", "board_slips", home_rows)
fold("city", "board_slips", city_rows)
register_kind(
    About(
        key=ABOUT,
        label=_("slip"),
        find=lambda number: Slip.objects.published().filter(pk=number).first(),
        title=lambda slip: written(slip.title, slip.language),
    )
)
