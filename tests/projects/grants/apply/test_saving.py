"""Saving in the background, two editors, a session that is over."""

from typing import Any

import pytest
from django.test import Client

from projects.grants.models import Applicant, Application
from tests.factories import make_user
from tests.factories_grants import make_application
from tests.factories_grants_apply import fill, read_form, step_url
from twinning.accounts.models import User

BACKGROUND = {"X-Autosave": "1"}


@pytest.fixture
def user(db: None) -> User:
    return make_user(name="Kim Kasse")


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def draft(user: User) -> Application:
    return make_application(user, whole=False)


def _post(client: Client, draft: Application, step: str, values: dict[str, Any], **options: Any) -> Any:
    return client.post(step_url(draft, step), values, **options)


def test_background_saving_answers_with_the_new_version(client: Client, draft: Application) -> None:
    answer = fill(client, step_url(draft, "project"), {"title": "Kraniche", "tab": "a"}, headers=BACKGROUND)
    said = answer.json()
    assert (said["state"], said["values"]["version"]) == ("saved", "1")
    assert "step-side" in said["fragments"]
    bad = {"title": "x" * 141, "version": "1"}
    answer = _post(client, draft, "project", bad, headers=BACKGROUND)
    assert (answer.status_code, answer.json()["state"]) == (422, "invalid")
    draft.refresh_from_db()
    assert draft.title == "Kraniche"


def test_background_saving_makes_one_applicant_and_one_row(client: Client, draft: Application) -> None:
    """Also when an answer got lost on its way: the same tab sends the old version and no ids again."""
    page = read_form(client.get(step_url(draft, "applicant")).content.decode()).data
    for name in ("Ch", "Chor", "Chor Linden"):
        typed = {**page, "name": name, "signatories-0-name": "Mika", "tab": "a"}
        assert _post(client, draft, "applicant", typed, headers=BACKGROUND).json()["state"] == "saved"
        Application.objects.filter(pk=draft.pk).update(versions={"applicant": 1, "applicant.tab": "a"})
        Applicant.objects.update(version=1)
    applicant = Applicant.objects.get()
    assert (applicant.name, applicant.signatories.count(), applicant.members.count()) == ("Chor Linden", 1, 1)


def test_second_editor_sees_both_texts_and_nothing_is_overwritten(client: Client, draft: Application) -> None:
    url = step_url(draft, "project")
    second = {**read_form(client.get(url).content.decode()).data, "title": "Zweite", "short_text": "Neu"}
    fill(client, url, {"title": "Erste", "tab": "a"})
    answer = client.post(url, {**second, "tab": "b"}, headers=BACKGROUND)
    assert (answer.status_code, answer.json()["state"]) == (409, "conflict")
    answer = client.post(url, {**second, "tab": "b"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Erste" in page
    assert "Zweite" in page
    draft.refresh_from_db()
    assert (draft.title, draft.short_text) == ("Erste", "")
    chosen = {"resolve": "1", "version": "1", "pick-title": "theirs", "pick-short_text": "mine"}
    assert client.post(url, {**second, **chosen}).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.short_text) == ("Erste", "Neu")


def test_two_editors_of_lines_choose_all_lines_of_one(client: Client, draft: Application) -> None:
    url = step_url(draft, "time")
    leg = {"origin": "Hannover", "destination": "Posen", "mode": "rail"}
    second = read_form(client.get(url).content.decode()).data
    second |= {f"legs-0-{name}": [value] for name, value in {**leg, "mode": "bus"}.items()}
    fill(client, url, {f"legs-0-{name}": value for name, value in leg.items()})
    page = client.post(url, second).content.decode()
    assert page.count('name="pick-legs"') == 2
    for pick, kept in (("theirs", "rail"), ("mine", "bus")):
        version = Application.objects.get(pk=draft.pk).version_of("time")
        client.post(url, {**second, "resolve": "1", "version": str(version), "pick-legs": pick})
        assert draft.legs.get().mode == kept


def test_equal_texts_are_no_conflict(client: Client, draft: Application) -> None:
    url = step_url(draft, "project")
    same = {**read_form(client.get(url).content.decode()).data, "title": "Gleich"}
    assert [client.post(url, {**same, "tab": tab}).status_code for tab in "ab"] == [302, 302]


def test_text_is_kept_when_the_session_is_over(client: Client, user: User, draft: Application) -> None:
    url = step_url(draft, "project")
    typed = {**read_form(client.get(url).content.decode()).data, "title": "Nicht verloren"}
    client.logout()
    answer = client.post(url, typed, headers=BACKGROUND)
    assert (answer.status_code, answer.json()["state"]) == (401, "signed_out")
    answer = client.post(url, typed)
    assert answer.status_code == 401
    assert f"?next={url.replace('/', '%2F')}" in answer.content.decode()
    # Signing in keeps what the session of the browser holds.
    client.force_login(user)
    page = client.get(url).content.decode()
    assert 'value="Nicht verloren"' in page
    fill(client, url, {})
    draft.refresh_from_db()
    assert draft.title == "Nicht verloren"
    assert "data-unsaved" not in client.get(url).content.decode()


def test_kept_text_of_somebody_else_is_not_shown(client: Client, draft: Application) -> None:
    client.logout()
    client.post(step_url(draft, "project"), {"title": "Geheim"})
    client.force_login(make_user())
    assert client.get(step_url(draft, "project")).status_code == 404
