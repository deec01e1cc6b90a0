"""Mails about slips: in the owner's language, one for each event, with the link that the owner needs."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.utils import timezone
from django.utils.translation import override

from partners.board import actions, mails, tasks
from partners.board.links import mail_language
from partners.board.models import Slip
from partners.theme import Theme
from tests.factories import make_city, make_home, make_staff
from tests.factories_board import make_slip
from twinning.mail.models import OutgoingMail
from twinning.tokens.actions import find

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


def suggested(slip: Slip) -> None:
    make_slip(place=make_city(), language="fr", title="Chœur cherche chœur")
    Slip.objects.filter(pk=slip.pk).update(wants_suggestions=True)
    tasks.suggest()


TO_OWNERS: dict[str, Callable[[Slip], Any]] = {
    "slip_confirm": mails.ask_to_confirm,
    "slip_received": mails.tell_received,
    "slip_released": mails.tell_released,
    "slip_returned": mails.tell_returned,
    "slip_declined": mails.tell_declined,
    "slip_withdrawn": mails.tell_withdrawn,
    "slip_reminder": mails.remind,
    "slip_expired": mails.tell_expired,
    "slip_outcome": mails.ask_for_outcome,
    "slip_suggestions": suggested,
}
LINKS = {
    "slip_confirm": ["slip.confirm"],
    "slip_received": ["slip.manage"],
    "slip_released": ["slip.manage"],
    "slip_returned": ["slip.manage"],
    "slip_reminder": ["slip.renew", "slip.manage"],
    "slip_expired": ["slip.renew"],
    "slip_outcome": ["slip.outcome"],
    "slip_suggestions": ["slip.manage"],
}


@pytest.mark.parametrize("language", settings.PUBLISHED_LANGUAGES)
@pytest.mark.parametrize("template", TO_OWNERS)
def test_mail_is_whole_in_every_language(template: str, language: str) -> None:
    slip = make_slip(language=language, message="Bitte <b>kürzer</b>.", title="Chor & Band")
    TO_OWNERS[template](slip)
    mail = OutgoingMail.objects.get(key__contains=template)
    assert (mail.recipient, mail.language, mail.is_confidential) == (slip.email, language, True)
    assert mail.subject
    assert "{" not in mail.text + mail.html.partition("</style>")[2]
    assert not re.search(r"<(?!https?:)", mail.text.replace("<b>kürzer</b>", ""))
    assert "<b>kürzer" not in mail.html


@pytest.mark.parametrize("template", LINKS)
def test_mail_holds_the_links_that_its_reader_needs(template: str) -> None:
    slip = make_slip(message="Grund")
    TO_OWNERS[template](slip)
    mail = OutgoingMail.objects.get(key__contains=template)
    tokens = re.findall(r"/([\w-]{32})/", mail.text)
    assert tokens == re.findall(r"href=\"[^\"]*/([\w-]{32})/\"", mail.html)
    opened = [purpose for token in tokens for purpose in LINKS[template] if find(token, purpose) == slip.pk]
    assert opened == LINKS[template]


def test_same_event_mails_once() -> None:
    slip = make_slip()
    for _ in range(2):
        mails.tell_received(slip)
        mails.tell_office(slip)
    assert OutgoingMail.objects.count() == 2


def test_office_gets_the_words_and_the_way_to_the_queue(settings: LazySettings) -> None:
    mails.tell_office(make_slip(language="fr", text="Nous chantons."))
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language) == ("office@example.org", "de")
    assert "Nous chantons." in mail.text
    assert f"{settings.SITE_URL}/verwaltung/board/slip/" in mail.text


def test_office_without_an_address_gets_no_mail() -> None:
    make_home(email="")
    mails.tell_office(make_slip())
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize(("written", "language"), [("ja", "ja"), ("ny", "en"), ("uk", "en")])
def test_owner_who_writes_in_a_language_that_the_portal_lacks_gets_english_mails(
    written: str, language: str
) -> None:
    assert mail_language(Slip(language=written)) == language


def test_suggestions_tell_their_reasons_line_by_line_in_the_owners_language() -> None:
    theme = Theme.objects.create(key="peace", name_de="Frieden", name_en="Peace")
    mine = make_slip(language="en", title="Choir seeks choir", wants_suggestions=True, themes=[theme])
    rouen = make_city("rouen", name_de="Rouen", name_en="Rouen")
    other = make_slip(
        place=rouen, language="fr", title="Chœur", languages={"fr": "fluent", "de": "basic"}, themes=[theme]
    )
    tasks.suggest()
    mail = OutgoingMail.objects.get()
    with override("en"):
        address = settings.SITE_URL + other.get_absolute_url("en")
    told = mail.text.splitlines()
    start = told.index("Chœur (Rouen)")
    assert told[start : start + 11] == [
        "Chœur (Rouen)",
        "7 of 8 points fit",
        "✓ both: choir",
        "✓ both: sing or play together",
        "✓ Size: 30 to 45 fits 30 to 45",
        "✓ both: May 2027",
        "~ You speak German, they speak French, a little German",
        "✓ You can visit each other",
        "✓ Age: 18 to 70 fits 18 to 70",
        "✓ both: Peace",
        address,
    ]
    assert (mine.email, other.email in mail.text) == (mail.recipient, False)


def test_release_of_a_slip_with_children_names_the_adult() -> None:
    slip = make_slip(age_from=12, adult_contact="Kim Muster", state="submitted")
    actions.release_slip(slip, by=make_staff())
    assert "Kim Muster" in OutgoingMail.objects.get().text


def test_values_keep_their_direction_in_arabic_mails() -> None:
    slip = make_slip(language="ar", title="Chor 2027", expires_on=timezone.localdate())
    mails.remind(slip)
    assert "\u2068Chor 2027\u2069" in OutgoingMail.objects.get().text


def test_mails_of_one_slip_are_forgotten_and_no_others() -> None:
    slips = [make_slip(pk=number) for number in (1, 12)]
    for slip in slips:
        mails.tell_received(slip)
    mails.forget_mails(slips[0])
    assert OutgoingMail.objects.get().recipient == slips[1].email
