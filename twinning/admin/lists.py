"""Lists of the staff desk: titles in plain words, search in every language, tags with a colour and a word."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from twinning.languages import all_columns
from twinning.publishing import translated_fields
from twinning.sorting import fold


def tag(kind: str, text: object) -> SafeString:
    """A coloured word: `kind` is ok, warn, err, plain or "" (neutral)."""
    return format_html('<span class="tag {}">{}</span>', kind, text)


def search_columns(model: Any, names: tuple[str, ...] | list[str]) -> Iterator[str]:
    """`names` with every translated field replaced by the columns of all its languages."""
    translated = translated_fields(model)
    for name in names:
        yield from all_columns(name) if name in translated else (name,)


class PlainTitles:
    """Lists are called as what they show, not “Select city to change”."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})


class TolerantSearch(admin.ModelAdmin):
    """Search in all languages at once; “Poznan” finds “Poznań”.

    Folded words are compared in Python: the lists of a portal are short, and no database collation is needed.
    """

    # Short fields that are compared without marks and capitals.
    folded_fields: tuple[str, ...] = ()

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return list(search_columns(self.model, self.search_fields))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        found, duplicates = super().get_search_results(request, queryset, search_term)
        words = fold(search_term).split()
        if not words or not self.folded_fields:
            return found, duplicates
        return queryset.filter(Q(pk__in=found.values("pk")) | Q(pk__in=self._folded(queryset, words))), False

    def _folded(self, queryset: QuerySet, words: list[str]) -> list[int]:
        """Rows in which every one of the folded `words` stands."""
        columns = list(search_columns(self.model, self.folded_fields))
        source = queryset.rewrite(False) if hasattr(queryset, "rewrite") else queryset
        rows = source.order_by().values_list("pk", *columns)
        texts: dict[int, str] = {}
        for key, *values in rows:
            texts[key] = f"{texts.get(key, '')} {' '.join(fold(str(value)) for value in values if value)}"
        return [key for key, text in texts.items() if all(word in text for word in words)]
