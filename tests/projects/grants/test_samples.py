"""The twenty invented applications: every state, the amounts of the file, a trail in the past, nothing of the real ones
touched. That they come twice without a change and leave without a trace is told by tests/seed/test_samples.py.
"""

from io import StringIO

from django.core.management import call_command

from projects.grants.models import Applicant, Application, Award, BudgetLine, Event, FileNumber, Letter
from projects.grants.roles import roles_of
from projects.grants.seed import samples
from projects.grants.seed.samples_people import DECIDER, OFFICER, PANEL
from twinning import seeding
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail


def test_samples_show_every_state_and_belong_to_the_past(sampled: None) -> None:
    told = seeding.read(samples.HERE, "samples.json")["applications"]
    rows = {row.key: row for row in Application.objects.select_related("applicant")}
    assert len(rows) == len(told) == 20
    _look_at_rows(told, rows)
    _look_at_the_trail()
    _look_at_money()
    _look_at_people()


def _look_at_rows(told: list[dict], rows: dict) -> None:
    for values in told:
        row = rows[samples.samples_play.key_of(values["number"])]
        assert (row.state, str(row.requested)) == (values["state"], values["requested"])
        assert row.is_sample
        assert row.applicant.is_sample
        assert row.number == (values["number"] if values["submitted_on"] else None)
        if row.snapshot:
            assert row.snapshot["starts_on"] == values["starts_on"] == str(row.starts_on)
    assert {row.state for row in rows.values()} == set(Application.State.values)
    awards = {values["number"]: values["award"] for values in told if values["award"]}
    assert dict(Award.objects.values_list("application__number", "state")) == awards
    decided = Application.objects.filter(decision__isnull=False)
    assert Letter.objects.exclude(sent_at=None).count() == decided.count() == 11


def _look_at_the_trail() -> None:
    assert not FileNumber.objects.exists()
    assert not OutgoingMail.objects.exists()
    for row in Application.objects.exclude(submitted_at=None):
        trail = list(row.events.order_by("pk").values_list("at", flat=True))
        assert trail == sorted(trail)
        assert trail[1] == row.submitted_at
    assert not Event.objects.filter(code="prepare_decision", actor__email=DECIDER).exists()


def _look_at_money() -> None:
    for line in BudgetLine.objects.all():
        awards = Award.objects.exclude(state="revoked").filter(decision__budget=line)
        assert line.committed == sum(award.amount for award in awards)


def _look_at_people() -> None:
    said = StringIO()
    call_command("demo_logins", stdout=said)
    for email in (OFFICER, DECIDER, *PANEL.values(), "werkhalle@example.org"):
        assert email in said.getvalue()
    case, officer = Application.objects.get(number="SAMPLE-002"), User.objects.get(email=OFFICER)
    assert "officer" in roles_of(officer, case)
    tied = User.objects.get(email=PANEL["jury"])
    assert not Application.objects.visible_to(tied).filter(number="SAMPLE-006").exists()
    assert not User.objects.filter(is_active=False).exists()
    assert Applicant.objects.get(name__startswith="Brücken").members.count() == 2
