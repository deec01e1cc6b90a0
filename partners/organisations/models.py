"""Organisations that live twinning, the people who speak for them, and who helps with what."""

from partners.organisations.contact import Consent, Contact
from partners.organisations.membership import EntryChange, Membership
from partners.organisations.organisation import Organisation

__all__ = ["Consent", "Contact", "EntryChange", "Membership", "Organisation"]
