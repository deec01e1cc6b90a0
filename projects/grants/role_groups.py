"""The groups that give staff their roles in grants. Called by `manage.py set_up_grant_roles` and the seed."""

from django.contrib.auth.models import Group, Permission

READ = (
    "view_application", "view_applicant", "view_programme", "view_ruleset", "view_budgetline", "view_decision",
    "view_award", "view_letter", "view_session", "view_round", "view_textblock", "view_event",
)  # fmt: skip
GROUPS: dict[str, tuple[str, ...]] = {
    "Förderung: Sachbearbeitung": (*READ, "change_application", "add_session", "change_session", "change_textblock"),
    "Förderung: Entscheidung": (*READ, "decide_application"),
    "Förderung: Leitung": (
        *READ, "change_application", "lead_grants", "add_programme", "change_programme", "add_ruleset",
        "change_ruleset", "add_budgetline", "change_budgetline", "add_round", "change_round", "add_textblock",
        "change_textblock", "add_session", "change_session",
    ),
    "Förderung: Gremium": ("view_review", "change_review"),
    "Förderung: Finanzen": ("view_award", "view_budgetline", "view_programme"),
}  # fmt: skip


def set_up(*, reset: bool = False) -> list[Group]:
    """Make the groups; one that exists keeps what staff changed about it, unless `reset`. Repeatable."""
    groups = []
    for name, codes in GROUPS.items():
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new or reset:
            group.permissions.set(
                Permission.objects.filter(content_type__app_label="grants", codename__in=codes)
            )
        groups.append(group)
    return groups
