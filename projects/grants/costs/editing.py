"""Buttons beside the rows: another row, take a row away, choose one of two readings. Pure: works on what was posted.

`PlanForm` applies it before anything else, so that the buttons work without a script, and with values that can't be
saved yet.
"""

from collections.abc import Iterable

from django.http import QueryDict

from projects.grants.apply.forms import MOST_ROWS

GO, DROP, PICK = "go", "drop", "pick"
FIXED = {"version", "tab", "csrfmiddlewaretoken"}


def _number(text: str) -> int:
    """A small number; 0 for any other text, also for digits without end, which Python refuses to read."""
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def _total(data: QueryDict, prefix: str) -> int:
    return min(_number(data.get(f"{prefix}-TOTAL_FORMS", "0")), MOST_ROWS)


def _row(data: QueryDict, prefix: str, index: int) -> list[str]:
    """Posted names of a row."""
    start = f"{prefix}-{index}-"
    return [name for name in data if name.startswith(start)]


def _add(data: QueryDict, prefix: str) -> None:
    data[f"{prefix}-TOTAL_FORMS"] = str(min(_total(data, prefix) + 1, MOST_ROWS))


def _drop(data: QueryDict, prefix: str, index: int) -> None:
    """Take a row away; those below it move up."""
    total = _total(data, prefix)
    if not 0 <= index < total:
        return
    for name in _row(data, prefix, index):
        del data[name]
    for number in range(index + 1, total):
        for name in _row(data, prefix, number):
            moved = f"{prefix}-{number - 1}-{name.removeprefix(f'{prefix}-{number}-')}"
            data.setlist(moved, data.pop(name))
    data[f"{prefix}-TOTAL_FORMS"] = str(total - 1)
    first = _number(data.get(f"{prefix}-INITIAL_FORMS", "0"))
    if index < first:
        data[f"{prefix}-INITIAL_FORMS"] = str(first - 1)


def edited(posted: QueryDict, prefixes: Iterable[str]) -> QueryDict:
    """What was posted, after the button that was pressed; the buttons themselves are gone from it."""
    data = posted.copy()
    prefixes = tuple(prefixes)
    pressed = {name: (data.pop(name, None) or [""])[-1] for name in (GO, DROP, PICK)}
    added = pressed[GO].removeprefix("more-")
    if pressed[GO] == f"more-{added}" and added in prefixes:
        _add(data, added)
    prefix, _mark, index = pressed[DROP].rpartition("-")
    if prefix in prefixes and index.isdecimal():
        _drop(data, prefix, _number(index) if len(index) < 5 else MOST_ROWS)
    name, mark, text = pressed[PICK].partition(":")
    if mark and name not in FIXED and name in data:
        data[name] = text
    return data
