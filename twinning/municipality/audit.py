"""The home town keeps a history."""

from twinning.audit import keep_history
from twinning.municipality.models import Municipality

keep_history(Municipality)
