"""Demo users: there for a demonstration, gone without a trace."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from tests.accounts.conftest import is_signed_in, sign_in
from twinning.accounts.demo import DEMO_USERS, OPEN_SESAME, create_demo_users, remove_demo_users
from twinning.accounts.models import User
from twinning.accounts.roles import EDITORS, content_models, editors


def output() -> str:
    out = StringIO()
    call_command("demo_logins", stdout=out)
    return out.getvalue()


def test_no_demo_user_without_debug(settings: Settings) -> None:
    settings.DEBUG = False
    assert (create_demo_users(), User.objects.count()) == ([], 0)


def test_debug_brings_one_user_per_role(settings: Settings) -> None:
    settings.DEBUG = True
    create_demo_users()
    create_demo_users()
    people = {
        user.email: (user.is_staff, user.is_superuser, user.groups.count()) for user in User.objects.all()
    }
    assert people == {
        "kulturbuero@example.org": (True, True, 0),
        "redaktion@example.org": (True, False, 1),
        "buergerin@example.org": (False, False, 0),
    }


@pytest.mark.parametrize("person", DEMO_USERS, ids=lambda person: person.role)
def test_they_sign_in_with_the_printed_password(client: Client, person: object) -> None:
    create_demo_users(force=True)
    sign_in(client, User.objects.get(email=person.email))
    assert is_signed_in(client)


def test_command_prints_logins_only_while_they_exist() -> None:
    assert OPEN_SESAME not in output()
    create_demo_users(force=True)
    assert output().splitlines()[0].split() == ["kulturbuero@example.org", OPEN_SESAME, "administrator"]
    remove_demo_users()
    assert (OPEN_SESAME not in output(), User.objects.count()) == (True, 0)


def test_editors_edit_content_and_nothing_else() -> None:
    codes = set(editors().permissions.values_list("content_type__app_label", flat=True))
    assert codes == {model._meta.app_label for model in content_models()}
    assert codes.isdisjoint({"accounts", "account", "mfa", "auth", "mail", "auditlog", "django_tasks_db"})


def test_rights_that_staff_took_from_the_editors_stay_taken() -> None:
    editors().permissions.clear()
    assert editors().permissions.count() == 0
    assert Group.objects.get().name == EDITORS
    editors(reset=True)
    assert editors().permissions.exists() is bool(content_models())
