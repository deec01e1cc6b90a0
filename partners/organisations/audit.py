"""Entries keep a history. People, claims and proposals do not: it would outlive their erasure."""

from partners.organisations.models import Organisation
from twinning.audit import keep_history

keep_history(Organisation, many=("partner_cities", "themes", "sources"))
