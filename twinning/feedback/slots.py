"""What visitors must find on every page: where to report a barrier, and how to write to the office."""

from django.utils.translation import gettext_lazy as _

from twinning.slots import add_footer_link

add_footer_link("about", _("Write to us"), "feedback:contact-create")
add_footer_link("legal", _("Report a barrier"), "feedback:barrier-create")
