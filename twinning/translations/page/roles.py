"""Translators: members of one group, who may enter the desk and see nothing there but their translations.

The group has no rights at all: what a translator may do follows from `TranslatorLanguage`, language by language, and
is asked for in `twinning.translations.permissions`. Called by the seed and by the admin pages of languages.
"""

from django.contrib.auth.models import Group

TRANSLATORS = "Übersetzung"


def translators(*, reset: bool = False) -> Group:
    """The group of translators, made once; `reset` takes away the rights that somebody gave it."""
    group, is_new = Group.objects.get_or_create(name=TRANSLATORS)
    if reset and not is_new:
        group.permissions.clear()
    return group
