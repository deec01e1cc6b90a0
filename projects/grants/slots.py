"""What funding puts into shared places."""

from django.utils.translation import gettext_lazy as _

from twinning.slots import add_navigation, fill

add_navigation(_("Funding"), "grants:programme-list", prefix="grants", order=40)
fill("profile.links", "grants/mine/profile_link.html", order=5)
