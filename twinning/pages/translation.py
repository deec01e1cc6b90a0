"""Translated columns of pages and aims."""

from modeltranslation.translator import TranslationOptions, register

from twinning.pages.models import Aim, Page


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "slug", "lede", "body")
    required_languages = ("de",)


@register(Aim)
class AimTranslation(TranslationOptions):
    fields = ("title", "slug", "summary", "body")
    required_languages = ("de",)
