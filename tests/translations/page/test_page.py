"""The translation page by HTTP: who gets it, what it shows, saving, conflicts, and the second person."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from pytest_django import Settings

from tests.factories import make_aim, make_home, make_staff, make_user
from tests.factories_translation_page import address, browser_of, make_rule, make_translator, posted
from twinning.accounts.models import User
from twinning.pages.models import Aim
from twinning.translations.actions import state_for
from twinning.translations.exchange.models import MachineRun, ProtectedName
from twinning.translations.models import LanguageRule, TranslationState, TranslatorLanguage
from twinning.translations.page import demo
from twinning.translations.page.roles import translators

State = TranslationState.State
TEXTS = {"title": "Rencontre", "summary": "Court.", "body": "<p>Long.</p>"}


@pytest.fixture
def aim(db: None) -> Aim:
    make_home()
    return make_aim("encounter", title_de="Begegnung", body_de="<p>Lang.</p>")


@pytest.fixture
def translator(aim: Aim) -> User:
    return make_translator("fr", name="Toni")


@pytest.fixture
def desk(translator: User) -> Client:
    return browser_of(translator)


def english(text: str) -> str:
    """The words of the desk in the language of the test's browsers."""
    with override("en"):
        return gettext(text)


def test_page_for_each_role(aim: Aim, desk: Client) -> None:
    people = {
        "nobody": (Client(), 302, 302),
        "citizen": (browser_of(make_user()), 403, 403),
        "staff without rights": (browser_of(make_user(is_staff=True)), 403, 403),
        "translator": (desk, 200, 403),
        "administrator": (browser_of(make_staff()), 200, 200),
    }
    for page in ("edit", "autosave"):
        for role, (client, own, other) in people.items():
            for language, status in (("fr", own), ("pl", other)):
                answer = client.post(address(aim, language, page), {})
                expected = {200: (200, 302, 409)}.get(status, (status,))
                assert answer.status_code in expected, (page, role, language)
    for language in ("de", "xx", "uk"):
        assert desk.get(address(aim, language)).status_code == 404
    assert desk.get(address(Aim(pk=aim.pk + 999), "fr")).status_code == 404
    assert desk.get(reverse("admin:translations_edit", args=[99999, 1, "fr"])).status_code == 404
    assert desk.get(address(make_user(), "fr")).status_code == 404
    refused = desk.get(address(aim, "pl"))
    assert english("You do not translate into this language.") in refused.content.decode()


def test_translator_sees_nothing_else_on_the_desk(aim: Aim, desk: Client, settings: Settings) -> None:
    answer = desk.get(reverse("admin:index"))
    assert answer.status_code == 200
    assert answer.context["app_list"] == []
    cards = [entry["card"].key for entry in (*answer.context["wide_cards"], *answer.context["narrow_cards"])]
    assert cards == ["my-translations"]
    for name in (
        "pages_aim_changelist",
        "translations_translatorlanguage_changelist",
        "accounts_user_changelist",
    ):
        assert desk.get(reverse(f"admin:{name}")).status_code == 403
    assert desk.get(reverse("admin:pages_aim_change", args=[aim.pk])).status_code == 403
    # Translators are staff: they come in with a second factor where staff need one.
    settings.STAFF_SECOND_FACTOR = True
    assert desk.get(address(aim, "fr"))["Location"] == reverse("mfa_activate_totp")


def test_page_shows_both_sides_in_their_languages(aim: Aim) -> None:
    ProtectedName.objects.create(form_de="Begegnung", form_ar="لقاء")
    before, after = make_aim("a", position=aim.position - 1), make_aim("z", position=aim.position + 1)
    client = browser_of(make_translator("ar"))
    answer = client.get(address(aim, "ar"))
    html = answer.content.decode()
    assert '<b lang="de">Begegnung</b> → <span lang="ar" dir="rtl">لقاء</span>' in html
    sheet = answer.context["sheet"]
    assert (sheet.previous.url, sheet.next.url) == (address(before, "ar"), address(after, "ar"))
    assert [way.url.partition("?")[0] for way in sheet.ways] == [
        aim.get_absolute_url("ar"),
        reverse("admin:translation_exchange_export"),
    ]
    assert '<div class="tr-source plain" lang="de" dir="ltr">Begegnung</div>' in html
    assert '<div class="tr-source" lang="de" dir="ltr"><p>Lang.</p></div>' in html
    assert html.count('lang="ar" dir="rtl"') == 4
    assert 'data-rich-text="true"' in html


def test_draft_is_saved_apart_from_the_public_text(aim: Aim, desk: Client, translator: User) -> None:
    make_rule("fr", needs_review=False)
    answer = desk.post(address(aim, "fr"), posted(desk, aim, "fr", title="Rencontre\r\nici"), follow=True)
    assert english("Saved. The public page has not changed yet.") in answer.content.decode()
    row = state_for(aim, "fr")
    aim.refresh_from_db()
    assert (row.draft_texts["title"], row.state, aim.title_fr) == (
        "Rencontre ici",
        State.IN_TRANSLATION,
        None,
    )
    # Nothing leaves with a gap, and what was typed stays.
    answer = desk.post(address(aim, "fr"), posted(desk, aim, "fr", "hand_in", summary="Court."))
    assert answer.status_code == 422
    assert state_for(aim, "fr").draft_texts["summary"] == "Court."
    # Nor with a wrong placeholder.
    bad = TEXTS | {"title": "Rencontre {x}"}
    answer = desk.post(address(aim, "fr"), posted(desk, aim, "fr", "hand_in", **bad))
    assert (answer.status_code, "{x}" in answer.content.decode()) == (422, True)
    assert state_for(aim, "fr").state == State.IN_TRANSLATION
    # HTML that the cleaner would take away is told, not lost.
    answer = desk.post(address(aim, "fr"), posted(desk, aim, "fr", body="<p>a<script>b</script></p>"))
    assert answer.status_code == 422
    assert "&lt;script&gt;" in answer.content.decode()
    desk.post(address(aim, "fr"), posted(desk, aim, "fr", "hand_in", **TEXTS))
    aim.refresh_from_db()
    assert (aim.title_fr, state_for(aim, "fr").state) == ("Rencontre", State.UP_TO_DATE)


def test_diff_stands_in_the_source_until_it_is_still_valid(aim: Aim, desk: Client) -> None:
    make_rule("fr", needs_review=False)
    desk.post(address(aim, "fr"), posted(desk, aim, "fr", "hand_in", **TEXTS))
    Aim.objects.filter(pk=aim.pk).rewrite(False).update(summary_de="Sehr kurz.")
    TranslationState.objects.update(state=State.OUTDATED)
    answer = desk.get(address(aim, "fr"))
    html = answer.content.decode()
    assert "<ins>" in html
    assert "<del>" in html
    assert "Court.</textarea>" in html
    assert [line.name for line in answer.context["sheet"].gaps] == ["summary"]
    desk.post(address(aim, "fr"), posted(desk, aim, "fr", "still_valid"))
    assert state_for(aim, "fr").state == State.UP_TO_DATE
    assert desk.get(address(aim, "fr")).context["sheet"].gaps == []
    # A field is no gap any more as soon as somebody has written a new text.
    Aim.objects.filter(pk=aim.pk).rewrite(False).update(summary_de="Lang.")
    assert len(desk.get(address(aim, "fr")).context["sheet"].gaps) == 1
    said = desk.post(address(aim, "fr", "autosave"), posted(desk, aim, "fr", summary="Bref.")).json()
    assert said["lines"]["summary"]["gap"] is False


def test_second_person_approves_or_sends_back(aim: Aim, desk: Client, translator: User) -> None:
    make_rule("fr", needs_review=True)
    checker = browser_of(make_translator("fr", may_review=True, name="Rena"))
    desk.post(address(aim, "fr"), posted(desk, aim, "fr", "hand_in", **TEXTS))
    assert state_for(aim, "fr").state == State.NEEDS_REVIEW
    # One's own work is not one's own to approve, with or without the button.
    own = desk.get(address(aim, "fr"))
    assert (own.context["sheet"].acts["approve"].is_open, "send_back" in own.context["sheet"].acts) == (
        False,
        False,
    )
    assert desk.post(address(aim, "fr"), posted(desk, aim, "fr", "approve")).status_code == 422
    translator.translator_languages.update(may_review=True)
    assert desk.post(address(aim, "fr"), posted(desk, aim, "fr", "approve")).status_code == 422
    assert checker.post(address(aim, "fr"), posted(checker, aim, "fr", "send_back")).status_code == 422
    note = posted(checker, aim, "fr", "send_back") | {"note": "Plus simple."}
    assert checker.post(address(aim, "fr"), note).status_code == 302
    assert "Plus simple." in desk.get(address(aim, "fr")).content.decode()
    desk.post(address(aim, "fr"), posted(desk, aim, "fr", "hand_in", summary="Bref."))
    assert checker.post(address(aim, "fr"), posted(checker, aim, "fr", "approve")).status_code == 302
    aim.refresh_from_db()
    row = state_for(aim, "fr")
    assert (aim.summary_fr, row.state, row.reviewer.name) == ("Bref.", State.UP_TO_DATE, "Rena")


def test_saving_in_the_background_answers_with_the_next_version(aim: Aim, desk: Client) -> None:
    sent = posted(desk, aim, "fr", title="R {x}")
    answer = desk.post(address(aim, "fr", "autosave"), sent)
    said = answer.json()
    assert (answer.status_code, said["state"]) == (200, "saved")
    assert "{x}" in said["lines"]["title"]["findings"]
    assert (said["lines"]["title"]["gap"], said["lines"]["body"]["gap"]) == (True, True)
    # With the new mark goes the next one, with nothing new no version is made.
    again = desk.post(address(aim, "fr", "autosave"), sent | {"_seen": said["seen"]}).json()
    assert (again["state"], again["seen"]) == ("saved", said["seen"])
    assert (
        desk.post(
            address(aim, "fr", "autosave"), sent | {"_seen": said["seen"], "text-body": "<p>x"}
        ).status_code
        == 422
    )


def test_conflict_shows_both_texts_and_loses_none(aim: Aim, desk: Client) -> None:
    other = browser_of(make_translator("fr", name="Ana"))
    mine = posted(desk, aim, "fr", title="Le mien", summary="Seul")
    other.post(address(aim, "fr"), posted(other, aim, "fr", title="Le sien", body="<p>Autre</p>"))
    answer = desk.post(address(aim, "fr", "autosave"), mine)
    assert (answer.status_code, answer.json()["state"]) == (409, "conflict")
    assert "Ana" in answer.json()["text"]
    assert state_for(aim, "fr").draft_texts["title"] == "Le sien"
    answer = desk.post(address(aim, "fr"), mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Le sien" in html
    assert {line.name: line.typed for line in answer.context["sheet"].lines} == {
        "title": "Le mien",
        "summary": "Seul",
        "body": "<p>Autre</p>",
    }
    # Having seen both, the next save is a decision.
    shown = {line.bound.html_name: line.typed for line in answer.context["sheet"].lines}
    assert (
        desk.post(address(aim, "fr"), {"_seen": answer.context["seen"], "do": "save"} | shown).status_code
        == 302
    )
    assert state_for(aim, "fr").draft_texts == {"title": "Le mien", "summary": "Seul", "body": "<p>Autre</p>"}


def test_page_asks_the_database_few_times(
    aim: Aim, desk: Client, django_assert_max_num_queries: Callable[..., AbstractContextManager]
) -> None:
    desk.get(address(aim, "fr"))
    with django_assert_max_num_queries(10):
        desk.get(address(aim, "fr"))


def test_machine_is_offered_where_one_is_on_and_makes_a_draft_only(
    aim: Aim, desk: Client, settings: Settings, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    assert "machine" not in desk.get(address(aim, "fr")).context["sheet"].acts
    settings.TRANSLATION_ENGINE = "dummy"
    assert "machine" in desk.get(address(aim, "fr")).context["sheet"].acts
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(address(aim, "fr"), posted(desk, aim, "fr", "machine")).status_code == 302
    aim.refresh_from_db()
    assert aim.title_fr is None
    assert MachineRun.objects.get().object_id == aim.pk


def test_demo_translators_have_a_language_and_no_rights(db: None, settings: Settings) -> None:
    settings.DEBUG = True
    demo.create()
    demo.create()
    rows = TranslatorLanguage.objects.values_list("user__email", "language", "may_review")
    assert sorted(rows) == [
        ("franzoesisch@example.org", "fr", False),
        ("polnisch@example.org", "pl", False),
        ("pruefung@example.org", "fr", True),
    ]
    assert translators(reset=True).permissions.count() == 0
    assert [user.get_all_permissions() for user in User.objects.filter(is_staff=True)] == [set()] * 3
    LanguageRule.objects.filter(language="pl").update(needs_review=True)
    demo.remove()
    # A rule that the office has changed is the office's.
    assert TranslatorLanguage.objects.count() == 0
    assert LanguageRule.objects.get().language == "pl"


def test_office_gives_a_language_to_a_person(aim: Aim, translator: User) -> None:
    client = browser_of(make_staff(preferred_language="en"))
    url = reverse("admin:translations_translatorlanguage_add")
    client.post(url, {"user": translator.pk, "language": "pl", "may_review": "on"})
    assert sorted(translator.translator_languages.values_list("language", flat=True)) == ["fr", "pl"]
    assert client.post(url, {"user": translator.pk, "language": "uk"}).status_code == 200
    client.post(reverse("admin:translations_languagerule_add"), {"language": "pl"})
    assert LanguageRule.objects.get().needs_review is False
    for name in ("translatorlanguage", "languagerule"):
        assert "Polish" in client.get(reverse(f"admin:translations_{name}_changelist")).content.decode()
