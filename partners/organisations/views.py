"""The directory, the page of an organisation, and messages to organisations and people. No account needed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from partners.conversations.actions import Person
from partners.conversations.forms import MessageForm
from partners.conversations.notice import privacy_notice
from partners.conversations.opening import start
from partners.organisations import consents, directory, entrypage, permissions
from partners.organisations.addresses import KIND
from partners.organisations.contact import Contact
from partners.organisations.organisation import Organisation
from partners.organisations.presenters import name_of, person
from twinning import access, alternates, memory
from twinning.addresses.actions import find
from twinning.languages import written
from twinning.municipality.home import home_of
from twinning.public_forms import public_form
from twinning.redirects import moved


@access.public
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The directory; `?kind=`, `?city=`, `?theme=`, `?language=` and `?q=` choose among its entries."""
    return render(request, "organisations/list.html", directory.context(request))


def _read(user: object, slug: str) -> Organisation:
    """An entry found by its present or a former address word; raises Http404."""
    rows = Organisation.objects.visible_to(user).for_page()
    found = rows.filter(slug=slug).first()
    if found is None:
        known = find(kind=KIND, language="", slug=slug)
        found = rows.filter(pk=known).first() if known else None
    if found is None:
        raise Http404
    return found


def _entry(request: HttpRequest, slug: str) -> Organisation:
    """As `_read`, remembered for people without an account: the others may see more."""
    if request.user.is_authenticated:
        return _read(request.user, slug)
    return memory.recall_for(request.user, ("organisation", slug), lambda: _read(request.user, slug))


@access.public
@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation. People are read anew for every reader: whoever takes a consent back is gone at once."""
    organisation = _entry(request, slug)
    if organisation.slug != slug:
        return moved(request, organisation.get_absolute_url())
    alternates.describe(request, organisation, ("summary",))
    contacts = Contact.objects.published().filter(organisation=organisation.pk).for_cards()
    context = entrypage.context(organisation, home_of(request))
    context |= {
        "people": [person(contact) for contact in contacts],
        "is_member": permissions.is_member(request.user, organisation),
    }
    return render(request, "organisations/detail.html", context)


def _message_page(request: HttpRequest, form: MessageForm, to: object, **context: object) -> HttpResponse:
    context |= {"form": form, "to": to, "privacy": privacy_notice()}
    return render(request, "organisations/message.html", context, status=422 if form.errors else 200)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def message_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to an organisation, whose address nobody sees."""
    organisation = get_object_or_404(Organisation.objects.published(), slug=slug)
    if not permissions.may_write_to(organisation)[0]:
        raise Http404
    form = MessageForm(request.POST if request.method == "POST" else None, user=request.user)
    host = Person(organisation.name, organisation.email, organisation.mail_language)
    subject = name_of(organisation)
    sent = start(form, request, about=KIND, about_id=organisation.pk, subject=subject, host=host)
    return sent or _message_page(request, form, subject, back=organisation.get_absolute_url())


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def contact_message_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to a contact person who agreed to just that."""
    contact = get_object_or_404(Contact.objects.published().select_related("organisation", "city"), pk=pk)
    if not permissions.may_write_to_person(contact)[0]:
        raise Http404
    form = MessageForm(request.POST if request.method == "POST" else None, user=request.user)
    host = Person(contact.name, contact.email, contact.mail_language)
    subject = written(contact.name, contact.name_language)
    sent = start(form, request, about=consents.ABOUT, about_id=contact.pk, subject=subject, host=host)
    place = contact.organisation or contact.city
    return sent or _message_page(request, form, subject, back=place.get_absolute_url())
