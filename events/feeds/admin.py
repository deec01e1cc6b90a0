"""Partners' calendars on the staff desk: their addresses and health, and the way to the review of their entries."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from events.feeds import desk_views as views
from events.feeds.actions import save_feed
from events.feeds.feed import Feed, FeedItem
from events.feeds.words import PARTLY, PROBLEMS, problem_text
from twinning.admin import OwnPages, ReadOnlyAdmin, VersionedAdmin, VersionedForm, tag
from twinning.admin.subscriptions import READING, SubscriptionColumns, moment
from twinning.fetching import Unfetched, check_address
from twinning.languages import own_name

ITEM_TAGS = {"new": "", "changed": "warn", "taken": "ok", "declined": "plain", "vanished": "err"}


class CalendarAddressField(forms.URLField):
    """Takes addresses as calendars are handed out: webcal:// means https://."""

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip()
        is_webcal = text.lower().startswith("webcal://")
        return super().to_python(f"https://{text[9:]}" if is_webcal else text)


class FeedForm(VersionedForm):
    """Judges the address as the worker will; where its name leads is looked up at every reading."""

    url = CalendarAddressField(
        label=_("address"), max_length=500, assume_scheme="https", help_text=_("It begins with https://")
    )
    language = forms.ChoiceField(label=_("language of the texts"))

    class Meta:
        model = Feed
        fields = (
            "title", "url", "city", "organisation", "language", "time_zone", "venue", "themes", "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "language" in self.fields:
            codes = settings.MODELTRANSLATION_LANGUAGES
            self.fields["language"].choices = [(code, own_name(code)) for code in codes]

    def clean_url(self) -> str:
        """Refuse what would never be fetched."""
        url = self.cleaned_data["url"]
        try:
            check_address(url)
        except Unfetched as error:
            raise ValidationError(PROBLEMS[error.code]) from error
        return url


@admin.register(Feed)
class FeedAdmin(SubscriptionColumns, OwnPages, VersionedAdmin):
    """Addresses, and how their reading stands."""

    own_pages = {("<int:pk>/read/", "read"): views.feed_read}
    form = FeedForm
    change_list_template = "admin/events/feeds/feed_list.html"
    change_form_template = "admin/events/feeds/feed_form.html"
    list_display = ["title", "city", "health", "succeeded", "failures", "following"]
    list_filter = ["is_active", "is_sample"]
    list_select_related = ["city"]
    search_fields = ["title", "url"]
    autocomplete_fields = ["city", "organisation", "themes", "venue"]
    readonly_fields = ["health", "succeeded", "tried", "failures", "following"]
    fieldsets = [
        (None, {"fields": ["title", "url", "city", "organisation", "language", "time_zone", "is_active"]}),
        (_("For events made of it"), {"fields": ["venue", "themes"]}),
        READING,
    ]

    def save_model(self, request: HttpRequest, obj: Feed, form: forms.ModelForm, change: bool) -> None:
        save_feed(obj)

    @admin.display(description=_("state"), ordering="failures")
    def health(self, feed: Feed) -> SafeString:
        if feed.problem == PARTLY:
            return tag("warn", problem_text(feed))
        if feed.problem:
            return tag("err", problem_text(feed))
        if feed.succeeded_at:
            return tag("ok", _("all right"))
        return tag("plain", _("not read yet"))


@admin.register(FeedItem)
class FeedItemAdmin(OwnPages, ReadOnlyAdmin):
    """Every entry ever read, to look things up; decisions are made on the review page."""

    own_pages = {
        ("review/", "review"): views.item_review,
        ("<int:pk>/accept/", "accept"): views.item_accept,
        ("<int:pk>/take/", "take"): views.item_take,
        ("<int:pk>/decline/", "decline"): views.item_decline,
        ("<int:pk>/reconsider/", "reconsider"): views.item_reconsider,
        ("<int:pk>/keep/", "keep"): views.item_keep,
    }
    list_display = ["title_", "feed", "begins", "state_tag", "seen_at"]
    list_filter = ["state", "feed"]
    list_select_related = ["feed"]
    search_fields = ["title", "uid"]
    folded_fields = ("title",)
    fields = [
        "feed",
        "title",
        "starts_at",
        "state",
        "occurrence",
        "uid",
        "recurrence_id",
        "seen_at",
        "missing_since",
    ]

    @admin.display(description=_("title"), ordering="title")
    def title_(self, row: FeedItem) -> str:
        return row.title or "–"

    @admin.display(description=_("begins"), ordering="starts_at")
    def begins(self, row: FeedItem) -> str:
        return moment(row.starts_at)

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, row: FeedItem) -> SafeString:
        return tag(ITEM_TAGS[row.state], row.get_state_display())


def review_address(tab: str) -> str:
    """The review page, opened at a tab."""
    return f"{reverse('admin:events_feeditem_review')}?tab={tab}"
