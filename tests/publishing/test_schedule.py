"""Publishing by the clock: every kind of content comes and goes at its moment, wherever the public reads."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from tests.factories import make_city, make_home, make_page, make_staff, make_user
from tests.factories_editorial import EDITORIAL, subclasses
from tests.staff.conftest import signed_in
from twinning import catalogue, memory
from twinning.admin import EditorialAdmin, EditorialForm
from twinning.models import Editorial
from twinning.publishing import missing_for_publication, plan_of, translated_fields
from twinning.revisions.desk import coming

pytestmark = pytest.mark.django_db
START = datetime(
    2026, 10, 25, 0, 30, tzinfo=UTC
)  # half past two in summer time, an hour before the clocks go back
END = START + timedelta(hours=2)
INSTANT = timedelta(microseconds=1)
SUMMARIES = ("summary", "teaser", "lede", "text")


@pytest.mark.parametrize("label", EDITORIAL)
def test_content_comes_and_goes_at_its_moment(label: str, client: Client, monkeypatch: Any) -> None:
    make_home()
    obj = EDITORIAL[label](publish_from=START, publish_until=END)
    model, address = type(obj), obj.get_absolute_url("de")
    overview = address.rsplit("/", 2)[0] + "/"
    entries = [entry for entry in catalogue.entries() if entry.queryset().model is model]
    assert entries or label == "events.series"
    for now, is_there in ((START - INSTANT, False), (START, True), (END - INSTANT, True), (END, False)):
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        memory.forget()
        assert model.objects.published().filter(pk=obj.pk).exists() is is_there
        assert model.objects.visible_to(None).filter(pk=obj.pk).exists() is is_there
        for entry in entries:
            assert entry.queryset().filter(pk=obj.pk).exists() is is_there
        assert client.get(address).status_code == (200 if is_there else 404)
        if not is_there:
            for page in (overview, "/sitemap.xml", "/de/"):
                shown = client.get(page)
                text = b"".join(shown.streaming_content) if shown.streaming else shown.content
                assert address.encode() not in text


def test_every_kind_asks_for_a_title_and_for_a_summary_where_it_has_one() -> None:
    for model in subclasses():
        needed = {*model.PUBLISH_FIELDS, *model.SUMMARY_FIELDS}
        assert {"title", "name"} & needed
        has = [name for name in SUMMARIES if name in translated_fields(model)]
        assert set(has) & needed, model
    empty = make_page(body_de="<p> </p>", lede_en="Only in English", state="draft")
    assert len(missing_for_publication(empty)) == 1
    for field in ("lede_de", "body_de"):
        filled = make_page(**{"body_de": "", field: "Da.", "state": "draft"})
        assert missing_for_publication(filled) == []


def test_office_sees_what_will_happen_and_what_stands_against_it() -> None:
    now = timezone.now()
    day = timedelta(days=1)
    page = make_page(publish_from=now + day, publish_until=now + 2 * day)
    assert [kind for kind, _words in plan_of(page, now)] == ["", ""]
    page.state, page.title_de = "draft", None
    warned = dict(plan_of(page, now))
    assert warned["warn"] == gettext("still a draft: it will not appear")
    assert warned["err"] == gettext("something is missing")
    page.state, page.publish_from, page.publish_until = "published", None, now
    assert [kind for kind, _words in plan_of(page, now)] == ["plain"]
    page.publish_until = None
    assert plan_of(page, now) == []


def test_desk_shows_the_next_of_all_kinds_to_those_who_see_their_lists(
    django_assert_num_queries: Any,
) -> None:
    now, day = timezone.now(), timedelta(days=1)
    plans = {"publish_from": now + day}, {"publish_until": now + 2 * day}, {"publish_until": now - day}
    city, _page, _over = make_city(**plans[0]), make_page(), make_page(**plans[2])
    event, draft = EDITORIAL["events.event"](**plans[1]), make_page(state="draft", publish_from=now + 3 * day)
    make_page(state="draft", publish_until=now + day)
    staff = make_staff()
    with django_assert_num_queries(4):
        assert coming(staff, now) == [city, event, draft]
    make_city(publish_from=now + 4 * day)
    with django_assert_num_queries(4):
        assert len(coming(staff, now)) == 4
    assert coming(make_user(is_staff=True), now) == []
    home = signed_in(staff).get(reverse("admin:index")).content.decode()
    with override("en"):
        assert gettext("still a draft: it will not appear") in home


def test_nothing_is_published_around_the_rules() -> None:
    pages = [page for page in admin.site._registry.values() if issubclass(page.model, Editorial)]
    assert {page.model for page in pages} == subclasses()
    for page in pages:
        assert isinstance(page, EditorialAdmin)
        assert issubclass(page.form, EditorialForm)
        assert not page.list_editable
    # Code that makes a row public judges it first, itself or where it is called.
    judged_by_caller = {Path("events/feeds/making.py")}
    for folder in ("twinning", "partners", "projects", "events"):
        for path in Path(settings.BASE_DIR, folder).rglob("*.py"):
            code = path.read_text()
            publishes = re.search(
                r"\bstate\s?=[^=\n]*(Event|Organisation|Project|City|Page)\.State\.PUBLISHED", code
            )
            if (
                publishes
                and "seed" not in path.parts
                and path.relative_to(settings.BASE_DIR) not in judged_by_caller
            ):
                assert "missing_for_publication(" in code, path
