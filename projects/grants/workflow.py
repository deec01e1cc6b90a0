"""The one place where an application or an award changes its state: `perform()`, over the tables of `machines.py`.

`perform()` locks the row, checks state, role and every guard (and reports all failures, not the first), writes the
new state and a line of the trail that nobody can change, and runs the effects, all in one transaction. Pages ask
`possible()` what may be done now and why something may not. Called by `actions.py` only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.case import Event
from projects.grants.guards import GUARDS
from projects.grants.machines import Machine, Transition
from projects.grants.roles import roles_of

Failure = str | Promise


class Refused(Exception):
    """A transition that is not possible now; `failures` are whole sentences, all of them."""

    def __init__(self, failures: list[Failure]) -> None:
        super().__init__("; ".join(str(failure) for failure in failures))
        self.failures = failures


@dataclass(frozen=True, slots=True)
class Possible:
    """A transition as a page shows it: open, or closed with every reason."""

    transition: Transition
    failures: list[Failure] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """True when nothing stands in the way."""
        return not self.failures


def failures(
    machine: Machine,
    transition: Transition,
    obj: Any,
    actor: Any,
    *,
    reason: str | None,
    roles: set[str] | None = None,
) -> list[Failure]:
    """Everything that stands in the way, as sentences; `reason` None leaves it out of the judgement.

    `roles` are the actor's, when the caller knows them already.
    """
    found: list[Failure] = []
    if obj.state not in transition.sources:
        found.append(
            _("This is not possible any more: the state is “%(state)s”.") % {"state": obj.get_state_display()}
        )
    if not set(transition.roles) & (roles_of(actor, obj) if roles is None else roles):
        found.append(_("Your role does not allow this."))
    if transition.needs_reason and reason is not None and not reason.strip():
        found.append(_("Give a reason."))
    for name in transition.guards:
        found += GUARDS[machine.name, name](obj, actor)
    return found


def possible(machine: Machine, obj: Any, actor: Any) -> list[Possible]:
    """What may follow the present state for this person, with the reasons against what may not."""
    mine = roles_of(actor, obj)
    return [
        Possible(transition, failures(machine, transition, obj, actor, reason=None, roles=mine))
        for transition in machine.transitions.values()
        if obj.state in transition.sources and set(transition.roles) & mine
    ]


@transaction.atomic
def perform(
    machine: Machine,
    obj: Any,
    code: str,
    *,
    actor: Any,
    reason: str = "",
    data: dict[str, Any] | None = None,
    prepare: Callable[[Any], None] | None = None,
) -> Any:
    """Take the transition and return the locked, changed row; raises Refused with every failure, KeyError for a
    code that does not exist. `actor` is a user or `roles.CLOCK`; `prepare` fills in what the new state needs.
    """
    transition = machine.transitions[code]
    locked = machine.model._default_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    found = failures(machine, transition, locked, actor, reason=reason)
    if found:
        raise Refused(found)
    source = locked.state
    if prepare:
        prepare(locked)
    locked.state = transition.target
    locked.save()
    record(locked, code, actor=actor, source=source, target=transition.target, reason=reason, data=data)
    return locked


def record(
    obj: Any,
    code: str,
    *,
    actor: Any,
    source: str = "",
    target: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Write a line of the trail; the actor's name stays readable when the account is gone."""
    application = obj if isinstance(obj, Application) else obj.application
    person = actor if getattr(actor, "pk", None) else None
    return Event.objects.create(
        application=application,
        machine=obj._meta.model_name,
        code=code,
        source=source,
        target=target,
        actor=person,
        actor_name=str(actor),
        is_applicant="signatory" in roles_of(actor, application) or "writer" in roles_of(actor, application),
        reason=reason,
        data=data or {},
    )
