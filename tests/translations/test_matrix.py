"""The matrix: order, filters, paging, cells with words, a fixed number of queries, and assigning from it."""

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from tests.factories import make_city, make_home, make_staff, make_user
from tests.factories_translations import State, make_state, make_text, make_translator
from twinning.feedback.models import LanguageWish
from twinning.mail.models import OutgoingMail
from twinning.translations import actions
from twinning.translations.matrix import table
from twinning.translations.models import TranslationState

pytestmark = pytest.mark.django_db
MATRIX, ASSIGN, MINE = "admin:translations_matrix", "admin:translations_assign", "admin:translations_mine"


def _client(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def desk() -> Client:
    make_home()
    return _client(make_staff(preferred_language="en", email="boss@example.org"))


def _labels(client: Client, **query: Any) -> list[str]:
    return [row.label for row in client.get(reverse(MATRIX), query).context["rows"]]


def _key(page: Any) -> str:
    return f"{ContentType.objects.get_for_model(page).pk}-{page.pk}"


def test_most_wished_for_comes_first_and_menu_before_the_rest(desk: Client) -> None:
    make_text(title_de="Zuletzt")
    make_text(title_de="Im Menü", menu="about")
    wanted = make_text(title_de="Gewünscht")
    LanguageWish.objects.create(path=wanted.get_absolute_url("fr"), language="fr", count=7)
    LanguageWish.objects.create(path="/nowhere/", language="fr", count=99)
    actions.refresh()
    assert _labels(desk) == ["Gewünscht", "Im Menü", "Zuletzt"]
    assert [row.wishes for row in desk.get(reverse(MATRIX)).context["rows"]] == [7, 0, 0]
    assert [row.wishes for row in desk.get(reverse(MATRIX), {"language": "pl"}).context["rows"]] == [0, 0, 0]


def test_filters_by_kind_language_state_and_translator(desk: Client) -> None:
    person = make_translator("fr")
    make_state(State.NEEDS_REVIEW, by=person, page=make_text(title_de="Prüfen"))
    given = make_text(title_de="Vergeben")
    actions.assign(given, "fr", translator=person, due_on=None, by=make_staff())
    make_city(name_de="Posen", lede_fr="Une phrase.", name_fr="Poznań", story_fr="<p>Histoire.</p>")
    city = str(ContentType.objects.get(app_label="partners", model="city").pk)
    assert sorted(_labels(desk)) == ["Posen", "Prüfen", "Vergeben"]
    assert _labels(desk, kind=city) == ["Posen"]
    assert _labels(desk, language="fr", state=State.UP_TO_DATE) == ["Posen"]
    assert "Posen" not in _labels(desk, language="fr")
    assert _labels(desk, state=State.NEEDS_REVIEW) == ["Prüfen"]
    assert _labels(desk, who=str(person.pk)) == ["Vergeben"]
    assert _labels(desk, who="me") == []
    assert "Vergeben" in _labels(desk, who="nobody", language="pl")
    assert len(_labels(desk, kind="x", language="xx", state="y", who="z", page="999999999999999999999")) == 3


def test_every_cell_has_a_sign_a_word_and_a_way_to_the_page(desk: Client) -> None:
    pages = {state: make_state(state) for state in State if state != State.MISSING}
    html = desk.get(reverse(MATRIX), {"state": "every"}).content.decode()
    with override("en"):
        for state, page in pages.items():
            kind = ContentType.objects.get_for_model(page).pk
            url = reverse("admin:translations_edit", args=[kind, page.pk, "fr"])
            _tone, sign, word = table.SIGNS[state]
            assert re.search(
                rf'href="{url}"><span aria-hidden="true">{re.escape(sign)}</span> {word}<', html
            ), state


def test_matrix_costs_the_same_with_more_rows(desk: Client) -> None:
    make_state(State.IN_TRANSLATION)
    desk.get(reverse(MATRIX))
    with CaptureQueriesContext(connection) as one:
        desk.get(reverse(MATRIX))
    for number in range(2):
        make_state(State.OUTDATED)
        make_city(name_de=f"Stadt {number}")
    make_translator("fr", "pl")
    desk.get(reverse(MATRIX))
    with CaptureQueriesContext(connection) as more:
        assert len(desk.get(reverse(MATRIX)).context["rows"]) == 5
    assert len(more) == len(one), [query["sql"][:120] for query in more.captured_queries]
    assert len(one) <= 10, "\n".join(query["sql"][:90] for query in one.captured_queries)


def test_long_list_has_pages_that_keep_the_filters(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "PAGE", 2)
    for _number in range(3):
        make_text()
    response = desk.get(reverse(MATRIX), {"language": "fr"})
    assert 'href="?language=fr&amp;page=2"' in response.content.decode()
    assert len(_labels(desk, language="fr", page="2")) == 1


def test_easy_language_is_no_gap_where_nobody_began_it(desk: Client) -> None:
    texts = {
        f"{field}_{code}": "x"
        for field in ("title", "lede", "body")
        for code in ("en", "fr", "pl", "ja", "ar")
    }
    make_text(**texts)
    assert _labels(desk) == []
    assert len(_labels(desk, language="de-simple", state=State.MISSING)) == 1


# --- assigning ------------------------------------------------------------------------------------
def test_chosen_rows_are_shown_before_they_are_assigned_and_mailed_once(desk: Client) -> None:
    person = make_translator("fr", "pl", name="Petra Probe")
    pages = [make_text(), make_text()]
    done = make_state(State.UP_TO_DATE, by=person)
    actions.refresh()
    day = timezone.localdate() + datetime.timedelta(days=9)
    data = {
        "rows": [_key(page) for page in [*pages, done]],
        "translator": str(person.pk),
        "due_on": day.isoformat(),
    }
    preview = desk.post(reverse(ASSIGN), data)
    assert len(preview.context["pieces"]) == 5
    assert not TranslationState.objects.filter(translator=person).exists()
    for _click in range(2):
        desk.post(reverse(ASSIGN), {**data, "sure": "yes"})
    given = TranslationState.objects.given_to(person)
    assert sorted(row.language for row in given) == ["fr", "fr", "pl", "pl", "pl"]
    assert {row.due_on for row in given} == {day}
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language) == (person.email, "en")
    assert reverse(MINE) in mail.text
    assert str(pages[0]) in mail.text


def test_bad_choice_is_refused_with_what_was_chosen(desk: Client) -> None:
    person, page = make_translator("fr"), make_text()
    actions.refresh()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    good = {"rows": [_key(page)], "translator": str(person.pk)}
    wrong = [
        {**good, "rows": []},
        {**good, "rows": ["1-1-1", "x", "99999999999-1"]},
        {**good, "translator": str(make_user().pk)},
        {**good, "due_on": yesterday.isoformat()},
    ]
    for data in wrong:
        response = desk.post(reverse(ASSIGN), data)
        assert (response.status_code, 'role="alert"' in response.content.decode()) == (422, True), data
    assert f'value="{_key(page)}"' in response.content.decode()
    nothing = desk.post(
        reverse(ASSIGN), {**good, "rows": [_key(make_state(State.UP_TO_DATE))], "sure": "yes"}
    )
    assert nothing.status_code == 422
    assert OutgoingMail.objects.count() == 0


def test_pages_open_for_those_who_may(desk: Client) -> None:
    reader, translator, nobody = make_user(is_staff=True), make_translator("fr"), make_user()
    reader.user_permissions.add(Permission.objects.get(codename="view_translationstate"))
    page = make_text()
    data = {"rows": [_key(page)], "translator": str(translator.pk), "sure": "yes"}
    assert _client(reader).get(reverse(MATRIX)).status_code == 200
    assert _client(reader).post(reverse(ASSIGN), data).status_code == 403
    assert _client(translator).get(reverse(MATRIX)).url == reverse(MINE)
    assert _client(translator).post(reverse(ASSIGN), data).status_code == 403
    for person in (nobody,):
        for name in (MATRIX, MINE):
            assert _client(person).get(reverse(name)).status_code in (302, 403)


# --- a translator's own list ----------------------------------------------------------------------
def test_own_list_holds_own_work_checks_and_what_is_free_in_own_languages(desk: Client) -> None:
    person = make_translator("fr", may_review=True)
    given, _free, polish = (make_text(title_de=name) for name in ("Meine", "Frei", "Polnisch"))
    check = make_state(State.NEEDS_REVIEW, page=make_text(title_de="Prüfen"))
    own = make_state(State.NEEDS_REVIEW, by=person, page=make_text(title_de="Eigene"))
    boss = make_staff()
    actions.refresh()
    actions.assign(given, "fr", translator=person, due_on=timezone.localdate(), by=boss)
    actions.assign(polish, "pl", translator=make_translator("pl"), due_on=None, by=boss)
    client = _client(person)
    response = client.get(reverse(MINE))
    lists = {key: [work.label for work in response.context[key]] for key in ("given", "checks", "free")}
    assert (lists["given"], lists["checks"]) == (["Meine"], [str(check)])
    assert ("Frei" in lists["free"], "Meine" in lists["free"]) == (True, False)
    assert str(own) not in lists["checks"]
    with override("en"):
        assert gettext("today") in response.content.decode()
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(MINE))
    assert len(queries) <= 10, "\n".join(query["sql"][:90] for query in queries.captured_queries)
