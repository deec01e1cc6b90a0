"""Mails to everybody who is registered for a date that was changed: each in the reader's own language.

Called by `events.editing.actions` in the transaction of the change. The key holds the number of the change, so one
change is told once, and the next one again.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from events.booking.links import MANAGE, link, mail_language
from events.booking.mails import online_link, place_of, prefix
from events.booking.registration import Registration
from events.clocks import Clock, clocks
from events.occurrence import Occurrence
from twinning.languages import served
from twinning.mail.outbox import queue
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality

CANCELLED, POSTPONED, RESCHEDULED, ONLINE, CHANGED = (
    "changed_cancelled", "changed_postponed", "changed_rescheduled", "changed_online", "changed",
)  # fmt: skip


def tell_registered(occurrence: Occurrence, template: str) -> int:
    """Write to every living registration; how many mails there are.

    `occurrence` comes with its event, venue and cities, as it is from now on.
    """
    home = current_home()
    rows = Registration.objects.filter(occurrence=occurrence, anonymised_at__isnull=True).exclude(email="")
    told = list(rows.living().order_by("pk"))
    for registration in told:
        _tell(registration, occurrence, template, home)
    return len(told)


def _tell(registration: Registration, occurrence: Occurrence, template: str, home: Municipality) -> None:
    registration.occurrence = occurrence
    language = mail_language(registration)
    with override(language):
        context = _context(registration, occurrence, language, home)
    queue(
        template=f"events/{template}",
        recipient=registration.email,
        language=language,
        context=context,
        key=f"{prefix(registration)}{template}-{occurrence.sequence}",
        confidential=True,
    )


def _context(
    registration: Registration, occurrence: Occurrence, language: str, home: Municipality
) -> dict[str, Any]:
    """What the templates need, in the active language."""
    # Somebody who never confirmed the address may not be the one who typed the name.
    is_known = registration.confirmed_at is not None
    replaced = occurrence.replaced_by
    public_url = settings.SITE_URL + (replaced or occurrence).get_absolute_url(language)
    return {
        "name": registration.name if is_known else "",
        "title": served(occurrence.event, "title").text,
        "reason": served(occurrence, "status_note").text,
        "facts": [
            (_("Event"), served(occurrence.event, "title").text),
            (_("Registration"), registration.number),
            (pgettext_lazy("registration", "Places"), str(registration.places)),
        ],
        "times_text": _lines(clocks(occurrence, home)),
        "former_text": _former(occurrence, home),
        "replacement_text": _lines(clocks(replaced, home)) if replaced else "",
        "online_url": online_link(registration),
        "place": place_of(registration),
        "public_url": public_url,
        "has_own_page": is_known,
        "action_url": link(registration, MANAGE) if is_known else public_url,
    }


def _lines(found: list[Clock]) -> str:
    """A line for each town, whose clocks differ."""
    return "\n".join(clock.line for clock in found)


def _former(occurrence: Occurrence, home: Municipality) -> str:
    """Lines of the time that held before; empty when it was never another one."""
    if occurrence.previous_start is None or occurrence.previous_end is None:
        return ""
    return _lines(clocks(occurrence, home, previous=True))
