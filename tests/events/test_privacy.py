"""Minimisation: what is needed about people who register or propose an event is what docs/privacy.md says."""

import pytest

from events.booking import forms as booking
from events.proposals import forms as proposals
from tests.feedback.test_privacy import TECHNICAL, documented, dotted
from twinning.public_forms import PublicForm

FORMS = (
    booking.RegistrationForm,
    booking.LinkForm,
    proposals.PublicProposalForm,
    proposals.MemberProposalForm,
    proposals.LinkForm,
)


@pytest.mark.parametrize("form", FORMS, ids=dotted)
def test_form_needs_what_the_register_says(form: type[PublicForm]) -> None:
    asked = {name: field.required for name, field in form.base_fields.items() if name not in TECHNICAL}
    assert asked == documented()[dotted(form)]
