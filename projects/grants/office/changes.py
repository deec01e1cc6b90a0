"""What differs from what was sent: while parts are open again, and what an answer has changed.

Read by the case page; `changed_keys` also by the act that sends the changes, which writes them into the trail.
"""

from typing import Any

from django.utils.translation import gettext as _

from projects.grants.applicant import Applicant
from projects.grants.application import Application
from projects.grants.snapshot import TEXTS, take

# Changes without the applicant, and what is shown elsewhere.
LEFT_OUT = {"format", "language", "rules", "programme", "sums", "signed_by", "declared"}


def _words() -> dict[str, str]:
    return {
        "costs": _("costs"),
        "incomes": _("financing"),
        "partners": _("partners"),
        "legs": _("journey"),
        "files": _("files"),
        "cities": _("partner cities"),
        "themes": _("aims"),
        "answers": _("eligibility answers"),
        "signatories": _("people who may sign"),
    }


def _bare(key: str, value: Any) -> Any:
    """A partner's answer is not the applicant's change."""
    if key != "partners":
        return value
    return [{name: text for name, text in row.items() if name != "confirmed_at"} for row in value or []]


def changed_keys(application: Application) -> list[str]:
    """Keys of what is not as it was sent, "applicant.street" for the applicant's own data; empty when nothing is."""
    sent: dict[str, Any] = application.snapshot or {}
    found = []
    for key, value in take(application).items():
        if key not in sent or key in LEFT_OUT or _bare(key, sent[key]) == _bare(key, value):
            continue
        if key == "applicant":
            was = sent[key] or {}
            found += [f"applicant.{name}" for name, text in (value or {}).items() if was.get(name) != text]
        else:
            found.append(key)
    return found


def names(keys: list[str]) -> list[str]:
    """The keys in the reader's words."""
    words, found = _words(), []
    for key in keys:
        owner, _dot, name = key.rpartition(".")
        if owner:
            found.append(str(Applicant._meta.get_field(name).verbose_name))
        elif key in TEXTS:
            found.append(str(Application._meta.get_field(key).verbose_name))
        else:
            found.append(str(words.get(key, key)))
    return found


def changed(application: Application) -> list[str]:
    """Names of what differs from what was sent while its parts are open again."""
    return names(changed_keys(application))


def last_answer(application: Application) -> dict[str, Any] | None:
    """What the applicant changed with the last answer, and when; None before there is one."""
    event = application.events.filter(code="resubmit").last()
    return {"at": event.at, "names": names(event.data.get("changed", []))} if event else None
