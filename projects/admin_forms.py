"""Forms behind the project's page on the staff desk: what the rows of one project may be together.

The database refuses the same things one by one; here they are judged as a set, before anything is saved, so that
the message stands at its row and a lead may be handed over in one step.
"""

from collections.abc import Hashable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.actions import KIND, judge, locate
from projects.models import Participation, Project, ProjectDocument
from twinning.admin import AddressWordForm, NamedDeletion
from twinning.models import Editorial

TAKEN = _("Another project has or had the address word “%(slug)s”.")


class ProjectForm(AddressWordForm):
    """Refuses an address word that another project has or had, or that leads elsewhere."""

    kind, view_name, taken_text = KIND, "projects:project-detail", TAKEN


def message_of(model: type[Any], name: str) -> str:
    """What a constraint says when it is violated."""
    return next(rule for rule in model._meta.constraints if rule.name == name).get_violation_error_message()


# --- who takes part -------------------------------------------------------------------------------
class ParticipationForm(forms.ModelForm):
    """Fills in the place of the organisation."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("organisation"):
            chosen = Participation(
                organisation=cleaned["organisation"],
                city=cleaned.get("city"),
                is_home=cleaned.get("is_home", False),
            )
            locate(chosen)
            cleaned |= {"city": chosen.city, "is_home": chosen.is_home}
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """One lead, and nobody twice in a role: the formset judges that."""
        return {*super()._get_validation_exclusions(), "project"}


def identity(participation: Participation) -> Hashable:
    """What two participations of a project may not share."""
    return (
        participation.organisation_id, participation.city_id, participation.is_home, participation.role,
    )  # fmt: skip


class ParticipationFormSet(NamedDeletion):
    """One lead, nobody twice."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        once, one_lead = (
            message_of(Participation, f"projects_participation_{name}") for name in ("once", "one_lead")
        )
        # A row may not take what another one still has in the database either: rows are saved one by one.
        stored = {
            identity(row): row.pk
            for row in self.get_queryset()
            if row.pk in {form.instance.pk for form in kept}
        }
        seen: set[Hashable] = set()
        leads = 0
        for form in kept:
            own = identity(form.instance)
            if own in seen or stored.get(own, form.instance.pk) != form.instance.pk:
                form.add_error(None, once)
            seen.add(own)
            leads += form.instance.role == Participation.Role.LEAD
            if form.instance.role == Participation.Role.LEAD and leads > 1:
                form.add_error("role", one_lead)


# --- figures and documents ------------------------------------------------------------------------
class FigureFormSet(NamedDeletion):
    """The same figure twice is told in the words of the constraint."""

    def get_unique_error_message(self, unique_check: tuple[str, ...]) -> str:
        return message_of(self.model, "projects_figure_once")


class DocumentForm(forms.ModelForm):
    """Looks into a new file at once, so that the page can say what is wrong with it."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if "file" in self.changed_data and "file" not in self.errors and self.instance.file:
            judge(self.instance)


class DocumentFormSet(NamedDeletion):
    """A published project offers no PDF that only some can read, unless a web page says the same."""

    def clean(self) -> None:
        super().clean()
        if getattr(self.instance, "state", "") != Editorial.State.PUBLISHED:
            return
        for form in self.forms:
            if form.cleaned_data and not form.cleaned_data.get("DELETE"):
                self._judge(form)

    def _judge(self, form: forms.ModelForm) -> None:
        document: ProjectDocument = form.instance
        if document.file and document.needs_alternative and not form.errors:
            form.add_error("alternative", BARRIER)


BARRIER = _(
    "This PDF has no tags or no language: not everybody can read it. "
    "Give the address of a web page that says the same, or store an accessible PDF."
)


def warnings_of(project: Project) -> list[str]:
    """What staff should know after saving, although it is allowed."""
    found = []
    figures = project.figures.count()
    if figures > MOST_FIGURES:
        text = _("%(count)d figures are many: pick the %(most)d that tell most.")
        found.append(text % {"count": figures, "most": MOST_FIGURES})
    elif figures < FEWEST_FIGURES and (figures or project.state == Editorial.State.PUBLISHED):
        text = _("%(count)d figures are few: %(fewest)d to %(most)d make a good page.")
        found.append(text % {"count": figures, "fewest": FEWEST_FIGURES, "most": MOST_FIGURES})
    for document in project.documents.all():
        if document.needs_alternative:
            found.append(f"{document.title}: {BARRIER}")
    return found


FEWEST_FIGURES, MOST_FIGURES = 3, 8
