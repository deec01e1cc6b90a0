"""Translations as files: out, back, looked through, confirmed into drafts; nothing of it is ever public by itself."""

import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from tests.factories import make_city, make_staff, make_user
from tests.factories_translations import make_text, make_translator
from twinning.accounts.models import User
from twinning.pages.models import Page
from twinning.translations import actions as translations
from twinning.translations.exchange import actions, outgoing
from twinning.translations.exchange.checking import SENTENCES
from twinning.translations.exchange.exports import answer
from twinning.translations.exchange.models import Upload, UploadedText
from twinning.translations.exchange.outgoing import Selection
from twinning.translations.exchange.units import Refused
from twinning.translations.models import TranslationState

pytestmark = pytest.mark.django_db
Outcome = UploadedText.Outcome
GERMAN = '<p>Das <strong>Büro</strong> &amp; <a href="https://hannover.example/?a=1&amp;b=2">die&nbsp;Stadt</a>.</p>'
TARGETS = {
    "fr": '<p>Le <strong>bureau</strong> &amp; <a href="https://hannover.example/?a=1&amp;b=2">le château</a>.</p>',
    "ar": "<p>المكتب <strong>الثقافي</strong>: ١٢ \u200f(هانوفر)\u200e</p>",
    "ja": '<p>文化局は<a href="https://hannover.example/?a=1&amp;b=2">市役所</a>にあります。</p>',
}


def exported(language: str, file_format: str = "xliff", **chosen: Any) -> bytes:
    found = answer(Selection(language, **chosen), file_format)
    content = b"".join(found.streaming_content)
    getattr(found, "file_to_stream", io.BytesIO()).close()
    return content


def upload(content: bytes, by: User, name: str = "back.xlf") -> Upload:
    return actions.take_upload(key=uuid4(), file=SimpleUploadedFile(name, content), by=by)


def outcomes(found: Upload) -> dict[str, str]:
    return {text.unit.rsplit(".", 1)[1]: text.outcome for text in found.texts.all()}


def codes(found: Upload) -> list[str]:
    return [code for text in found.texts.all() for code in text.problems]


def changed(content: bytes, old: str, new: str) -> bytes:
    assert old.encode() in content
    return content.replace(old.encode(), new.encode())


@pytest.mark.parametrize("file_format", ["xliff", "xlsx"])
def test_a_round_trip_without_a_change_changes_nothing(file_format: str) -> None:
    staff = make_staff()
    page = make_text(body_de=GERMAN, **{f"body_{code}": text for code, text in TARGETS.items()})
    make_city(story_de=GERMAN, name_ja="ハノーファー", lede_ar="=1+1")
    before = Page.objects.rewrite(False).values().get(pk=page.pk)
    for language in TARGETS:
        found = upload(exported(language, file_format), staff)
        assert found.language == language
        assert set(found.texts.values_list("outcome", flat=True)) == {Outcome.UNCHANGED}
        actions.confirm(found, by=staff)
    assert Page.objects.rewrite(False).values().get(pk=page.pk) == before
    assert not TranslationState.objects.exclude(draft_origin="").exists()


def test_a_new_translation_becomes_a_draft_once_and_is_not_public() -> None:
    staff, page = make_staff(), make_text(title_de="Warum?", title_fr="Pourquoi", body_de=GERMAN)
    content = changed(exported("fr"), "Pourquoi", "Pourquoi donc&#160;?")
    key, file = uuid4(), SimpleUploadedFile("a.xlf", content)
    first = actions.take_upload(key=key, file=file, by=staff)
    assert actions.take_upload(key=key, file=file, by=staff) == first
    assert outcomes(first) == {"title": "taken", "lede": "unchanged", "body": "unchanged"}
    actions.confirm(first, by=staff)
    state = TranslationState.objects.get(object_id=page.pk, language="fr")
    assert state.draft_texts == {"title": "Pourquoi donc\u00a0?"}
    assert state.draft_origin == "import"
    assert (state.state, state.version) == ("in_translation", 2)
    actions.confirm(first, by=staff)
    actions.discard(first, by=staff)
    state.refresh_from_db()
    assert state.version == 2
    page.refresh_from_db()
    assert page.title_fr == "Pourquoi"
    assert Upload.objects.get().state == Upload.State.TAKEN
    # The next export carries the draft, so that nobody translates twice.
    assert "Pourquoi donc" in exported("fr").decode()


def test_what_was_exported_before_the_german_text_changed_is_refused_with_the_difference(
    client: Client,
) -> None:
    staff = make_staff()
    page = make_text(title_de="Warum reisen?", title_fr="Pourquoi ?", body_de=GERMAN, body_fr=TARGETS["fr"])
    content = changed(changed(exported("fr"), "Pourquoi ?", "Pour quoi ?"), "le château", "la mairie")
    page.title_de = "Warum bleiben?"
    page.save()
    found = upload(content, staff)
    assert outcomes(found) == {"title": "stale", "lede": "unchanged", "body": "stale"}
    assert sorted(codes(found)) == ["stale", "stale_elsewhere"]
    client.force_login(staff)
    html = client.get(reverse("admin:translation_exchange_upload_change", args=[found.pk])).content.decode()
    assert "<del>reisen</del><ins>bleiben</ins>" in html
    actions.confirm(found, by=staff)
    assert not TranslationState.objects.exclude(draft_origin="").exists()


def test_what_changed_between_check_and_confirmation_is_told_and_not_taken() -> None:
    staff, page = make_staff(), make_text(title_fr="Pourquoi")
    content = changed(exported("fr"), "Pourquoi", "Pour quoi")
    german, moved = upload(content, staff), upload(content, staff)
    state = translations.state_for(page, "fr")
    translations.save_draft(
        page, "fr", texts={"title": "Mais pourquoi"}, by=staff, seen_version=state.version
    )
    actions.confirm(moved, by=staff)
    assert codes(moved) == ["moved"]
    TranslationState.objects.all().delete()
    page.title_de = "Wieso?"
    page.save()
    actions.confirm(german, by=staff)
    assert codes(german) == ["stale_elsewhere"]


HOSTILE = {
    "<script>alert(1)</script>": "checks",
    "<p onclick='x'>a</p>": "checks",
    '<a href="javascript:alert(1)">a</a>': "checks",
    "<p>never closed": "checks",
}


def test_texts_that_break_what_must_stay_are_refused_one_by_one() -> None:
    staff = make_staff()
    page = make_text(title_de="Hallo {name}", title_fr="Bonjour {name}", body_de=GERMAN, body_fr="<p>x</p>")
    plain = exported("fr")
    assert codes(upload(changed(plain, "Bonjour {name}", "Bonjour"), staff)) == ["checks"]
    assert codes(upload(changed(plain, "Bonjour {name}", "x {name}" + "y" * 500), staff)) == ["checks"]
    assert codes(upload(changed(plain, "Bonjour {name}", "&lt;b&gt;{name}&lt;/b&gt;"), staff)) == ["checks"]
    assert codes(upload(changed(plain, f".{page.pk}.title", ".999999.title"), staff)) == ["unknown"]
    assert codes(upload(changed(plain, ".title", ".slug"), staff)) == ["unknown"]
    assert codes(upload(changed(plain, f"pages.page.{page.pk}.title", "accounts.user.1.name"), staff)) == [
        "unknown"
    ]
    assert codes(upload(changed(plain, "<target>Bonjour", '<target xml:lang="pl">Bonjour'), staff)) == [
        "language"
    ]
    assert codes(upload(changed(plain, ".lede", ".title"), staff)) == ["twice"]
    for text, code in HOSTILE.items():
        data = text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
        file = re.sub(r'(<data id="d1">)', rf"\1{data}", plain.decode(), count=1)
        file = re.sub(r"<target><pc id=.1.", '<target><ph id="99" dataRef="d1"/><pc id="1"', file)
        found = upload(file.encode(), staff)
        assert code in codes(found), text
        assert not found.texts.filter(outcome=Outcome.TAKEN).exists()
    for sentence in SENTENCES.values():
        assert str(sentence)


def test_files_of_the_wrong_kind_language_or_size_are_refused_whole() -> None:
    person = make_translator("fr")
    make_text(title_pl="Dlaczego")
    cases = {
        "foreign_language": exported("pl"),
        "unknown_language": changed(exported("fr"), 'trgLang="fr"', 'trgLang="tlh"'),
        "no_units": re.sub(rb"<file.*</file>", b"", exported("fr"), flags=re.DOTALL),
        "unknown_kind": b"%PDF-1.7",
        "empty": b"",
    }
    for code, content in cases.items():
        with pytest.raises(Refused) as refused:
            upload(content, person)
        assert refused.value.code == code
    assert not Upload.objects.exists()


def test_a_hundred_megabytes_are_refused_before_they_are_read(client: Client) -> None:
    client.force_login(make_staff())
    address = reverse("admin:translation_exchange_import")

    class Unread(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("somebody read the body")

    found = client.generic("POST", address, b"", "multipart/form-data; boundary=x", **{
        "CONTENT_LENGTH": str(100 * 1024**2), "wsgi.input": Unread(),
    })  # fmt: skip
    assert found.status_code == 413
    with override("de"):
        assert (
            gettext("The file is too big: at most 10 MB can be taken. Export less at once.")
            in found.content.decode()
        )
    file = SimpleUploadedFile("a.xlf", b"<" * (10 * 1024**2 + 1))
    assert client.post(address, {"key": uuid4(), "file": file}).status_code == 422


def test_the_pages_lead_from_the_file_to_the_draft(client: Client) -> None:
    person, page = make_translator("fr"), make_text(title_fr="Pourquoi")
    client.force_login(person)
    assert client.get(reverse("admin:translation_exchange_export")).status_code == 200
    kind = ContentType.objects.get_for_model(Page)
    query = {"language": "fr", "format": "xlsx", "kind": kind.pk, "object": page.pk}
    got = client.get(reverse("admin:translation_exchange_export"), query)
    assert b"".join(got.streaming_content).startswith(b"PK")
    assert 'filename="de-fr-page' in got["Content-Disposition"]
    assert (
        client.get(reverse("admin:translation_exchange_export"), query | {"language": "pl"}).status_code
        == 422
    )
    content = changed(exported("fr"), "Pourquoi", "Pour quoi")
    file = SimpleUploadedFile("zurück.xlf", content)
    address = reverse("admin:translation_exchange_import")
    html = client.post(address, {"key": uuid4(), "file": file}, follow=True).content.decode()
    assert "<ins>" in html
    found = Upload.objects.get()
    client.post(reverse("admin:translation_exchange_upload_confirm", args=[found.pk]))
    assert TranslationState.objects.get(object_id=page.pk, language="fr").draft_texts == {
        "title": "Pour quoi"
    }
    assert client.get(address).status_code == 200


def test_foreign_files_are_not_there_and_others_stay_outside(client: Client) -> None:
    make_text(title_fr="Pourquoi")
    found = upload(changed(exported("fr"), "Pourquoi", "Pour quoi"), make_staff())
    pages = [
        reverse(f"admin:translation_exchange_upload_{act}", args=[found.pk]) for act in ("confirm", "discard")
    ]
    report = reverse("admin:translation_exchange_upload_change", args=[found.pk])
    ways = [reverse(f"admin:translation_exchange_{way}") for way in ("export", "import")]
    client.force_login(make_translator("fr", "pl"))
    assert [client.get(report).status_code, *(client.post(one).status_code for one in pages)] == [404] * 3
    for person in (make_user(is_staff=True), make_user()):
        client.force_login(person)
        assert [client.get(one).status_code for one in (report, *ways)] == [403] * 3
    client.logout()
    assert {client.get(one).status_code for one in (report, *ways)} == {302}
    found.refresh_from_db()
    assert found.state == Upload.State.CHECKED


def test_an_export_holds_what_the_filters_say_in_few_queries(django_assert_num_queries: Any) -> None:
    staff, person = make_staff(), make_translator("fr")
    pages = [make_text(title_fr="Oui", lede_fr="Oui.", body_fr="<p>Oui</p>"), make_text(), make_text()]
    city = make_city()
    kind = ContentType.objects.get_for_model(Page)
    translations.assign(pages[1], "fr", translator=person, due_on=None, by=staff)
    translations.refresh()

    def ids(**chosen: Any) -> set[int]:
        return {int(one.id.rsplit(".", 1)[1]) for one in outgoing.bundles(Selection("fr", **chosen))}

    assert ids(kind=kind.pk) == {page.pk for page in pages}
    assert ids(kind=kind.pk, pk=pages[2].pk) == {pages[2].pk}
    assert ids(kind=kind.pk, state="missing") == {pages[1].pk, pages[2].pk}
    assert ids(kind=kind.pk, state="open") == {pages[1].pk, pages[2].pk}
    assert ids(kind=kind.pk, state="up_to_date") == {pages[0].pk}
    assert ids(who=person.pk) == {pages[1].pk}
    assert ids(kind=kind.pk, who="nobody") == {pages[0].pk, pages[2].pk}
    assert f"partners.city.{city.pk}.story" in exported("fr").decode()
    with django_assert_num_queries(2):
        ids(kind=kind.pk)
