"""Translated columns of the organisations app."""

from modeltranslation.translator import TranslationOptions, register

from partners.organisations.contact import Contact
from partners.organisations.organisation import Organisation


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("summary", "description", "looks_for")


@register(Contact)
class ContactTranslation(TranslationOptions):
    fields = ("role", "helps_with")
