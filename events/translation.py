"""Translated columns of the events app."""

from modeltranslation.translator import TranslationOptions, register

from events.booking.registration import Question
from events.event import Event, EventPhoto, Series
from events.occurrence import Occurrence, OccurrenceLanguage
from events.venue import Venue, VenueAccess


@register(Series)
class SeriesTranslation(TranslationOptions):
    fields = ("title", "text")
    required_languages = ("de",)


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("title", "teaser", "text", "bring", "report", "audience", "price_note")
    required_languages = ("de",)


@register(EventPhoto)
class EventPhotoTranslation(TranslationOptions):
    fields = ("alt", "caption")


@register(Occurrence)
class OccurrenceTranslation(TranslationOptions):
    fields = ("room", "status_note")


@register(OccurrenceLanguage)
class OccurrenceLanguageTranslation(TranslationOptions):
    fields = ("note",)


@register(Venue)
class VenueTranslation(TranslationOptions):
    fields = ("name", "transport")
    required_languages = ("de",)


@register(VenueAccess)
class VenueAccessTranslation(TranslationOptions):
    fields = ("note",)


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("label", "help", "options")
    required_languages = ("de",)
