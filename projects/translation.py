"""Translated columns of the projects app."""

from modeltranslation.translator import TranslationOptions, register

from projects.outcome import Figure, Funding, Milestone, ProjectPhoto, Result
from projects.project import Participation, Project


@register(Project)
class ProjectTranslation(TranslationOptions):
    fields = ("title", "summary", "goal", "story", "audience", "rhythm")
    required_languages = ("de",)


@register(Participation)
class ParticipationTranslation(TranslationOptions):
    fields = ("note",)


@register(Milestone)
class MilestoneTranslation(TranslationOptions):
    fields = ("title",)


@register(Result)
class ResultTranslation(TranslationOptions):
    fields = ("title", "text")


@register(Figure)
class FigureTranslation(TranslationOptions):
    fields = ("label", "unit")


@register(ProjectPhoto)
class ProjectPhotoTranslation(TranslationOptions):
    fields = ("alt", "caption")


@register(Funding)
class FundingTranslation(TranslationOptions):
    fields = ("source", "programme")
