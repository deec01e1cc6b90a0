"""Translations by machine: drafts only, names and placeholders kept, every failure told, nobody's network asked."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from tests.factories import make_city, make_home, make_staff
from tests.factories_translations import make_state, make_text, make_translator
from twinning import memory
from twinning.accounts.models import User
from twinning.pages.models import Page
from twinning.translations.exchange import actions, machine, names, wire
from twinning.translations.exchange.engines import REASONS, DeepL, Dummy, Failed, LibreTranslate
from twinning.translations.exchange.models import MachineRun, ProtectedName
from twinning.translations.exchange.tasks import translate_run
from twinning.translations.models import TranslationState

Answer = Callable[[Any], tuple[int, bytes]]


class Service:
    """A translation service on this machine; `answer` makes status and body from what was asked."""

    def __init__(self) -> None:
        self.answer: Answer = lambda _asked: (200, b"{}")
        self.seen: list[tuple[str, dict[str, str], Any]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.seen.append((self.path, dict(self.headers), asked))
                status, body = service.answer(asked)
                try:
                    self.send_response(status)
                    self.send_header("Location", "http://127.0.0.1:1/")
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    return

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()


@pytest.fixture
def service() -> Iterator[Service]:
    found = Service()
    yield found
    found.server.shutdown()
    found.server.server_close()


def as_json(value: Any, status: int = 200) -> Answer:
    return lambda _asked: (status, json.dumps(value).encode())


def failing(call: Callable[[], Any]) -> str:
    with pytest.raises(Failed) as failed:
        call()
    assert str(failed.value)
    return failed.value.code


# --- the services ---------------------------------------------------------------------------------
def test_both_services_are_asked_in_their_own_words(service: Service) -> None:
    service.answer = lambda asked: (
        200,
        json.dumps({"translations": [{"text": text.upper()} for text in asked["text"]]}).encode(),
    )
    texts = [f"<p>{number}</p>" for number in range(45)]
    assert DeepL("key:fx", service.url).translate(texts, "de", "en") == [text.upper() for text in texts]
    path, headers, asked = service.seen[0]
    assert (path, headers["Authorization"]) == ("/v2/translate", "DeepL-Auth-Key key:fx")
    assert (asked["source_lang"], asked["target_lang"], asked["tag_handling"]) == ("DE", "EN-GB", "html")
    assert [len(one[2]["text"]) for one in service.seen] == [40, 5]
    service.answer = as_json({"translatedText": ["Bonjour"]})
    assert LibreTranslate(service.url, "k").translate(["Hallo"], "de", "fr") == ["Bonjour"]
    assert service.seen[-1][0] == "/translate"
    assert service.seen[-1][2] == {
        "q": ["Hallo"], "source": "de", "target": "fr", "format": "html", "api_key": "k",
    }  # fmt: skip


def test_every_failure_of_a_service_has_its_words(service: Service) -> None:
    deepl, libre = DeepL("key", service.url), LibreTranslate(service.url)
    statuses = {403: "key", 429: "busy", 456: "quota", 500: "down", 302: "down", 413: "refused"}
    for status, code in statuses.items():
        service.answer = as_json({}, status)
        assert failing(lambda: deepl.translate(["a"], "de", "fr")) == code
    assert failing(lambda: deepl.translate(["a"], "de", "ny")) == "language"
    nonsense = [
        b"<html>",
        b"[" * 50_000,
        b"{}",
        b'{"translatedText": ["a", "b"]}',
        b'{"translatedText": [1]}',
        b"[]",
    ]
    for body in nonsense:
        service.answer = lambda _asked, body=body: (200, body)
        assert failing(lambda: libre.translate(["a"], "de", "fr")) == "nonsense"
        assert failing(lambda: deepl.translate(["a"], "de", "fr")) == "nonsense"
    service.answer = lambda _asked: (200, b'"' + b"x" * (4 * 1024**2) + b'"')
    assert failing(lambda: libre.translate(["a"], "de", "fr")) == "too_big"
    service.server.shutdown()
    service.server.server_close()
    assert failing(lambda: libre.translate(["a"], "de", "fr")) == "down"


def test_a_slow_service_is_cut_off_and_only_safe_addresses_are_asked(service: Service) -> None:
    def slow(_asked: Any) -> tuple[int, bytes]:
        time.sleep(0.5)
        return 200, b"{}"

    service.answer = slow
    began = time.monotonic()
    for limits in (wire.Limits(read=0.05), wire.Limits(overall=0.05)):
        with pytest.raises(wire.Broken) as broken:
            wire.post(service.url, {}, {}, limits)
        assert broken.value.code == "timeout"
    assert time.monotonic() - began < 1.4
    for url in (
        "http://translate.example",
        "ftp://x.example",
        "https://me:pw@x.example",
        "https://",
        "x",
        "http://[::1",
    ):
        assert not wire.is_allowed(url)
    assert wire.is_allowed("https://10.1.2.3:5000")
    assert (
        failing(lambda: LibreTranslate("http://translate.example").translate(["a"], "de", "fr")) == "refused"
    )


def test_half_a_configuration_is_found_by_the_checks(settings: Any) -> None:
    def found(**values: str) -> list[str]:
        for name in ("ENGINE", "ENGINE_URL", "ENGINE_KEY"):
            setattr(settings, f"TRANSLATION_{name}", values.get(name, ""))
        return [one.id for one in run_checks() if one.id.startswith("translation_exchange")]

    assert found() == found(ENGINE="dummy") == found(ENGINE="deepl", ENGINE_KEY="k") == []
    assert found(ENGINE="babelfish") == ["translation_exchange.E001"]
    assert found(ENGINE="deepl") == ["translation_exchange.E002"]
    assert found(ENGINE="libretranslate", ENGINE_URL="http://x.example") == ["translation_exchange.E003"]


# --- names ----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_names_keep_their_form_and_placeholders_themselves() -> None:
    make_home(name_fr="Hanovre", office_name_fr="")
    make_city(name_de="Posen", name_fr="Poznań", name_pl="Poznań")
    ProtectedName.objects.create(form_de="Kulturbüro", form_fr="Bureau de la culture")
    ProtectedName.objects.create(form_de="Bad & Bett", stays=True)
    memory.forget()
    text = (
        "<p>Kulturbüro in Hannover, nicht Hannoveraner; Posen &amp; %(x)s, Bad &amp; Bett. "
        '<a href="/Posen">Posen</a></p>'
    )
    hidden, tokens = names.protect(text, "fr")
    assert "Kulturbüro" in hidden
    mangled = hidden.replace(">Kulturbüro<", "> culture agency <").replace("nicht", "non")
    assert names.restore(mangled, tokens) == (
        "<p>Bureau de la culture in Hanovre, non Hannoveraner; Poznań &amp; %(x)s, Bad &amp; Bett. "
        '<a href="/Posen">Poznań</a></p>'
    )
    for broken in (hidden.replace("%(x)s", "", 1).replace('id="k2"', ""), hidden + hidden):
        with pytest.raises(names.Lost):
            names.restore(broken, tokens)
    found = {hit.name: (hit.form, hit.count) for hit in names.hits(text.replace("&amp;", "&"), "fr")}
    assert found["Posen"] == ("Poznań", 2)
    assert found["Bad & Bett"] == ("Bad & Bett", 1)
    assert "Kulturbüro" not in {hit.name for hit in names.hits(text, "ja")}
    assert [hit.form for hit in names.missing("Posen und Hannover", "Poznań", "fr")] == ["Hanovre"]


# --- objects --------------------------------------------------------------------------------------
@pytest.fixture
def dummy(settings: Any, db: None) -> User:
    settings.TRANSLATION_ENGINE = "dummy"
    return make_staff()


def run_all() -> list[MachineRun]:
    for run in MachineRun.objects.filter(state="waiting"):
        translate_run.func(run.pk)
    return list(MachineRun.objects.order_by("pk"))


def test_a_machine_makes_a_marked_draft_of_what_is_missing_and_nothing_public(
    dummy: User, django_capture_on_commit_callbacks: Any
) -> None:
    ProtectedName.objects.create(form_de="Kulturbüro", form_fr="Bureau de la culture")
    page = make_text(title_de="Das Kulturbüro & Sie", title_fr="", lede_fr="Une phrase.")
    with django_capture_on_commit_callbacks() as enqueued:
        first = actions.start([(page, "fr"), (page, "de-simple")], by=dummy)
        second = actions.start([(page, "fr")], by=dummy)
    assert (first.waiting, first.refused, second.waiting, len(enqueued)) == (1, {"easy": 1}, 1, 1)
    assert first.sentences == [f"{REASONS['easy']} (1)"]
    (run,) = run_all()
    assert (run.state, run.engine, run.reason) == ("done", "dummy", "")
    state = TranslationState.objects.get(object_id=page.pk, language="fr")
    assert state.state == state.draft_origin == "machine"
    assert state.draft_texts == {"title": "[fr] Das Bureau de la culture & Sie", "body": "<p>[fr] Text.</p>"}
    page.refresh_from_db()
    assert not page.title_fr
    assert not page.body_fr


def test_machines_leave_alone_what_people_do_and_what_they_may_not(dummy: User, settings: Any) -> None:
    person = make_translator("fr")
    working = make_state("in_translation", by=person)
    changed = make_state("outdated")
    actions.start([(working, "fr"), (changed, "fr")], by=dummy)
    run, other = run_all()
    assert (run.state, run.problem, other.state) == ("failed", "by_hand", "done")
    drafts = TranslationState.objects.get(object_id=changed.pk, language="fr").draft_texts
    assert drafts == {"title": "[fr] Warum denn?"}
    assert gettext(str(REASONS["by_hand"])) in run.reason
    assert actions.start([(working, "pl")], by=person).refused == {"not_allowed": 1}
    done = make_state("up_to_date")
    done.refresh_from_db()
    assert failing(lambda: machine.translate_object(done, "fr", dummy)) == "nothing"
    assert failing(lambda: machine.translate_object(done, "de-simple", dummy)) == "easy"
    settings.TRANSLATION_ENGINE = ""
    assert machine.engine() is None
    assert actions.start([(working, "pl")], by=dummy).refused == {"off": 1}


class Bad(Dummy):
    """Gives back what `answer` makes of the texts."""

    def __init__(self, answer: Callable[[list[str]], list[str]]) -> None:
        object.__setattr__(self, "answer", answer)
        object.__setattr__(self, "name", "bad")

    def translate(self, texts: list[str], source: str, target: str) -> list[str]:
        return self.answer(texts)


def test_nonsense_of_a_machine_is_never_stored(dummy: User, monkeypatch: pytest.MonkeyPatch) -> None:
    page = make_text(title_de="Hallo {name}", lede_de="", body_de="<p>Text</p>")
    cases: dict[str, Callable[[list[str]], list[str]]] = {
        "nonsense": lambda texts: texts[:1],
        "names": lambda texts: ["Bonjour" for _text in texts],
        "checks": lambda texts: [texts[0] + " {more}", texts[1]],
    }
    for code, answer in cases.items():
        monkeypatch.setattr(machine, "engine", lambda answer=answer: Bad(answer))
        assert failing(lambda: machine.translate_object(page, "fr", dummy)) == code
    for text in ("", "  ", "x" * 5000):
        monkeypatch.setattr(machine, "engine", lambda text=text: Bad(lambda texts: [texts[0], text]))
        assert failing(lambda: machine.translate_object(page, "fr", dummy)) == "nonsense"
    script = "<p>Texte<script>alert(1)</script></p>"
    monkeypatch.setattr(machine, "engine", lambda: Bad(lambda texts: [texts[0], script]))
    machine.translate_object(page, "fr", dummy)
    state = TranslationState.objects.get(object_id=page.pk, language="fr")
    assert state.draft_texts == {"title": "Hallo {name}", "body": "<p>Texte</p>"}


def test_a_german_text_that_changes_meanwhile_and_a_lost_worker_are_noticed(
    dummy: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    page = make_text()

    def edited(texts: list[str]) -> list[str]:
        Page.objects.filter(pk=page.pk).update(title_de="Wieso?")
        return texts

    monkeypatch.setattr(machine, "engine", lambda: Bad(edited))
    assert failing(lambda: machine.translate_object(page, "fr", dummy)) == "changed"
    assert not TranslationState.objects.exclude(draft_origin="").exists()
    actions.start([(page, "fr")], by=dummy)
    with django_capture_on_commit_callbacks() as again:
        actions.start([(page, "fr")], by=dummy)
        MachineRun.objects.update(updated_at=timezone.now() - timedelta(hours=1))
        actions.start([(page, "fr")], by=dummy)
    assert (len(again), MachineRun.objects.count()) == (1, 1)
    page.delete()
    (run,) = run_all()
    assert (run.state, run.problem) == ("failed", "gone")


def test_the_lists_of_the_desk_show_names_and_runs(client: Any, dummy: User) -> None:
    ProtectedName.objects.create(form_de="Kulturbüro")
    actions.start([(make_text(), "fr")], by=dummy)
    client.force_login(dummy)
    for name in ("protectedname", "machinerun", "upload"):
        assert client.get(reverse(f"admin:translation_exchange_{name}_changelist")).status_code == 200
    address = reverse("admin:translation_exchange_protectedname_add")
    found = client.post(address, {"form_de": "Maschsee", "form_en": "", "remark": ""})
    assert found.status_code == 302
    assert "Maschsee" not in names.glossary("en")
    assert client.post(address, {"form_de": "Maschsee"}).status_code in (200, 422)
    assert ProtectedName.objects.filter(form_de="Maschsee").count() == 1


def test_rows_ticked_in_the_matrix_go_to_the_machine(client: Any, dummy: User, settings: Any) -> None:
    page, city, busy = make_text(), make_city(), make_state("in_translation")
    keys = [f"{ContentType.objects.get_for_model(one).pk}-{one.pk}" for one in (page, city, busy)]
    client.force_login(dummy)
    address, matrix = (
        reverse(f"admin:{name}") for name in ("translation_exchange_machine", "translations_matrix")
    )
    assert client.post(address, {"rows": [*keys, "7-x", "999-1", "'"], "language": "fr"}).status_code == 302
    assert MachineRun.objects.count() == 2
    client.post(address, {"rows": keys[:1]})
    languages = MachineRun.objects.filter(object_id=page.pk).values_list("language", flat=True)
    assert sorted(languages) == ["ar", "en", "fr", "ja", "pl"]
    person = make_translator("pl")
    client.force_login(person)
    client.post(address, {"rows": keys, "language": "fr"})
    assert not MachineRun.objects.filter(started_by=person).exists()
    client.force_login(dummy)
    assert address in client.get(matrix).content.decode()
    settings.TRANSLATION_ENGINE = ""
    assert address not in client.get(matrix).content.decode()
