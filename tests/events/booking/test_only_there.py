"""Only the acts write who holds a place: everything else would walk around the lock."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
COLUMNS = {"taken", "position", "hold_until"}
# In this package they belong to registrations; elsewhere other rows have such columns, too.
OF_OTHER_ROWS = {"events/feeds/actions.py": {"taken"}}
OF_REGISTRATIONS = {"status", "confirmed_at", "ended_at", "places"}


def is_own(part: ast.Attribute) -> bool:
    """An attribute that an object sets on itself: forms and views have such names, too."""
    return isinstance(part.value, ast.Name) and part.value.id == "self"


def written(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Columns that are assigned or passed to `update`, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            flat = [part for target in targets for part in ast.walk(target)]
            names = [part for part in flat if isinstance(part, ast.Attribute) and not is_own(part)]
            yield from ((node.lineno, part.attr) for part in names)
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update"
        ):
            yield from ((node.lineno, word.arg) for word in node.keywords if word.arg)


def test_only_the_acts_write_places_statuses_and_turns() -> None:
    wrong = []
    for path in sorted((ROOT / "events").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if name.startswith("events/booking/actions/") or "migrations" in path.parts:
            continue
        is_here = name.startswith("events/booking/")
        columns = COLUMNS | OF_REGISTRATIONS if is_here else COLUMNS
        columns = columns - OF_OTHER_ROWS.get(name, set())
        wrong += [
            f"{name}:{line} {word}" for line, word in written(ast.parse(path.read_text())) if word in columns
        ]
    assert wrong == []
