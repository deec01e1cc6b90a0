"""Translated columns of the grants app."""

from modeltranslation.translator import TranslationOptions, register

from projects.grants.programme import Programme, ProgrammeStep, Round
from projects.grants.ruleset import Criterion, Declaration, Head, Paper, Question, TextBlock


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = (
        "title", "summary", "directive", "funded", "requirements", "amounts", "decision", "payment", "proof",
        "contact",
    )  # fmt: skip
    required_languages = ("de",)


@register(ProgrammeStep)
class ProgrammeStepTranslation(TranslationOptions):
    fields = ("title", "text", "duration")


@register(Round)
class RoundTranslation(TranslationOptions):
    fields = ("name",)


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("text", "explanation")


@register(Head)
class HeadTranslation(TranslationOptions):
    fields = ("name", "help")


@register(Criterion)
class CriterionTranslation(TranslationOptions):
    fields = ("name", "help")


@register(Paper)
class PaperTranslation(TranslationOptions):
    fields = ("text",)


@register(Declaration)
class DeclarationTranslation(TranslationOptions):
    fields = ("text",)


@register(TextBlock)
class TextBlockTranslation(TranslationOptions):
    fields = ("title", "text")
