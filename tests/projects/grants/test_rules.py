"""Versions of rules: one in force, never changed, copied whole into the next draft."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from projects.grants import actions, help_texts
from projects.grants.models import Application, Head, Question, Ruleset, TextBlock
from projects.grants.rulesets.actions import new_version, put_in_force
from tests.factories import make_user
from tests.factories_grants import make_application, make_ruleset

# What every page of the desk has.
OWN = ("id", "DELETE", "state")


@pytest.fixture
def rules(db: None) -> Ruleset:
    row = make_ruleset()
    Question.objects.create(ruleset=row, code="tour", excludes_if="yes", text_de="Tournee?")
    Head.objects.create(ruleset=row, code="A1", side="costs", name_de="Honorare")
    return row


def test_new_version_copies_every_part(rules: Ruleset) -> None:
    draft = new_version(rules)
    assert (draft.number, draft.state, draft.in_force_from) == (2, "draft", None)
    assert (draft.questions.get().text_de, draft.heads.get().name_de) == ("Tournee?", "Honorare")
    assert rules.questions.count() == 1


def test_new_version_twice_gives_the_same_draft(rules: Ruleset) -> None:
    assert new_version(rules).pk == new_version(rules).pk


def test_put_in_force_retires_the_former_version(rules: Ruleset) -> None:
    put_in_force(new_version(rules))
    assert list(Ruleset.objects.order_by("number").values_list("state", flat=True)) == ["retired", "in_force"]


def test_database_allows_one_version_in_force(rules: Ruleset) -> None:
    draft = new_version(rules)
    with pytest.raises(IntegrityError, match="one_in_force"), transaction.atomic():
        Ruleset.objects.filter(pk=draft.pk).update(state="in_force")


def test_application_keeps_the_rules_under_which_it_was_begun(rules: Ruleset) -> None:
    user = make_user()
    first = make_application(user, ruleset=rules)
    put_in_force(new_version(rules))
    copied = actions.copy(first, user=user, key=Application().uuid)
    assert (first.ruleset.number, copied.ruleset.number) == (1, 2)


def test_rules_in_force_are_only_read_in_the_admin(admin_client: Client, rules: Ruleset) -> None:
    url = f"/verwaltung/grants/ruleset/{rules.pk}/change/"
    text = admin_client.get(url).content.decode()
    assert ('name="_save"' in text, 'name="_new_version"' in text) == (False, True)
    assert admin_client.post(url, {"financing": "full", "_save": "1"}).status_code == 403
    rules.refresh_from_db()
    assert rules.financing == "shortfall"


def test_staff_make_and_put_in_force_a_new_version(admin_client: Client, rules: Ruleset) -> None:
    made = admin_client.post(f"/verwaltung/grants/ruleset/{rules.pk}/change/", {"_new_version": "1"})
    draft = Ruleset.objects.get(number=2)
    assert made.url.endswith(f"/{draft.pk}/change/")
    assert 'name="_in_force"' in admin_client.get(made.url).content.decode()


def test_every_field_of_the_desk_is_explained(admin_client: Client, rules: Ruleset) -> None:
    draft = new_version(rules)
    block = TextBlock.objects.create(kind="letter", code="basis", title_de="Grundlage", text_de="…")
    silent = []
    for row in (draft, rules.programme, block):
        page = admin_client.get(f"/verwaltung/grants/{row._meta.model_name}/{row.pk}/change/")
        forms = [page.context["adminform"].form]
        forms += [inline.formset.empty_form for inline in page.context["inline_admin_formsets"]]
        for form in forms:
            names = [
                name for name, field in form.fields.items() if not (field.help_text or field.widget.is_hidden)
            ]
            silent += [f"{form._meta.model.__name__}.{name}" for name in names if name not in OWN]
    assert silent == []
    page = admin_client.get(f"/verwaltung/grants/ruleset/{draft.pk}/change/").content.decode()
    assert str(help_texts.RULESET["per_year"]) in page
