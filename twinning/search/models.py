"""What search looks into: texts made ready for looking up, the words in them, and what could not be found.

`twinning.search.indexing` writes the first three tables, `twinning.search.query` reads them. Nothing here is the
truth about anything: every row can be made again from the catalogue by `manage.py rebuild_search`.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class WordVector(SearchVectorField):
    """A tsvector that is written as PostgreSQL prints it, so that no text search configuration has a say in it."""

    def get_placeholder(self, value: object, compiler: object, connection: object) -> str:
        """What is stored comes as text."""
        return "%s::tsvector"


class IndexedText(models.Model):
    """One public thing for the readers of one language: what it is called there, and what is written in it there.

    A language in which the thing has no text of its own has a row too, with the title and the address that its
    readers get; nothing but names is found in such a row. `key` is the folded title; `names` holds the words of the
    title and of other names, `words` everything, filters included (twinning.search.tokens says how).
    """

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    language = models.CharField(max_length=12)
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=300)
    title_language = models.CharField(max_length=12)
    key = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    summary_language = models.CharField(max_length=12, blank=True)
    body = models.TextField(blank=True)
    cities = ArrayField(models.PositiveBigIntegerField(), default=list)
    themes = ArrayField(models.PositiveBigIntegerField(), default=list)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    importance = models.SmallIntegerField(default=0)
    names = WordVector()
    words = WordVector()
    indexed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("indexed text")
        verbose_name_plural = _("indexed texts")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language"], name="search_text_once"),
        ]
        indexes = [
            # Without the list of what is to be merged later: a search must not pay for the last save.
            GinIndex(fields=["words"], name="search_text_words", fastupdate=False),
            GinIndex(fields=["names"], name="search_text_names", fastupdate=False),
            models.Index(
                fields=["starts_on"], name="search_text_period", condition=models.Q(starts_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class IndexedWord(models.Model):
    """A word that occurs in public texts of a language: `word` as it is written, `key` as it is compared.

    `letters` is the key in ASCII alone, because trigrams of other letters depend on the locale of the database.
    """

    language = models.CharField(max_length=12)
    key = models.CharField(max_length=40)
    word = models.CharField(max_length=60)
    letters = models.CharField(max_length=80)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("indexed word")
        verbose_name_plural = _("indexed words")
        constraints = [
            models.UniqueConstraint(fields=["language", "key"], name="search_word_once"),
        ]
        indexes = [
            GinIndex(
                fields=["letters"], name="search_word_letters", opclasses=["gin_trgm_ops"], fastupdate=False
            )
        ]

    def __str__(self) -> str:
        return self.word


class PendingIndexing(models.Model):
    """Something that changed and is to be indexed anew; written in the transaction of the change itself.

    Rows are only ever added and taken away, never compared: two people who save at once do not wait for each other.
    `due_at` lies ahead for what is to be published later.
    """

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    due_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pending indexing")
        verbose_name_plural = _("pending indexings")
        indexes = [models.Index(fields=["due_at"], name="search_pending_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SearchMiss(models.Model):
    """A search that found nothing, counted by day and language: no address, no account, no time of day."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=12)
    query = models.CharField(_("searched for"), max_length=200)
    count = models.PositiveIntegerField(_("how often"), default=1)

    class Meta:
        verbose_name = _("search without a hit")
        verbose_name_plural = _("searches without a hit")
        constraints = [
            models.UniqueConstraint(fields=["day", "language", "query"], name="search_miss_once"),
        ]

    def __str__(self) -> str:
        return self.query
