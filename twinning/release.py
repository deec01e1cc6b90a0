"""What must be put right before the portal opens, or stays open: one list for the command and the desk.

Apps register checks in their `release` module; `manage.py release_check` prints all findings.
"""

from collections.abc import Callable, Iterator

Check = Callable[[], Iterator[str]]

_checks: list[Check] = []


def check(function: Check) -> Check:
    """Register `function`: it yields a sentence for everything that is not ready."""
    _checks.append(function)
    return function


def findings() -> list[str]:
    """All sentences of all apps; empty when the portal may open."""
    return [sentence for function in _checks for sentence in function()]
