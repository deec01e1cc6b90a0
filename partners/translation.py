"""Translated columns of the partners app."""

from modeltranslation.translator import TranslationOptions, register

from partners.city import City, CityPhoto, Greeting
from partners.partnership import HomeDistrict, Partnership, PartnershipEvent
from partners.theme import Theme


@register(City)
class CityTranslation(TranslationOptions):
    fields = ("name", "lede", "story", "travel_hint")
    required_languages = ("de",)


@register(CityPhoto)
class CityPhotoTranslation(TranslationOptions):
    fields = ("alt", "caption")


@register(Greeting)
class GreetingTranslation(TranslationOptions):
    fields = ("meaning",)


@register(HomeDistrict)
class HomeDistrictTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("de",)


@register(Partnership)
class PartnershipTranslation(TranslationOptions):
    fields = ("in_charge",)


@register(PartnershipEvent)
class PartnershipEventTranslation(TranslationOptions):
    fields = ("text", "display")


@register(Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("name",)
