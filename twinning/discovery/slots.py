"""What this app puts into the footer: the feed for those who want to be told what is new."""

from django.utils.translation import gettext_lazy as _

from twinning.slots import add_footer_link

add_footer_link("offers", _("What is new (Atom)"), "news-atom")
