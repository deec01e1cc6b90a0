"""Only the columns that a reader needs: rows with long texts in nine languages weigh more than all the rest."""

from django.db.models import QuerySet
from modeltranslation.translator import NotRegistered, translator

from twinning.languages import all_columns, chain, column


def narrowed(rows: QuerySet, language: str) -> QuerySet:
    """`rows` without the texts of languages that readers of `language` never get to see."""
    try:
        fields = translator.get_options_for_model(rows.model).all_fields
    except NotRegistered:
        return rows
    read = {column(field, code) for field in fields for code in chain(language)}
    others = [name for field in fields for name in all_columns(field) if name not in read]
    # The base columns stay: deferring one makes modeltranslation defer the active language's column as well.
    return rows.rewrite(False).defer(*others)
