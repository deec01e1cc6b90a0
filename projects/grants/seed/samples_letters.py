"""Real letters for invented decisions: made once the samples have their days, in place of what stood in for them.

Called by `samples.py` after a sample was moved into the past. Each letter says at its top that it is invented.
"""

import hashlib

from django.core.files.base import ContentFile
from django.utils.timezone import localtime
from django.utils.translation import override

from projects.grants.application import Application
from projects.grants.decision import Decision, Letter
from projects.grants.erasing import trail_open
from projects.grants.letters.compose import compose
from projects.grants.letters.decision_letter import build
from projects.grants.letters.facts import Facts
from projects.grants.letters.storing import ORIGINAL


def write(application: Application) -> None:
    """Put the real text into the letter of a decided sample, dated on the day of the decision."""
    letter = Letter.objects.filter(application=application).first()
    if letter is None:
        return
    row = Application.objects.get(pk=application.pk)
    decision = Decision.objects.get(application=row)
    with override(ORIGINAL):
        facts = Facts.of(row, localtime(decision.decided_at).date())
        data, _missing = build(letter.kind, facts, decision, is_original=True)
    pdf = compose(data)
    letter.file.storage.delete(letter.file.name)
    letter.file.save("letter.pdf", ContentFile(pdf), save=False)
    with trail_open():
        Letter.objects.filter(pk=letter.pk).update(
            file=letter.file.name, digest=hashlib.sha256(pdf).hexdigest(), size=len(pdf)
        )
