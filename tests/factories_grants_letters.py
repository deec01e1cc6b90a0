"""Signed decisions with the seeded text blocks, and ways to look into a PDF."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from pypdf import PdfReader

import projects.grants.seed
from projects.grants import actions, office_actions
from projects.grants.models import Application, BudgetLine, Decision, Ruleset, TextBlock
from projects.grants.role_groups import set_up
from tests.factories import make_user
from tests.factories_grants import make_application, make_budget, make_ruleset
from twinning.accounts.models import User

SEED = Path(projects.grants.seed.__file__).parent


def make_text_blocks() -> None:
    """The blocks for letters that every portal begins with."""
    rows = [
        row
        for name in ("text_blocks.json", "reasons.json")
        for row in json.loads((SEED / name).read_text("utf-8"))
    ]
    wanted = [row for row in rows if row["kind"] in {"letter", "condition", "rejection"}]
    TextBlock.objects.bulk_create(TextBlock(**row) for row in wanted)


def make_staff(*roles: str, **fields: Any) -> User:
    """A member of staff with roles in grants: officer, decider."""
    set_up()
    names = {"officer": "Förderung: Sachbearbeitung", "decider": "Förderung: Entscheidung"}
    user = make_user(is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=[names[role] for role in roles]))
    return User.objects.get(pk=user.pk)


def make_rules() -> Ruleset:
    """Rules with a proof of use six months after the end."""
    return make_ruleset(proof_months=6)


def make_sent(language: str = "de", rules: Ruleset | None = None, **fields: Any) -> Application:
    """An application that has been sent."""
    person = make_user(preferred_language=language)
    row = make_application(person, ruleset=rules or make_rules(), language=language, **fields)
    return actions.submit(row, user=person)


def make_signed(
    officer: User,
    decider: User,
    outcome: str = "approved",
    *,
    language: str = "de",
    rules: Ruleset | None = None,
    title: str = "Papierkraniche",
    **values: Any,
) -> Decision:
    """A decision that is prepared and signed: 2,000 euros, until 31 July 2027."""
    row = make_sent(language, rules, title=title)
    office_actions.start_check(row, by=officer)
    row.checks.update(verdict="ok")
    row = office_actions.send_to_decision(row, by=officer)
    line = BudgetLine.objects.filter(programme=row.programme).first() or make_budget(row.programme)
    rest = {"amount": Decimal(2000), "budget_line": line, "reason": "Der Austausch fehlt."}
    rest |= {"period_from": date(2027, 3, 1), "period_to": date(2027, 7, 31), "eligible_total": Decimal(3000)}
    decision = office_actions.prepare_decision(row, by=officer, outcome=outcome, **rest | values)
    office_actions.sign_decision(decision, by=decider)
    decision.refresh_from_db()
    return decision


def read(pdf: bytes) -> PdfReader:
    """To look into."""
    return PdfReader(BytesIO(pdf))


def words(pdf: bytes) -> str:
    """All text with single blanks."""
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def is_tagged(pdf: bytes) -> bool:
    """Marked, with a structure tree, and every font is embedded."""
    reader = read(pdf)
    root = reader.trailer["/Root"]
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    inner = [
        font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font for font in fonts
    ]
    kinds = {"/FontFile", "/FontFile2", "/FontFile3"}
    return (
        bool(root["/MarkInfo"]["/Marked"])
        and "/K" in root["/StructTreeRoot"]
        and all(kinds & set(font["/FontDescriptor"].get_object()) for font in inner)
    )
