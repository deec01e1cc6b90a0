"""The groups that give staff their roles in events. Called by the seed.

Editors ("Redaktion") may do all of this, too. Whoever only stands at the door sees the list of a date and nothing else.
"""

from django.contrib.auth.models import Group, Permission

PARTS = (
    "event",
    "eventphoto",
    "occurrence",
    "occurrencelanguage",
    "question",
    "series",
    "venue",
    "venueaccess",
)
GROUPS: dict[str, tuple[str, ...]] = {
    "Veranstaltungen: Planung": (
        *(f"{right}_{part}" for part in PARTS for right in ("view", "add", "change", "delete")),
        "view_registration", "add_registration", "change_registration", "view_access_needs", "view_generationrun",
        "view_proposal", "change_proposal",
        "view_feed", "add_feed", "change_feed", "view_feeditem", "change_feeditem",
        "view_embedorigin", "add_embedorigin", "change_embedorigin",
    ),
    "Veranstaltungen: Einlass": ("view_event", "view_occurrence", "view_registration", "change_registration"),
}  # fmt: skip


def set_up(*, reset: bool = False) -> None:
    """Make the groups; one that exists keeps what staff changed about it, unless `reset`. Repeatable."""
    for name, codes in GROUPS.items():
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new or reset:
            rights = Permission.objects.filter(content_type__app_label="events", codename__in=codes)
            group.permissions.set(rights)
