"""The shape of the code: floors, sizes, declared access, nothing inline. Guards every later change."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from modeltranslation.translator import translator

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {"twinning": 0, "partners": 1, "projects": 2, "projects.grants": 3, "events": 3}
PACKAGES = ("twinning", "partners", "projects", "events")
CODE = sorted(
    path for name in PACKAGES for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts
)  # fmt: skip
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.css"))
# Views of these packages bring their own protection.
THIRD_PARTY = ("allauth.", "django.contrib.admin", "django.contrib.auth")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def floor_of(module: str) -> str | None:
    """The app that a dotted module belongs to, "projects.grants" before "projects"."""
    matches = [name for name in FLOORS if module == name or module.startswith(f"{name}.")]
    return max(matches, key=len, default=None)


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def test_imports_point_down() -> None:
    wrong = []
    for path in CODE:
        mine = floor_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for line, module in imports(ast.parse(path.read_text())):
            theirs = floor_of(module)
            if theirs and theirs != mine and FLOORS[theirs] >= FLOORS[mine]:
                wrong.append(f"{relative(path)}:{line} imports {module}")
    assert wrong == []


def test_imports_stand_at_the_top() -> None:
    wrong = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "ready":
                inner = [sub for sub in ast.walk(node) if isinstance(sub, ast.Import | ast.ImportFrom)]
                wrong += [f"{relative(path)}:{sub.lineno} in {node.name}" for sub in inner]
    assert wrong == []


def test_modules_are_at_most_400_lines() -> None:
    assert [relative(path) for path in CODE if len(path.read_text().splitlines()) > 400] == []


def test_functions_are_at_most_50_lines() -> None:
    long = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and node.end_lineno - node.lineno >= 50
            ):
                long.append(f"{relative(path)}:{node.lineno} {node.name}")
    assert long == []


def test_modules_say_why_they_exist() -> None:
    silent = [
        path
        for path in CODE
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert [relative(path) for path in silent] == []


def test_templates_are_at_most_150_lines() -> None:
    assert [relative(path) for path in TEMPLATES if len(path.read_text().splitlines()) > 150] == []


def test_css_files_are_at_most_300_lines() -> None:
    assert [relative(path) for path in SHEETS if len(path.read_text().splitlines()) > 300] == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("style attribute", r"\sstyle\s*="),
        ("inline handler", r"<[^>]*\son[a-z]+\s*="),
        ("inline script", r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:application/(?:ld\+)?json|importmap)\")"),
        ("style element", r"<style"),
        ("other host", r"(?:src|action)=[\"']https?:|<link[^>]+href=[\"']https?:"),
    ],
)
def test_templates_hold_nothing_inline(what: str, pattern: str) -> None:
    # Mails are read in mail programs, which know neither our stylesheet nor our policy.
    pages = [path for path in TEMPLATES if "mail" not in path.relative_to(ROOT / "templates").parts[:1]]
    assert [relative(path) for path in pages if re.search(pattern, path.read_text())] == [], what


def views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback


def test_views_declare_who_may_call_them() -> None:
    silent = []
    for address, view in views(get_resolver()):
        module = getattr(view, "__module__", "")
        owner = getattr(getattr(view, "admin_site", None), "__module__", "") or module
        is_admin = (
            hasattr(view, "model_admin") or hasattr(view, "admin_site") or owner.startswith(THIRD_PARTY)
        )
        if not is_admin and not hasattr(view, "access"):
            silent.append(f"{address} ({module})")
    assert silent == []


def test_states_change_only_in_workflow_modules() -> None:
    """A `.state = …` outside workflow.py, actions.py or publishing would walk around the table of transitions."""
    wrong = []
    for path in CODE:
        if path.name in {"workflow.py", "actions.py", "tasks.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
                wrong.append(f"{relative(path)}:{node.lineno}")
    assert wrong == []


# --- translated columns ---------------------------------------------------------------------------
EXPRESSIONS = {
    "Lower", "Upper", "Coalesce", "Concat", "F", "Max", "Min", "SearchVector", "OuterRef", "Length", "NullIf",
    "TrigramSimilarity", "Collate", "Cast",
}  # fmt: skip


def translated_names() -> set[str]:
    return {
        name
        for model in translator.get_registered_models()
        for name in translator.get_options_for_model(model).all_fields
    }


def test_expressions_name_no_bare_translated_column() -> None:
    """Inside an expression a translated name silently means the base column (use tcol or tcoalesce)."""
    names = translated_names()
    wrong = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called not in EXPRESSIONS:
                continue
            texts = [
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            wrong += [
                f"{relative(path)}:{node.lineno} {called}({text!r})"
                for text in texts
                if text.split("__")[-1] in names
            ]
    assert wrong == []


def test_models_are_not_ordered_by_a_translated_name() -> None:
    wrong = [
        model.__name__
        for model in translator.get_registered_models()
        for order in model._meta.ordering
        if str(order).lstrip("-") in translator.get_options_for_model(model).all_fields
    ]
    assert wrong == []


def test_translated_columns_are_not_unique_on_the_base_column() -> None:
    """A unique base column holds whatever language was active on save: equal words would crash."""
    wrong = [
        f"{model.__name__}.{name}"
        for model in translator.get_registered_models()
        for name in translator.get_options_for_model(model).all_fields
        if model._meta.get_field(name).unique
    ]
    assert wrong == []
