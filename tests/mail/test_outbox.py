"""Writing mails: language, one line of subject, no doubles, same fate as the transaction around them."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from tests.factories import make_home
from twinning.mail.message import as_message
from twinning.mail.models import OutgoingMail
from twinning.mail.outbox import SUBJECT_LENGTH, one_line, tidy

Write = Callable[..., OutgoingMail]


def test_mail_is_a_row_with_a_task(write: Write) -> None:
    mail = write()
    task = DBTaskResult.objects.get()
    assert (mail.state, mail.attempts, mail.recipient) == ("queued", 0, "mika@example.org")
    assert (task.task_path, task.args_kwargs["args"]) == ("twinning.mail.tasks.deliver", [mail.pk])


@pytest.mark.django_db(transaction=True)
def test_rollback_leaves_no_mail_and_no_task(write: Write) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert (OutgoingMail.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_same_key_gives_the_same_row(write: Write) -> None:
    first = write(key="application-1-received")
    again = write(key="application-1-received", recipient="other@example.org")
    other = write(key="application-2-received")
    assert (again.pk, again.recipient) == (first.pk, "mika@example.org")
    assert other.pk != first.pk
    assert DBTaskResult.objects.count() == 2


def test_mails_without_key_are_never_the_same(write: Write) -> None:
    assert write().pk != write().pk


def test_mail_is_written_in_the_readers_language(write: Write) -> None:
    german, french = write(language="de"), write(language="fr")
    assert (german.language, german.subject) == ("de", "Januar: Papierkraniche")
    assert (french.language, french.subject) == ("fr", "janvier: Papierkraniche")


def test_language_without_interface_falls_back_to_the_sites_own(write: Write) -> None:
    assert [write(language=code).language for code in ("de-simple", "ny", "")] == ["de", "de", "de"]


@pytest.mark.parametrize("evil", ["\n", "\r\n", "\x0b\x00"])
def test_line_ends_in_the_subject_are_harmless(write: Write, evil: str) -> None:
    mail = write(context={"title": f"A{evil}Bcc: x@example.org", "words": ""})
    message = as_message(mail).message()
    assert mail.subject == "Januar: A Bcc: x@example.org"
    assert (message["Bcc"], message["To"]) == (None, "mika@example.org")


@pytest.mark.parametrize("field", ["recipient", "reply_to"])
@pytest.mark.parametrize("evil", ["a@example.org\nBcc: b@example.org", "a@example.org, b@example.org", "a"])
def test_bad_addresses_are_refused(write: Write, field: str, evil: str) -> None:
    with pytest.raises(ValidationError):
        write(**{field: evil})
    assert OutgoingMail.objects.count() == 0


def test_long_subject_is_cut_and_folds(write: Write) -> None:
    mail = write(context={"title": "Überlang " * 100, "words": ""})
    raw = as_message(mail).message().as_bytes()
    assert (len(mail.subject), mail.subject[-1]) == (SUBJECT_LENGTH, "…")
    assert max(len(line) for line in raw.split(b"\n")) <= 998


def test_subject_that_fits_is_left_alone() -> None:
    assert one_line("a" * SUBJECT_LENGTH) == "a" * SUBJECT_LENGTH


def test_html_is_escaped_and_plain_text_is_not(write: Write) -> None:
    mail = write(context={"title": "Kaffee & <b>Kuchen</b>", "words": "a < b"})
    assert mail.subject == "Januar: Kaffee & <b>Kuchen</b>"
    assert "a < b" in mail.text
    assert "<b>Kuchen" not in mail.html
    assert "a &lt; b" in mail.html


def test_arabic_mail_runs_from_right_to_left(write: Write) -> None:
    mail = write(language="ar", context={"facts": [("المشروع", "Brückenchor")]})
    assert '<html lang="ar" dir="rtl">' in mail.html
    assert "<dd><bdi>Brückenchor</bdi></dd>" in mail.html
    assert "المشروع: \u2068Brückenchor\u2069" in mail.text


def test_german_mail_runs_from_left_to_right_without_marks(write: Write) -> None:
    mail = write(context={"title": "", "words": "", "facts": [("Vorhaben", "Brückenchor")]})
    assert '<html lang="de" dir="ltr">' in mail.html
    assert "\nVorhaben: Brückenchor\n" in mail.text
    assert "\u2068" not in mail.text


def test_mail_loads_nothing_and_has_one_button(write: Write) -> None:
    mail = write(context={"title": "", "words": "", "action_url": "https://portal.example/de/"})
    assert mail.html.count('class="button"') == 1
    assert "\nhttps://portal.example/de/\n" in mail.text
    assert [word for word in ("<img", "<link", "<script", "url(") if word in mail.html] == []


def test_answers_go_to_the_office_unless_said_otherwise(write: Write) -> None:
    make_home(email="office@example.org", phone="0511 000 00")
    mail, other = write(), write(reply_to="visitor@example.org")
    assert (mail.reply_to, other.reply_to) == ("office@example.org", "visitor@example.org")
    assert "0511 000 00" in mail.text


def test_mail_wears_the_colours_of_the_town(write: Write) -> None:
    make_home(thread_light="#123456", act_light="#234567")
    html = write().html
    assert ("border-top: 5px solid #123456" in html, "background: #234567" in html) == (True, True)


def test_plain_text_is_wrapped_but_links_stay_whole() -> None:
    link = "https://portal.example/" + "x" * 100
    text = tidy(f"  {'Wort ' * 30}\n\n\n\n{link}\n")
    assert max(len(line) for line in text.splitlines() if "://" not in line) <= 72
    assert f"\n\n{link}\n" in text
    assert "\n\n\n" not in text
