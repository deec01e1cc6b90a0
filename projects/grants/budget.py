"""Commitments against a year's budget, under a row lock: DEC-2. Called by the actions that decide."""

from decimal import Decimal

from django.db import connection

from projects.grants.programme import BudgetLine


class Overspent(Exception):
    """The budget line has less left than is wanted; `left` says how much (euros)."""

    def __init__(self, left: Decimal) -> None:
        super().__init__(f"Only {left} left.")
        self.left = left


def _locked(line: BudgetLine) -> BudgetLine:
    if not connection.in_atomic_block:
        raise RuntimeError("Commitments change only inside a transaction.")
    return BudgetLine.objects.select_for_update().get(pk=line.pk)


def commit(line: BudgetLine, amount: Decimal) -> BudgetLine:
    """Bind `amount` euros; raises Overspent. The row stays locked until the transaction ends."""
    locked = _locked(line)
    if amount > locked.left:
        raise Overspent(locked.left)
    locked.committed += amount
    locked.save(update_fields=["committed", "updated_at"])
    return locked


def release(line: BudgetLine, amount: Decimal) -> BudgetLine:
    """Give `amount` euros back: an award was revoked, refused or reduced."""
    locked = _locked(line)
    locked.committed -= min(amount, locked.committed)
    locked.save(update_fields=["committed", "updated_at"])
    return locked
