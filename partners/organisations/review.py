"""What waits for staff as panels: claims, proposed changes, and what members have changed by themselves.

Called by `review_views`; `visible_to` decides what somebody may see here.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from partners.organisations import entries
from partners.organisations.membership import EntryChange, Membership
from partners.organisations.organisation import Organisation
from partners.organisations.presenters import host_of, kind_label, name_of
from partners.organisations.staff_forms import DecisionForm
from twinning.accounts.models import User
from twinning.languages import direction, own_name
from twinning.publishing import missing_for_publication

MOST = 20
NEW_ENTRY = (*entries.PLAIN, *entries.RELATED)


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of what waits, with its number."""

    key: str
    label: str
    count: int
    is_current: bool


def _difference(name: str, before: Any, after: Any, now: Any = None) -> dict[str, Any]:
    """One field of a change in words; `now` is given when the entry says something else by now."""
    language = entries.language_of(name)
    return {
        "name": name,
        "label": entries.label(name),
        "language": language,
        "direction": direction(language) if language else "auto",
        "before": entries.readable(name, before),
        "after": entries.readable(name, after),
        "now": "" if now is None else entries.readable(name, now),
    }


def _by_staff(change: EntryChange) -> list[dict[str, Any]]:
    """The fields of a proposal against what stands in the entry today."""
    now = entries.snapshot(change.organisation, tuple(change.after))
    stale = set(entries.differing(now, change.before))
    return [
        _difference(name, change.before.get(name), value, now[name] if name in stale else None)
        for name, value in change.after.items()
    ]


def change_panel(change: EntryChange, form: DecisionForm | None = None) -> dict[str, Any]:
    """A proposed change, field by field, with the form that decides about it."""
    fields, person = _by_staff(change), change.submitted_by
    version = {"version": change.organisation.version}
    return {
        "kind": "change",
        "row": change,
        "name": name_of(change.organisation),
        "entry_url": change.organisation.get_absolute_url(),
        "url": reverse("admin:organisations_entrychange_review", args=[change.pk]),
        "person": person,
        "language": own_name(person.mail_language),
        "fields": fields,
        "is_stale": any(field["now"] for field in fields),
        "taken": set(form.data.getlist("take")) if form else {field["name"] for field in fields if not field["now"]},
        "form": form or DecisionForm(initial=version, auto_id=f"id_{change.pk}_%s", language=person.mail_language),
        "is_open": change.state == EntryChange.State.PENDING,
    }  # fmt: skip


def _checks(membership: Membership) -> list[tuple[str, str]]:
    """What helps to judge a claim: (ok or ask, sentence)."""
    organisation = membership.organisation
    domain = membership.user.email.rpartition("@")[2]
    host = host_of(organisation.website)
    found = []
    if host and (host == domain or host.endswith(f".{domain}")):
        found.append(("ok", _("The person’s address belongs to the website of the organisation.")))
    elif organisation.email and organisation.email.lower() == membership.user.email.lower():
        found.append(("ok", _("The person’s address is the one to which messages go.")))
    else:
        found.append(("ask", _("The person’s address says nothing about the organisation.")))
    others = organisation.memberships.active().exclude(user=membership.user).select_related("user")
    if names := ", ".join(str(other.user) for other in others):
        found.append(("ask", _("Somebody maintains this entry already: %(names)s.") % {"names": names}))
    return found


def _told(organisation: Organisation) -> list[dict[str, Any]]:
    """What a new entry says, without what is empty."""
    texts = tuple(name for name in _text_columns(organisation) if getattr(organisation, name))
    values = entries.snapshot(organisation, (*texts, *NEW_ENTRY))
    return [_difference(name, "", value) for name, value in values.items() if value not in entries.EMPTY]


def _text_columns(organisation: Organisation) -> list[str]:
    return [
        field.name
        for field in organisation._meta.fields
        if getattr(field, "language", "") and field.translated_field.name in entries.TEXTS
    ]


def claim_panel(membership: Membership, form: DecisionForm | None = None) -> dict[str, Any]:
    """A claim, with what the person tells and, for a new organisation, everything in its entry."""
    organisation = membership.organisation
    is_draft = organisation.state == Organisation.State.DRAFT
    person = membership.user
    return {
        "kind": "claim",
        "row": membership,
        "name": name_of(organisation),
        "kind_label": kind_label(organisation.kind),
        "entry_url": organisation.get_absolute_url(),
        "admin_url": reverse("admin:organisations_organisation_change", args=[organisation.pk]),
        "url": reverse("admin:organisations_membership_review", args=[membership.pk]),
        "person": person,
        "language": own_name(person.mail_language),
        "is_draft": is_draft,
        "told": _told(organisation) if is_draft else [],
        "missing": missing_for_publication(organisation) if is_draft else [],
        "checks": _checks(membership),
        "form": form or DecisionForm(auto_id=f"id_{membership.pk}_%s", language=person.mail_language),
        "is_open": membership.state == Membership.State.PENDING,
        "is_active": membership.state == Membership.State.ACTIVE,
    }


def member_panel(change: EntryChange) -> dict[str, Any]:
    """What a member has changed by themselves, to read only."""
    return {
        "kind": "member",
        "row": change,
        "name": name_of(change.organisation),
        "entry_url": change.organisation.get_absolute_url(),
        "person": change.submitted_by,
        "fields": [_difference(name, change.before.get(name), value) for name, value in change.after.items()],
    }


def _claims(user: User) -> Any:
    return (
        Membership.objects.visible_to(user)
        .waiting()
        .select_related("organisation", "organisation__city", "user")
    )


def _changes(user: User) -> Any:
    rows = EntryChange.objects.visible_to(user).select_related(
        "organisation", "organisation__city", "submitted_by"
    )
    return rows.waiting()


def _by_members(user: User) -> Any:
    rows = EntryChange.objects.visible_to(user).by_members()
    return rows.select_related("organisation", "submitted_by").order_by("-created_at")


def queue(user: User, asked: str) -> dict[str, Any]:
    """The tab that was asked for, or the first one with something in it, and its panels."""
    parts = {
        "claims": (_("Claims"), _claims(user), claim_panel),
        "changes": (_("Proposed changes"), _changes(user), change_panel),
        "members": (_("Changed by members"), _by_members(user), member_panel),
    }
    counts = {key: rows.count() for key, (_label, rows, _panel) in parts.items()}
    current = asked if asked in parts else next((key for key, count in counts.items() if count), "claims")
    _label, rows, panel = parts[current]
    return {
        "tabs": [
            Tab(key, label, counts[key], key == current) for key, (label, _rows, _panel) in parts.items()
        ],
        "tab": current,
        "panels": [panel(row) for row in rows[:MOST]],
    }
