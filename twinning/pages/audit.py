"""Pages and aims keep a history."""

from twinning.audit import keep_history
from twinning.pages.models import Aim, Page

keep_history(Page, many=("related",))
keep_history(Aim)
