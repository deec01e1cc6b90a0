"""What a project looks like that is made of a proposal: called by `projects.actions` when staff accept one."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import override

from projects.project import Participation, Project
from projects.proposal import Proposal
from twinning.languages import column
from twinning.slugs import make_slug

TRIES = 99


def stage_of(proposal: Proposal) -> str:
    """How far it is today."""
    today = timezone.localdate()
    if proposal.ends_on and proposal.ends_on < today:
        return Project.Stage.FINISHED
    return Project.Stage.PLANNED if proposal.starts_on > today else Project.Stage.RUNNING


def words_of(proposal: Proposal) -> Iterator[str]:
    """Address words to try, the title's own first; a title without Latin letters gives "project"."""
    word = make_slug(proposal.title, proposal.language)[:70].strip("-") or "project"
    yield word
    yield from (f"{word}-{number}" for number in range(2, TRIES + 1))


def project_of(proposal: Proposal, slug: str) -> Project:
    """A draft, not saved: texts stand in the columns of the submitter's language, the rest is for staff."""
    language = proposal.language
    texts = {
        column("title", language): proposal.title,
        column("summary", language): proposal.summary,
        column("story", language): linebreaks(proposal.text, autoescape=True),
    }
    return Project(
        slug=slug,
        stage=stage_of(proposal),
        starts_on=proposal.starts_on,
        ends_on=proposal.ends_on,
        languages=[language],
        proposed_by=proposal.submitted_by,
        staff_note=_note_of(proposal),
        is_sample=proposal.is_sample,
        **texts,
    )


def _note_of(proposal: Proposal) -> str:
    """What has no column of its own yet, in the language of the office."""
    with override(settings.LANGUAGE_CODE):
        lines = [_("From a proposal. Who takes part: %(partners)s") % {"partners": proposal.partners}]
        if proposal.website:
            lines.append(_("Website: %(address)s") % {"address": proposal.website})
    return "\n".join(lines)


def participations_of(proposal: Proposal, project: Project) -> list[Participation]:
    """The home town and every city named, as partners; roles and organisations are for staff to fill in."""
    home = Participation(project=project, is_home=True, position=10)
    cities = proposal.cities.order_by("slug")
    return [
        home,
        *(
            Participation(project=project, city=city, position=10 * number)
            for number, city in enumerate(cities, start=2)
        ),
    ]
