"""Everything that the translation page shows, read once: the fields of an object in German and in one language.

Called by the page's views with the form that is to be shown: the stored texts, or what somebody has just typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.forms import BoundField
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from twinning.coverage import Content
from twinning.languages import column, direction
from twinning.models import Editorial
from twinning.previews.links import preview_url
from twinning.publishing import translated_fields
from twinning.revisions.words import KEPT, Piece
from twinning.richtext import clean_html, plain_text
from twinning.translations import sources
from twinning.translations.checks_of_text import Finding, has_errors
from twinning.translations.exchange.names import NameHit, hits
from twinning.translations.models import TranslationState
from twinning.translations.page.acts import Offer, offers
from twinning.translations.page.drafts import Work, findings
from twinning.translations.page.forms import TextsForm, limit_of
from twinning.translations.sources import FieldDiff

State = TranslationState.State
KINDS = {
    State.MISSING: "err",
    State.MACHINE: "warn",
    State.IN_TRANSLATION: "",
    State.NEEDS_REVIEW: "warn",
    State.UP_TO_DATE: "ok",
    State.OUTDATED: "warn",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in words and a kind of colour."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Way:
    """A link."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One field: `source` is German, `diff` what has changed in it, `typed` stands in the control."""

    name: str
    bound: BoundField
    label: str
    is_html: bool
    source: str
    diff: FieldDiff | None
    typed: str
    public: str
    limit: int | None
    findings: tuple[Finding, ...]
    names: tuple[NameHit, ...]

    @property
    def counter(self) -> SafeString:
        """The number of characters, where the script finds it."""
        length = len(plain_text(self.typed) if self.is_html else self.typed)
        return format_html('<span data-count data-limit="{}">{}</span>', self.limit or "", length)

    @property
    def pieces(self) -> list[Piece]:
        """What has changed, with paragraphs of rich text apart."""
        gap = "\n\n" if self.is_html else "\n"
        found = self.diff.pieces if self.diff else ()
        return [Piece(piece.fate, piece.text.replace("\n", gap)) for piece in found]

    @property
    def changes(self) -> int:
        """How many passages of the German text have changed."""
        fates = [piece.fate for piece in self.diff.pieces] if self.diff else []
        return sum(fate != KEPT and (at == 0 or fates[at - 1] == KEPT) for at, fate in enumerate(fates))

    @property
    def differs_from_public(self) -> bool:
        """True when the public reads another text than the one that stands here."""
        return bool(self.public) and self.public.strip() != self.typed.strip()

    @property
    def is_gap(self) -> bool:
        """True when a person has to look at it: empty, wrong, or not touched since German has changed."""
        return not self.typed.strip() or self.is_outdated or has_errors(list(self.findings))

    @property
    def is_outdated(self) -> bool:
        """True when German has changed and nobody has written a new text yet."""
        return bool(self.diff) and not self.differs_from_public

    @property
    def tag(self) -> Tag:
        if has_errors(list(self.findings)):
            return Tag("err", _("with an error"))
        if not self.typed.strip():
            return Tag("err", _("missing"))
        if self.is_outdated:
            return Tag("warn", _("outdated"))
        if self.public.strip() != self.typed.strip():
            return Tag("", _("draft"))
        return Tag("ok", _("up to date"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of one object in one language."""

    work: Work
    state: TranslationState
    lines: tuple[Line, ...]
    acts: Mapping[str, Offer]
    ways: tuple[Way, ...]
    previous: Way | None
    next: Way | None

    @property
    def name(self) -> str:
        return name_of(self.work.obj)

    @property
    def kind(self) -> str:
        return capfirst(str(self.work.obj._meta.verbose_name))

    @property
    def language(self) -> str:
        return self.work.language

    @property
    def language_name(self) -> str:
        return language_name(self.work.language)

    @property
    def direction(self) -> str:
        return direction(self.work.language)

    @property
    def source_language(self) -> str:
        return self.state.source_language

    @property
    def source_name(self) -> str:
        return language_name(self.state.source_language)

    @property
    def url(self) -> str:
        return address(type(self.work.obj), self.work.obj.pk, self.work.language)

    @property
    def autosave_url(self) -> str:
        return address(type(self.work.obj), self.work.obj.pk, self.work.language, "autosave")

    @property
    def tag(self) -> Tag:
        return Tag(KINDS[self.state.state], capfirst(self.state.get_state_display()))

    @property
    def facts(self) -> list[str]:
        """What else to know: until when, how much it is wanted, by whom."""
        found = []
        if self.state.due_on:
            found.append(_("Due on %(day)s") % {"day": date_format(self.state.due_on, "SHORT_DATE_FORMAT")})
        if self.state.wishes:
            words = ngettext("wished for once", "wished for %(number)d times", self.state.wishes)
            found.append(words % {"number": self.state.wishes})
        if self.state.translator:
            found.append(_("Translator: %(name)s") % {"name": self.state.translator})
        return found

    @property
    def saved(self) -> str:
        """When the draft was stored."""
        if not self.state.draft_at:
            return _("Nothing has been changed yet.")
        moment = timezone.localtime(self.state.draft_at)
        values = {"day": date_format(moment, "SHORT_DATE_FORMAT"), "time": date_format(moment, "TIME_FORMAT")}
        return _("Draft saved on %(day)s at %(time)s.") % values

    @property
    def gaps(self) -> list[Line]:
        return [line for line in self.lines if line.is_gap]

    @property
    def has_diff(self) -> bool:
        return any(line.diff for line in self.lines)


def language_name(code: str) -> str:
    """The language in the words of the desk."""
    return capfirst(str(get_language_info(code)["name_translated"]))


def _name_column(content: Content) -> str:
    """Where the German name of a kind of content stands."""
    is_translated = content.name in translated_fields(content.model)
    return column(content.name, settings.LANGUAGE_CODE) if is_translated else content.name


def name_of(obj: Model) -> str:
    """What staff call the object."""
    return str(getattr(obj, _name_column(sources.content_of(type(obj)))) or obj.pk)


def address(model: type[Model], pk: int, language: str, page: str = "edit") -> str:
    """The translation page of an object in a language, or its address for saving in the background."""
    content_type = ContentType.objects.get_for_model(model)
    return reverse(f"admin:translations_{page}", args=[content_type.pk, pk, language])


def read_lines(work: Work, state: TranslationState, form: TextsForm) -> tuple[Line, ...]:
    """Every field of the form with its source; `form` may hold what was typed and is not stored."""
    model, german = type(work.obj), sources.source_texts(work.obj)
    typed = {bound.name: bound.value() or "" for bound in form}
    public = sources.published_texts(work.obj, work.language)
    diffs = {diff.field: diff for diff in sources.source_diff(state, work.obj)}
    checked = findings(work.obj, work.language, typed)
    return tuple(
        Line(
            name=bound.name,
            bound=bound,
            label=str(bound.label),
            is_html=sources.is_html(model, bound.name),
            source=_clean(german.get(bound.name, ""), sources.is_html(model, bound.name)),
            diff=diffs.get(bound.name),
            typed=typed[bound.name],
            public=_clean(public.get(bound.name, ""), sources.is_html(model, bound.name)),
            limit=limit_of(model, bound.name, work.language),
            findings=tuple(checked[bound.name]),
            names=tuple(hits(german.get(bound.name, ""), work.language)),
        )
        for bound in form
    )


def _clean(text: str, is_html: bool) -> str:
    """Rich text is shown as such: cleaned once more, so that nothing runs here that no public page would show."""
    return clean_html(text) if is_html else text


def neighbours(work: Work) -> tuple[Way | None, Way | None]:
    """The objects before and after this one in the list of their kind (one query)."""
    content = sources.content_of(type(work.obj))
    rows = list(content.rows().rewrite(False).values_list("pk", _name_column(content)))
    at = next((number for number, (pk, _name) in enumerate(rows) if pk == work.obj.pk), None)
    if at is None:
        return None, None
    return _way(work, rows[at - 1 : at] if at else []), _way(work, rows[at + 1 : at + 2])


def _way(work: Work, rows: list[tuple[int, str]]) -> Way | None:
    return next((Way(address(type(work.obj), pk, work.language), name or str(pk)) for pk, name in rows), None)


def ways(work: Work) -> tuple[Way, ...]:
    """To the page itself, to the file for translation programs and, for those who may, to form and versions."""
    obj, language, names = work.obj, work.language, work.obj._meta
    may_see, may_change = (
        work.by.has_perm(f"{names.app_label}.{act}_{names.model_name}") for act in ("view", "change")
    )
    place = f"admin:{names.app_label}_{names.model_name}"
    found = []
    if isinstance(obj, Editorial):
        # A link that also those can open who have no account; else the page as staff see it.
        url = preview_url(obj, language, work.by) if may_see else obj.get_absolute_url(language)
        found.append(Way(url, _("Preview")))
    kind = ContentType.objects.get_for_model(obj).pk
    chosen = urlencode({"language": language, "kind": kind, "object": obj.pk, "format": "xliff"})
    found.append(Way(f"{reverse('admin:translation_exchange_export')}?{chosen}", _("XLIFF file")))
    if isinstance(obj, Editorial) and may_see:
        found.append(Way(reverse(f"{place}_history", args=[obj.pk]), _("Versions")))
    if may_change:
        url = f"{reverse(f'{place}_change', args=[obj.pk])}#lang-{language}"
        found.append(Way(url, _("All languages in one form")))
    return tuple(found)


def read_sheet(work: Work, state: TranslationState, form: TextsForm) -> Sheet:
    """The whole page."""
    before, after = neighbours(work)
    return Sheet(work, state, read_lines(work, state, form), offers(work, state), ways(work), before, after)
