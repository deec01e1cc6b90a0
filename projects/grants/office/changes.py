"""What differs from what was sent: after changes were asked for, or when a partner has answered since."""

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


def _name(key: str) -> str:
    if key in TEXTS:
        return str(Application._meta.get_field(key).verbose_name)
    return _words().get(key, key)


def changed(application: Application) -> list[str]:
    """Names of what is not as it was sent; empty when nothing is."""
    sent: dict[str, Any] = application.snapshot or {}
    here = take(application)
    found = []
    for key, value in here.items():
        if key not in sent or key in LEFT_OUT or _bare(key, sent[key]) == _bare(key, value):
            continue
        if key == "applicant":
            was = sent[key] or {}
            found += [
                str(Applicant._meta.get_field(name).verbose_name)
                for name, text in (value or {}).items()
                if was.get(name) != text
            ]
        else:
            found.append(_name(key))
    return found
