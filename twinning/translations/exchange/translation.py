"""Translated columns of protected names: the form in each language."""

from modeltranslation.translator import TranslationOptions, register

from twinning.translations.exchange.models import ProtectedName


@register(ProtectedName)
class ProtectedNameTranslation(TranslationOptions):
    fields = ("form",)
    required_languages = ("de",)
