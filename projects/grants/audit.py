"""Programmes, rules, money and text blocks keep a history."""

from projects.grants.models import BudgetLine, Programme, Round, Ruleset, TextBlock
from twinning.audit import keep_history

keep_history(Programme, many=("cities",))
for model in (BudgetLine, Round, Ruleset, TextBlock):
    keep_history(model)
