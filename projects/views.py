"""The directory of projects (list, map, timeline) and the page of a project."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from projects import listing, presenters, projectpage
from twinning import access, alternates, memory
from twinning.languages import current
from twinning.municipality.home import home_of
from twinning.redirects import moved


@access.public
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """All projects, filtered by the query; `?view=map` and `?view=timeline` show the same ones differently.

    htmx asks for the results alone and is told the tidy address to show.
    """
    asked = listing.listing(request)
    address = request.path + asked.tail
    if listing.is_untidy(request) and not request.htmx:
        return redirect(address)
    template = "projects/results.html" if request.htmx else "projects/list.html"
    response = render(request, template, listing.context(request, asked))
    patch_vary_headers(response, ("HX-Request",))
    return push_url(response, address) if request.htmx else response


@access.public
@require_safe
def project_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One project. An old address word leads to the present one."""
    user, language = request.user, current()
    project = memory.recall_for(
        user, ("project", language, slug), lambda: projectpage.find_project(user, slug)
    )
    if project.slug != slug:
        return moved(request, project.get_absolute_url())
    alternates.describe(request, project, projectpage.written_fields(project))
    context = memory.recall_for(
        user,
        ("project page", language, slug),
        lambda: presenters.context(project, home_of(request), projectpage.related(project)),
    )
    return render(request, "projects/project.html", context)
