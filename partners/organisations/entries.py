"""What stands in an entry, as plain values by column, so that two states of it can be compared field by field.

Called by the forms (what is there now), by the actions (what differs, and put it in), and by the pages on which
staff and members see both states side by side. Related rows are named by address word or key, never by number.
"""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partners.city import City
from partners.organisations.organisation import Organisation
from partners.theme import Theme
from twinning.cldr import language_list
from twinning.languages import column, own_name
from twinning.municipality.home import current_home

PLAIN = (
    "name", "name_language", "other_names", "kind", "place", "languages", "website", "members", "age_from", "age_to",
)  # fmt: skip
RELATED = ("city", "partner_cities", "themes")
TEXTS = ("summary", "description", "looks_for")
# Where messages go: members see and change it; nobody else does.
ADDRESS = ("email", "mail_language")
LANGUAGE_COLUMNS = frozenset({"name_language", "mail_language"})
EMPTY = (None, "", [])

Values = dict[str, Any]


def columns(language: str, *, for_member: bool) -> tuple[str, ...]:
    """The columns that a form in `language` holds."""
    texts = tuple(column(name, language) for name in TEXTS)
    return (*PLAIN, *RELATED, *texts, *(ADDRESS if for_member else ()))


def _value(organisation: Organisation, name: str) -> Any:
    if name == "city":
        return organisation.city.slug if organisation.city else ""
    if name == "partner_cities":
        return sorted(organisation.partner_cities.values_list("slug", flat=True))
    if name == "themes":
        return sorted(organisation.themes.values_list("key", flat=True))
    value = getattr(organisation, name)
    return "" if value is None else value


def snapshot(organisation: Organisation, names: tuple[str, ...]) -> Values:
    """What stands in these columns now, fit for JSON."""
    return {name: _value(organisation, name) for name in names}


def _is_same(one: Any, other: Any) -> bool:
    if one in EMPTY or other in EMPTY:
        return one in EMPTY and other in EMPTY
    return sorted(one) == sorted(other) if isinstance(one, list) else one == other


def differing(before: Values, after: Values) -> list[str]:
    """Names of the columns that are not the same in both."""
    return [name for name in after if not _is_same(before.get(name), after[name])]


def differences(organisation: Organisation, values: Values) -> tuple[Values, Values]:
    """(before, after) of the columns in which `values` differ from the entry."""
    before = snapshot(organisation, tuple(values))
    names = differing(before, values)
    return {name: before[name] for name in names}, {name: values[name] for name in names}


def put(organisation: Organisation, values: Values) -> None:
    """Set plain columns and the city; `relate` does the rest once the row is saved."""
    for name, value in values.items():
        if name == "city":
            organisation.city = City.objects.filter(slug=value).first() if value else None
        elif name not in RELATED:
            field = organisation._meta.get_field(name)
            setattr(organisation, name, None if value == "" and field.null else value)


def relate(organisation: Organisation, values: Values) -> None:
    """Set the lists of a saved entry."""
    if "partner_cities" in values:
        organisation.partner_cities.set(City.objects.filter(slug__in=values["partner_cities"]))
    if "themes" in values:
        organisation.themes.set(Theme.objects.filter(key__in=values["themes"]))


# --- for readers ----------------------------------------------------------------------------------
def label(name: str) -> str:
    """What the column is called: "in one sentence (Français)"."""
    field = Organisation._meta.get_field(name)
    language = getattr(field, "language", "")
    plain = field.translated_field.verbose_name if language else field.verbose_name
    return f"{capfirst(str(plain))} ({own_name(language)})" if language else capfirst(str(plain))


def language_of(name: str) -> str:
    """The language of a text column, "" for others."""
    return getattr(Organisation._meta.get_field(name), "language", "")


def _names_of_cities(slugs: list[str]) -> str:
    return ", ".join(str(city) for city in City.objects.filter(slug__in=slugs))


def readable(name: str, value: Any) -> str:
    """A value in words, for people who compare two of them."""
    if name == "city":
        return _names_of_cities([value]) if value else str(current_home())
    if value in EMPTY:
        return _("(empty)")
    if name == "partner_cities":
        return _names_of_cities(value)
    if name == "themes":
        return ", ".join(str(theme) for theme in Theme.objects.with_titles().filter(key__in=value))
    if name == "kind":
        return str(dict(Organisation.Kind.choices).get(value, value))
    if name == "languages":
        return language_list(value)
    return own_name(value) if name in LANGUAGE_COLUMNS else str(value)
