"""Protected names keep a history."""

from twinning.audit import keep_history
from twinning.translations.exchange.models import ProtectedName

keep_history(ProtectedName)
