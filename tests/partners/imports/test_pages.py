"""The pages of the imports on the desk: upload, dry run, queue, decide; who may, what they say, what they cost."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from partners.imports import checking, forms
from partners.imports.models import Batch, Candidate
from partners.models import City, Partnership
from tests.factories import make_city, make_partnership, make_staff, make_user
from tests.factories_imports import HEADER, as_csv, as_xlsx, checked, make_batch, make_candidate, queued, row

pytestmark = pytest.mark.django_db
UPLOAD = "admin:imports_batch_upload"
REVIEW = "admin:imports_candidate_review"
DECIDE = "admin:imports_candidate_decide"
ROUEN = {"name_de": "Rouen", "name_en": "Rouen", "country": "FR", "latitude": 49.443, "longitude": 1.099}


@pytest.fixture
def desk(home: None) -> Client:
    """Somebody of the office who reads English."""
    client = Client()
    client.force_login(make_staff(email="anna@example.org", name="Anna", preferred_language="en"))
    return client


def send(desk: Client, content: bytes, name: str = "list.csv", **fields: Any) -> HttpResponse:
    values = {"key": uuid4(), "kind": "relations", "source": "A list of 2026, CC0", "confidence": "low"}
    file = SimpleUploadedFile(name, content)
    return desk.post(reverse(UPLOAD), {**values, "file": file, **fields})


def page_of(batch: Batch, name: str = "change") -> str:
    return reverse(f"admin:imports_batch_{name}", args=[batch.pk])


def text_of(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


# --- upload ---------------------------------------------------------------------------------------
def test_short_list_is_checked_while_the_browser_waits(desk: Client) -> None:
    response = send(desk, as_csv([row("Graz", "AT"), row("Wien", "AT", kind="")]))
    batch = Batch.objects.get()
    assert (response.status_code, response.url) == (302, page_of(batch))
    html = text_of(desk.get(response.url))
    assert "2 lines need a decision." in html
    assert "The kind of relation is missing; the line is kept with an unknown kind." in html
    assert (batch.state, batch.uploaded_by.name, DBTaskResult.objects.count()) == ("checked", "Anna", 0)
    assert (City.objects.count(), Partnership.objects.count()) == (0, 0)


def test_long_list_is_checked_by_the_worker(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "SHORT", 2)
    send(desk, as_xlsx([row("Graz", "AT"), row("Wien", "AT")]), "list.xlsx")
    batch = Batch.objects.get()
    html = text_of(desk.get(page_of(batch)))
    assert (batch.state, DBTaskResult.objects.count()) == ("checking", 1)
    assert "The list is being checked." in html
    assert '<a class="button main" href="">Look again</a>' in html
    assert "http-equiv" not in html


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (as_csv([["Rouen"]], ("partner_city",)), "These columns are missing: home_city, partner_country."),
        (b"%PDF-1.7\0\1", "This is no table that we can read."),
        (as_csv([]), "Below the names of the columns there is no line."),
        (b"", "The file is empty."),
    ],
)
def test_what_is_no_list_is_refused_and_the_rest_of_the_form_is_kept(
    desk: Client, content: bytes, said: str
) -> None:
    response = send(desk, content, confidence="medium")
    html = text_of(response)
    assert (response.status_code, Batch.objects.count()) == (422, 0)
    assert said in html
    assert "A list of 2026, CC0</textarea>" in html
    assert '<option value="medium" selected>' in html
    assert "<title>Error:" in html.replace("<title> ", "<title>")


def test_file_that_is_too_big_is_refused(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_BYTES", 100)
    response = send(desk, as_csv([row()] * 3))
    assert "The file has 1 MB; at most 20 MB can be taken. Split the list." in text_of(response)


def test_source_is_required(desk: Client) -> None:
    assert send(desk, as_csv([row()]), source=" ").status_code == 422


def test_sending_the_form_twice_leads_to_the_same_list(desk: Client) -> None:
    key = uuid4()
    first, second = (send(desk, as_csv([row("Graz", "AT")]), key=key) for _time in range(2))
    assert (first.url, Batch.objects.count()) == (second.url, 1)


def test_same_file_twice_is_told(desk: Client) -> None:
    for _time in range(2):
        response = send(desk, as_csv([row("Graz", "AT")]))
    html = text_of(desk.get(response.url))
    assert "The very same file is here already:" in html
    assert page_of(Batch.objects.earliest("pk")) in html


def test_form_names_the_columns_of_every_kind(desk: Client) -> None:
    html = text_of(desk.get(reverse(UPLOAD)))
    assert all(f"<code>{name}</code>" in html for name in ("home_country", "website", "cities"))
    assert "<strong>partner_city</strong>" in html


# --- dry run --------------------------------------------------------------------------------------
def test_dry_run_names_lines_and_problems_in_plain_words(desk: Client) -> None:
    batch = checked(row("Paris", "Frankreisch"), row("Wien", "AT"), row("Wien", "Austria"))
    html = text_of(desk.get(page_of(batch)))
    assert "“Frankreisch” is no country that we know. Did you mean France?" in html
    assert "Line 3 says the same." in html
    assert re.search(r"<b>1</b>\s*with an error", html)
    assert "Everything as CSV" in html


def test_numbers_lead_to_the_lines_behind_them(desk: Client) -> None:
    batch = checked(row("Paris", "Frankreisch"), row("Wien", "AT"), row("Graz", "AT", kind=""))
    errors = desk.get(page_of(batch), {"outcome": "error"}).context["lines"]
    kinds = desk.get(page_of(batch), {"problem": "no_kind"}).context["lines"]
    every = desk.get(page_of(batch), {"outcome": "<b>", "problem": "?"}).context["lines"]
    found = [[line["row"].line for line in lines] for lines in (errors, kinds, every)]
    assert found == [[2], [4], [2, 4]]


def test_dry_run_shows_fifty_problems_and_gives_all_of_them_as_a_file(desk: Client) -> None:
    batch = checked(*(row(f"Ort {number}", "FR", kind="") for number in range(60)))
    html = text_of(desk.get(page_of(batch)))
    assert "50 of 60" in html
    response = desk.get(page_of(batch, "problems"))
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert (len(rows), rows[1][3]) == (
        61, "The kind of relation is missing; the line is kept with an unknown kind.",
    )  # fmt: skip


def test_how_the_file_was_read_is_told(desk: Client) -> None:
    send(
        desk,
        as_csv([[*row("Wien", "AT"), "x"], []], (*HEADER, "Einwohner"), delimiter=";", encoding="cp1252"),
    )
    html = text_of(desk.get(page_of(Batch.objects.get())))
    assert "CSV, UTF-8, semicolons" in html
    assert "Einwohner – their cells are kept with each line, but nothing is made of them." in html


def test_page_of_a_refused_list_says_why(desk: Client) -> None:
    batch = make_batch(state="refused", refusal={"code": "too_many_rows", "params": {"limit": 200000}})
    html = text_of(desk.get(page_of(batch)))
    assert "The list can't be taken.</strong> The list has more than 200000 lines." in html


def test_check_that_died_can_begin_again(desk: Client) -> None:
    batch = make_batch(state="checking", decided_at=None)
    assert "Begin the check again" not in text_of(desk.get(page_of(batch)))
    Batch.objects.update(updated_at=timezone.now() - timedelta(minutes=10))
    assert "Begin the check again" in text_of(desk.get(page_of(batch)))
    desk.post(page_of(batch, "recheck"))
    assert DBTaskResult.objects.count() == 1


def test_list_goes_into_the_queue_with_one_click_and_is_gone_with_another(desk: Client) -> None:
    kept, gone = checked(row("Wien", "AT")), checked(row("Graz", "AT"))
    desk.post(page_of(kept, "queue"))
    desk.post(page_of(gone, "discard"))
    assert list(Batch.objects.order_by("pk").values_list("state", flat=True)) == ["queued", "discarded"]
    assert list(Candidate.objects.waiting().values_list("title", flat=True)) == ["Hannover – Wien"]


def test_rest_of_a_list_is_rejected_from_its_page(desk: Client) -> None:
    batch = queued(row("Wien", "AT"), row("Graz", "AT"))
    assert "Reject the 2 lines that wait" in text_of(desk.get(page_of(batch)))
    desk.post(page_of(batch, "clear"))
    batch.refresh_from_db()
    assert batch.state == "reviewed"


# --- the queue ------------------------------------------------------------------------------------
def test_queue_shows_what_waits_oldest_first_with_source_and_confidence(desk: Client) -> None:
    queued(row("Wien", "AT"), row("X", ""), source="RGRE, 2026", confidence="medium")
    queued(row("Graz", "AT", kind=""))
    checked(row("Linz", "AT"))
    response = desk.get(reverse(REVIEW))
    html = text_of(response)
    assert [card["row"].title for card in response.context["cards"]] == ["Hannover – Wien", "Hannover – Graz"]
    assert "RGRE, 2026" in html
    assert "Confidence: medium" in html
    assert "Accept as a draft" in html


def test_difference_is_shown_with_both_values_and_only_a_gap_is_ticked(desk: Client) -> None:
    make_partnership(make_city(**ROUEN), since_year=None, kind="friendship")
    queued(row(since_year="1966", kind="p"))
    html = text_of(desk.get(reverse(REVIEW)))
    line = Candidate.objects.get()
    assert "<del>friendship</del>" in html
    assert "<ins>1966</ins>" in html
    assert re.search(rf'value="{line.pk}\|since_year\|" aria-label="[^"]+" checked>', html)
    assert re.search(rf'value="{line.pk}\|kind\|friendship" aria-label="[^"]+">', html)
    assert "This is public." in html


def test_tabs_filters_and_pages_narrow_the_queue(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = queued(row("Wien", "AT"), row("X", ""), row("Graz", "AT"))
    queued(row("Linz", "AT"))

    def titles(**asked: Any) -> list[str]:
        found = desk.get(reverse(REVIEW), asked).context["cards"]
        return [card["row"].title.removeprefix("Hannover – ") for card in found]

    assert titles() == ["Wien", "Graz", "Linz"]
    assert titles(batch=first.pk) == ["Wien", "Graz"]
    assert titles(show="error") == ["X"]
    assert titles(kind="organisations") == []
    assert titles(show="nonsense", batch="x", kind="?", page="99") == ["Wien", "Graz", "Linz"]
    monkeypatch.setattr("partners.imports.review_views.PAGE", 2)
    assert (titles(), titles(page=2)) == (["Wien", "Graz"], ["Linz"])


def test_selected_lines_are_accepted_and_the_page_stays_where_it_was(desk: Client) -> None:
    batch = queued(row("Wien", "AT"), row("Graz", "AT"), row("Linz", "AT"))
    keys = list(batch.candidates.values_list("pk", flat=True))
    address = f"{reverse(DECIDE)}?batch={batch.pk}&show=new"
    response = desk.post(address, {"accept": "chosen", "chosen": keys[:2]})
    assert response.url == f"{reverse(REVIEW)}?batch={batch.pk}&show=new"
    html = text_of(desk.get(response.url))
    assert "2 lines were taken over. Nothing of them is public by itself." in html
    assert Partnership.objects.filter(is_listed=False).count() == 2


def test_one_line_is_decided_by_its_own_button_whatever_is_selected(desk: Client) -> None:
    batch = queued(row("Wien", "AT"), row("Graz", "AT"))
    first, second = batch.candidates.values_list("pk", flat=True)
    desk.post(reverse(DECIDE), {"reject": first, "chosen": [second]})
    assert list(batch.candidates.values_list("state", flat=True)) == ["rejected", "waiting"]


def test_ticked_value_is_taken_over(desk: Client) -> None:
    tie = make_partnership(make_city(**ROUEN), since_year=1965)
    line = queued(row(since_year="1966")).candidates.get()
    desk.post(reverse(DECIDE), {"accept": line.pk, "take": f"{line.pk}|since_year|1965"})
    tie.refresh_from_db()
    assert tie.since_year == 1966


@pytest.mark.parametrize(
    "data",
    [
        {}, {"accept": "chosen"}, {"accept": "x"}, {"reject": "-1"}, {"accept": "9" * 40},
        {"accept": "1", "take": ["", "|", "1|x", "x|y|z|w", "1|since_year|1"]},
    ],
)  # fmt: skip
def test_odd_posts_are_answered_with_a_redirect(desk: Client, data: dict[str, Any]) -> None:
    assert desk.post(reverse(DECIDE), data).status_code == 302


def test_enter_key_decides_nothing(desk: Client) -> None:
    """It presses the first button of the form, which must not be that of the first line."""
    queued(row("Wien", "AT"))
    html = desk.get(reverse(REVIEW)).content.decode().split("</header>")[1]
    first = re.search(r"<button[^>]*>", html)
    assert 'name="look"' in first[0]
    desk.post(reverse(DECIDE), {"look": "on"})
    assert Candidate.objects.get().state == "waiting"


def test_refused_line_is_named_with_its_reason(desk: Client) -> None:
    make_partnership(make_city(**ROUEN), since_year=1965)
    line = queued(row(since_year="1966")).candidates.get()
    response = desk.post(reverse(DECIDE), {"accept": line.pk})
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["Hannover – Rouen: Tick what is to be taken over, or reject the line."]


def test_decided_line_says_who_when_and_leads_to_what_came_of_it(desk: Client) -> None:
    line = queued(row("Wien", "AT")).candidates.get()
    desk.post(reverse(DECIDE), {"accept": line.pk})
    tie = Partnership.objects.get()
    html = text_of(desk.get(reverse("admin:imports_candidate_change", args=[line.pk])))
    assert reverse("admin:partners_partnership_change", args=[tie.pk]) in html
    assert "Anna" in html
    assert 'name="chosen"' not in html


def test_queue_and_relations_are_downloaded(desk: Client) -> None:
    queued(row("Wien", "AT"))
    for address in (
        reverse("admin:imports_candidate_export", args=["csv"]),
        reverse("admin:imports_candidate_export", args=["xlsx"]),
        reverse("admin:imports_batch_export", args=["relations", "csv"]),
        reverse("admin:imports_batch_export", args=["organisations", "xlsx"]),
        reverse("admin:imports_batch_export", args=["projects", "csv"]),
    ):
        response = desk.get(address)
        # Read to the end, the answer closes itself.
        assert (response.status_code, b"".join(response.streaming_content) != b"") == (200, True)
        assert response["Content-Disposition"].startswith("attachment")
    assert desk.get(reverse("admin:imports_batch_export", args=["users", "csv"])).status_code == 404


# --- who may --------------------------------------------------------------------------------------
def gets(batch: Batch, line: Candidate) -> dict[str, str]:
    """Pages with the permission that each needs."""
    return {
        reverse(UPLOAD): "add_batch",
        page_of(batch): "view_batch",
        page_of(batch, "problems"): "view_batch",
        reverse(REVIEW): "change_candidate",
        reverse("admin:imports_candidate_change", args=[line.pk]): "view_candidate",
        reverse("admin:imports_candidate_export", args=["csv"]): "view_candidate",
        reverse("admin:imports_batch_changelist"): "view_batch",
        reverse("admin:imports_candidate_changelist"): "view_candidate",
    }


def posts(batch: Batch) -> dict[str, str]:
    names = {
        "queue": "change_batch",
        "discard": "change_batch",
        "recheck": "change_batch",
        "clear": "change_candidate",
    }
    return {page_of(batch, name): needed for name, needed in names.items()} | {
        reverse(DECIDE): "change_candidate"
    }


def test_each_page_needs_its_permission(home: None) -> None:
    batch = queued(row("Wien", "AT"))
    line = batch.candidates.get()
    helper = make_user(is_staff=True)
    client = Client()
    client.force_login(helper)
    pages: list[tuple[Callable[[str], HttpResponse], dict[str, str]]] = [
        (client.get, gets(batch, line)), (client.post, posts(batch)),
    ]  # fmt: skip
    for act, needed in pages:
        for address, name in needed.items():
            helper.user_permissions.clear()
            assert (address, act(address).status_code) == (address, 403)
            helper.user_permissions.add(
                Permission.objects.get(codename=name, content_type__app_label="imports")
            )
            assert (address, act(address).status_code in {200, 302, 404}) == (address, True)


def test_export_of_what_we_have_needs_the_right_to_see_it(home: None) -> None:
    helper = make_user(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_batch"))
    client = Client()
    client.force_login(helper)
    assert client.get(reverse("admin:imports_batch_export", args=["relations", "csv"])).status_code == 404


def test_people_who_are_no_staff_do_not_enter(home: None) -> None:
    batch = queued(row("Wien", "AT"))
    addresses = [*gets(batch, batch.candidates.get()), *posts(batch)]
    visitor, member = Client(), Client()
    member.force_login(make_user())
    assert {visitor.get(address).status_code for address in addresses} == {302}
    assert {member.get(address).status_code for address in addresses} == {403}


@pytest.mark.parametrize("name", ["queue", "discard", "recheck", "clear"])
def test_links_decide_nothing(desk: Client, name: str) -> None:
    assert desk.get(page_of(checked(row("Wien", "AT")), name)).status_code == 405


# --- cost -----------------------------------------------------------------------------------------
def queries(desk: Client, address: str) -> int:
    desk.get(address)  # content types and the like are cached from now on
    with CaptureQueriesContext(connection) as found:
        assert desk.get(address).status_code == 200
    return len(found)


def differing(number: int) -> None:
    """A list with one new line and one that differs from a tie of its own."""
    city = make_city(name_de=f"Ort {number}", country="FR", latitude=49.4, longitude=1.1)
    make_partnership(city, since_year=1965)
    queued(row(f"Ort {number}", "FR", since_year="1966"), row(f"Neu {number}", "FR"))


def test_queue_costs_the_same_for_one_line_and_for_three(desk: Client) -> None:
    differing(1)
    one = queries(desk, reverse(REVIEW))
    for number in (2, 3):
        differing(number)
    assert queries(desk, reverse(REVIEW)) == one
    assert one <= 10


@pytest.mark.parametrize("name", ["imports_batch_changelist", "imports_candidate_changelist"])
def test_list_costs_the_same_for_one_row_and_for_three(desk: Client, name: str) -> None:
    make_candidate()
    one = queries(desk, reverse(f"admin:{name}"))
    for _number in range(2):
        make_candidate()
    assert queries(desk, reverse(f"admin:{name}")) == one
    assert one <= 10


def test_page_of_a_list_costs_the_same_whatever_it_holds(desk: Client) -> None:
    short = queries(desk, page_of(checked(row("Wien", "AT", kind=""))))
    long = queries(desk, page_of(checked(*(row(f"Ort {number}", "AT", kind="") for number in range(9)))))
    assert short == long
    assert short <= 10


def test_card_of_the_desk_counts_lists_and_lines(desk: Client) -> None:
    checked(row("Wien", "AT"))
    queued(row("Graz", "AT"), row("Linz", "AT"), row("X", ""))
    html = text_of(desk.get(reverse("admin:index")))
    assert re.search(r"<b>1</b> checked lists to decide about", html)
    assert re.search(r"<b>2</b> lines in the review queue", html)


# --- as it is sent --------------------------------------------------------------------------------
def test_pages_hold_nothing_that_the_policy_forbids(desk: Client) -> None:
    batch = queued(row("<script>alert(1)</script>Wien", "AT", note="<b onclick=x>fett</b>"))
    addresses = [address for address in gets(batch, batch.candidates.get()) if not address.endswith("csv")]
    for address in addresses:
        html = desk.get(address).content.decode()
        assert re.findall(r"<style|\sstyle=|<[^>]*\son[a-z]+=|alert\(1\)</script>", html) == []
