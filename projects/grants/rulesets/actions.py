"""Versions of a programme's rules: written as a draft, put in force, replaced, never changed. Called by the admin."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from projects.grants.programme import Programme
from projects.grants.ruleset import Ruleset

PARTS = ("questions", "heads", "criteria", "papers", "declarations")


@transaction.atomic
def new_version(rules: Ruleset) -> Ruleset:
    """A draft with everything that `rules` says; a draft that is there already is given back."""
    Programme.objects.select_for_update(of=("self",)).get(pk=rules.programme_id)
    draft = Ruleset.objects.filter(programme=rules.programme_id, state=Ruleset.State.DRAFT).first()
    if draft:
        return draft
    last = Ruleset.objects.filter(programme=rules.programme_id).aggregate(last=Max("number"))["last"]
    copied = Ruleset.objects.get(pk=rules.pk)
    copied.pk, copied.number, copied.in_force_from = None, last + 1, None
    copied.state = Ruleset.State.DRAFT
    copied._state.adding = True
    copied.save()
    for name in PARTS:
        for part in getattr(rules, name).all():
            part.pk, part.ruleset = None, copied
            part._state.adding = True
            part.save()
    return copied


@transaction.atomic
def put_in_force(rules: Ruleset) -> Ruleset:
    """From now on new applications follow these rules; those begun before keep theirs."""
    Programme.objects.select_for_update(of=("self",)).get(pk=rules.programme_id)
    locked = Ruleset.objects.select_for_update(of=("self",)).get(pk=rules.pk)
    if locked.state != Ruleset.State.DRAFT:
        return locked
    Ruleset.objects.filter(programme=locked.programme_id, state=Ruleset.State.IN_FORCE).update(
        state=Ruleset.State.RETIRED
    )
    locked.state = Ruleset.State.IN_FORCE
    locked.in_force_from = timezone.now()
    locked.save()
    return locked
