"""Frequent questions: what the public reads, and drafts in which nobody is to be recognised."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from partners.enquiries.faq import GAP, TITLE_LENGTH, published_questions, question_in, without_person
from tests.factories import make_home, make_page
from tests.factories_enquiries import make_question


# --- drafts ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Guten Tag. Wer hilft uns?\nDanke!", "Wer hilft uns?"),
        ("Bonjour, nous sommes 24. Y a-t-il des familles ?", "Y a-t-il des familles ?"),
        ("はじめまして。使える会場はありますか？", "使える会場はありますか？"),
        ("はじめまして。\n小さな会場はありますか。お願いします。", "小さな会場はありますか"),
        ("On vient\u202f? Oui.", "On vient\u202f?"),
        ("السلام عليكم. متى يفتح المكتب؟ شكرا", "متى يفتح المكتب؟"),
        ("Wir suchen\n einen Chor.", "Wir suchen einen Chor."),
        ("?", "?"),
        ("", GAP),
        ("a" * 200, "a" * 159 + GAP),
    ],
)
def test_title_is_the_question_of_the_letter(text: str, question: str) -> None:
    assert question_in(text) == question


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Ich bin Kim Muster.", "Ich bin … …."),
        ("KIM grüßt, Kimono bleibt.", "… grüßt, Kimono bleibt."),
        ("kim.muster@example.org oder https://kim.example/x", "… oder …"),
        ("Rufen Sie 0511 / 168-12345 an, am 3. Mai 2027.", "Rufen Sie … an, am 3. Mai 2027."),
        ("+48 61 646 33 44", "…"),
    ],
)
def test_person_is_left_out_of_the_draft(text: str, bare: str) -> None:
    assert without_person(text, name="Kim Muster") == bare


def test_name_without_spaces_around_it_is_left_out_too() -> None:
    assert without_person("私は山田太郎です。", name="山田 太郎") == "私は……です。"


@given(st.text(max_size=300), st.text(max_size=40))
def test_no_draft_names_the_enquirer(text: str, name: str) -> None:
    letter = f"{text} {name} x@example.org 0511 1234567 ?"
    title = question_in(without_person(letter, name=name))
    assert "x@example.org" not in title
    assert "1234567" not in title
    assert 0 < len(title) <= TITLE_LENGTH
    assert "\n" not in title


# --- the public -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_questions_stand_in_their_order_those_of_the_reader_first() -> None:
    make_question("c", position=3, title_pl="Trzecie?", body_pl="<p>Tak.</p>")
    make_question("a", position=1)
    make_question("draft", position=0, state="draft")
    make_question("b", position=2)
    make_page("no-question")
    assert [question.key for question in published_questions(None)] == ["a", "b", "c"]
    with override("pl"):
        found = published_questions(None)
    assert [(question.key, question.title.language) for question in found] == [
        ("c", "pl"),
        ("a", "de"),
        ("b", "de"),
    ]


@pytest.mark.django_db
def test_question_in_another_language_carries_it(client: Client) -> None:
    make_home()
    make_question("a", title_de="Wer hilft?", body_de="<p>Wir.</p>")
    with override("ar"):
        html = client.get(reverse("enquiries:enquiry-create")).content.decode()
    assert '<summary><span lang="de" dir="ltr">Wer hilft?</span></summary>' in html
    assert '<div class="article" lang="de" dir="ltr">' in html


@pytest.mark.django_db
def test_list_stands_on_its_page_and_on_no_other(client: Client) -> None:
    make_home()
    make_question("a", title_de="Wer hilft?")
    make_page("faq")
    make_page("other")
    assert "<summary>Wer hilft?</summary>" in client.get("/de/faq/").content.decode()
    assert "<summary>" not in client.get("/de/other/").content.decode()


@pytest.mark.django_db
def test_question_without_an_answer_waits() -> None:
    make_question("a", body_de="")
    assert published_questions(None) == []
