"""Beginning once and sending once, however often somebody clicks."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.grants.models import Application, ChangeRequest, Event, Round, Ruleset
from tests.factories import make_user
from tests.factories_grants import make_application, make_programme, make_ruleset
from tests.factories_grants_apply import fill, step_url
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail
from twinning.public_forms import fresh_key

YEAR = timezone.localdate().year


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _begin_url(rules: Ruleset) -> str:
    return reverse("grants:begin", kwargs={"slug": rules.programme.slug})


def _rules_with_question() -> Ruleset:
    rules = make_ruleset()
    rules.questions.create(code="begun", text_de="Schon begonnen?", excludes_if="yes")
    return rules


@pytest.mark.django_db
def test_begin_is_offered_on_the_call_and_after_a_fitting_check() -> None:
    rules = _rules_with_question()
    client, url = Client(), _begin_url(rules)
    assert f'href="{url}"' in client.get(rules.programme.get_absolute_url()).content.decode()
    check = reverse("grants:programme-check", kwargs={"slug": rules.programme.slug})
    assert f'href="{url}?begun=no"' in client.get(f"{check}?begun=no").content.decode()
    assert url not in client.get(f"{check}?begun=yes").content.decode()
    # Without an account one signs in first and comes back with the answers.
    away = client.get(f"{url}?begun=no")["Location"]
    assert urlencode({"next": f"{url}?begun=no"}, safe="/") in away


@pytest.mark.django_db
def test_begin_twice_makes_one_draft_with_the_answers() -> None:
    rules = _rules_with_question()
    client = _signed_in(make_user())
    assert 'name="begun" value="no"' in client.get(f"{_begin_url(rules)}?begun=no").content.decode()
    data = {"key": fresh_key(), "begun": "no", "other": "yes"}
    ways = {client.post(_begin_url(rules), data)["Location"] for _click in range(2)}
    draft = Application.objects.get()
    assert (draft.answers, draft.version_of("applicant")) == ({"begun": "no"}, 0)
    assert ways == {step_url(draft, "applicant")}
    # The key of a page makes a draft for each person, never somebody else's.
    assert _signed_in(make_user()).post(_begin_url(rules), data)["Location"] not in ways


@pytest.mark.django_db
def test_begin_with_a_forged_key_or_without_an_open_round_is_answered_with_422() -> None:
    rules = make_ruleset(make_programme(opening="rounds"))
    client, url = _signed_in(make_user()), _begin_url(rules)
    for key in ("forged", fresh_key()):
        assert client.post(url, {"key": key}).status_code == 422
    assert not Application.objects.exists()
    now = timezone.now()
    day = timedelta(days=1)
    Round.objects.create(programme=rules.programme, name_de="Runde", opens_at=now - day, closes_at=now + day)
    assert client.post(url, {"key": fresh_key()}).status_code == 302
    assert client.get(reverse("grants:begin", kwargs={"slug": "nothing"})).status_code == 404


@pytest.mark.django_db
def test_review_shows_everything_and_sending_needs_the_declarations() -> None:
    user = make_user(name="Kim Kasse")
    draft = make_application(user)
    draft.ruleset.declarations.create(code="true", text_de="Alles stimmt.")
    client = _signed_in(user)
    page = client.get(step_url(draft, "review")).content.decode()
    for text in ("Papierkraniche", "Jugendbühne", "Mika Muster", "Musterweg 4", "Alles stimmt.", "Honorar"):
        assert text in page
    send = reverse("grants:submit", kwargs={"uuid": draft.uuid})
    answer = fill(client, step_url(draft, "review"), {"signed_by": "Kim K."}, to=send)
    assert answer.status_code == 422
    assert "Kim K." in answer.content.decode()
    answer = fill(client, step_url(draft, "review"), {"signed_by": "Kim K.", "declared_true": "on"}, to=send)
    assert answer["Location"] == draft.get_absolute_url()
    draft.refresh_from_db()
    assert (draft.state, draft.signed_by, draft.declared) == ("submitted", "Kim K.", {"true": True})
    assert draft.snapshot["declared"] == {"true": True}
    # A retry after a broken connection lands on the same page.
    assert client.post(send, {})["Location"] == draft.get_absolute_url()


@pytest.mark.django_db
def test_changes_are_sent_again_from_the_review_step() -> None:
    user = make_user()
    draft = make_application(user)
    send = reverse("grants:submit", kwargs={"uuid": draft.uuid})
    client = _signed_in(user)
    client.post(send, {"signed_by": "Kim"})
    number = Application.objects.get().number
    Application.objects.update(state="changes_requested", open_sections=["project"])
    ChangeRequest.objects.create(
        application=draft, sections=["project"], text="Wie heißt es?", answer_by=timezone.localdate()
    )
    pages = [client.get(step_url(draft, step)).content.decode() for step in ("project", "time")]
    assert ["Wie heißt es?" in page for page in pages] == [True, False]
    fill(client, step_url(draft, "project"), {"title": "Geändert"})
    assert send in client.get(step_url(draft, "review")).content.decode()
    assert client.post(send, {}).status_code == 302
    sent = Application.objects.get()
    assert (sent.state, sent.number, sent.snapshot["title"]) == ("submitted", number, "Geändert")
    assert (sent.open_sections, sent.signed_by) == ([], "Kim")


# --- races ----------------------------------------------------------------------------------------
def _five_at_once(act: Any) -> list[Any]:
    start, answers = Barrier(5), []

    def run() -> None:
        start.wait()
        try:
            answers.append(act())
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _click in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_five_posts_at_once_begin_one_draft_and_send_it_once() -> None:
    user = make_user()
    rules = make_ruleset()
    client = _signed_in(user)

    def post(url: str, data: dict[str, str]) -> Any:
        clone = Client()
        clone.cookies = client.cookies.copy()
        answer = clone.post(url, data)
        return answer.status_code, answer["Location"]

    key = fresh_key()
    answers = _five_at_once(lambda: post(_begin_url(rules), {"key": key}))
    assert answers == [(302, step_url(Application.objects.get(), "applicant"))] * 5
    draft = make_application(user, ruleset=rules)
    send = reverse("grants:submit", kwargs={"uuid": draft.uuid})
    answers = _five_at_once(lambda: post(send, {"signed_by": "Kim"}))
    assert answers == [(302, draft.get_absolute_url())] * 5
    draft.refresh_from_db()
    assert draft.number == f"HF-{YEAR}-0001"
    assert (Event.objects.filter(code="submit").count(), OutgoingMail.objects.count()) == (1, 1)
