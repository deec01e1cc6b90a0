"""Translated columns of the municipality."""

from modeltranslation.translator import TranslationOptions, register

from twinning.municipality.models import Municipality


@register(Municipality)
class MunicipalityTranslation(TranslationOptions):
    fields = (
        "name",
        "tagline",
        "office_name",
        "office_unit",
        "office_summary",
        "contact_text",
        "hero_title",
        "hero_lede",
    )
    required_languages = ("de",)
