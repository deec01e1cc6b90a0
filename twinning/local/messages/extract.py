"""Finds every translatable text in Python code and templates; update and check call it.

Python is read through its syntax tree, templates through Django's own `templatize`, so a msgid here is
letter by letter the one that Django looks up at run time, `trimmed` and percent signs included.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

from twinning.local.messages.catalogues import ROOT
from twinning.local.problem import Problem

PACKAGES = ("twinning", "partners", "projects", "events")
LEFT_OUT = {"migrations", "tests", "local", "node_modules"}
# Which arguments hold what: (context, singular, plural), None where there is none.
FUNCTIONS = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
# Below a model, texts for those who edit it: see `STAFF_ONLY` in check.py.
MODEL_MARK = "@model"
MODEL_TEXTS = {"verbose_name", "verbose_name_plural", "help_text", "violation_error_message"}

STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({STRING}(?:\s*,\s*{STRING})*)")


@dataclass
class Message:
    """One text and the files that use it. Texts with the same context and singular are one."""

    context: str | None
    singular: str
    plural: str | None
    places: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.singular


def extract(root: Path = ROOT) -> list[Message]:
    """All texts, in the order of files and lines."""
    found: dict[tuple[str | None, str], Message] = {}
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        finder = from_python if path.suffix == ".py" else from_template
        for message in finder(path.read_text(), name):
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            known.places += [place for place in message.places if place not in known.places]
            known.hints += [hint for hint in message.hints if hint not in known.hints]
    return list(found.values())


def sources(root: Path) -> list[Path]:
    """Python modules of the apps and all templates, sorted."""
    code = [path for package in PACKAGES for path in (root / package).rglob("*.py")]
    folders = [root / "templates", *[root / package for package in PACKAGES]]
    pages = [
        path
        for folder in folders
        for suffix in ("html", "txt", "xml")
        for path in folder.rglob(f"*.{suffix}")
    ]
    pages = [path for path in pages if "templates" in path.relative_to(root).parts]
    kept = [path for path in {*code, *pages} if not LEFT_OUT & set(path.relative_to(root).parts)]
    return sorted(kept)


def from_python(source: str, name: str) -> Iterator[Message]:
    lines = source.splitlines()
    tree = ast.parse(source, name)
    model_texts = {id(call) for call in calls_in_models(tree)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        function = function_name(call)
        if function in FUNCTIONS and call.args:
            place = name + MODEL_MARK if id(call) in model_texts else name
            yield build(function, literals(call, function, name), place, hint(lines, call.lineno))


def function_name(call: ast.Call) -> str:
    """`_`, `gettext_lazy`, `translation.gettext` and `gettext_noop` all mean gettext."""
    name = getattr(call.func, "id", None) or getattr(call.func, "attr", "")
    name = "gettext" if name == "_" else name
    return re.sub(r"_(lazy|noop)$", "", name)


def literals(call: ast.Call, function: str, name: str) -> list[str]:
    """The text arguments; a computed one could never be found in a catalogue."""
    wanted = max(number for number in FUNCTIONS[function] if number is not None) + 1
    values = [getattr(argument, "value", None) for argument in call.args[:wanted]]
    if len(values) < wanted or not all(isinstance(value, str) for value in values):
        raise Problem(f"{name}:{call.lineno}: {function}() needs plain texts, not computed ones.")
    return values


def calls_in_models(tree: ast.Module) -> Iterator[ast.AST]:
    """Calls inside verbose_name, help_text and the like, and in the first argument of a model field."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") in MODEL_TEXTS for t in node.targets):
            yield from ast.walk(node.value)
        if isinstance(node, ast.Call) and getattr(getattr(node.func, "value", None), "id", "") != "forms":
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            texts = [keyword.value for keyword in node.keywords if keyword.arg in MODEL_TEXTS]
            for text in [*texts, *(node.args[:1] if name.endswith("Field") else ())]:
                yield from ast.walk(text)


def hint(lines: list[str], number: int) -> list[str]:
    """A `# Translators: ...` comment on the line above or the line itself."""
    around = "\n".join(lines[max(number - 2, 0) : number])
    return [text.strip() for text in re.findall(r"#\s*(Translators:.*)", around)]


def from_template(source: str, name: str) -> Iterator[Message]:
    """Texts of one template. `templatize` blanks out everything else, so its calls are easy to find."""
    try:
        blanked = templatize(source, origin=name)
    except SyntaxError as error:
        raise Problem(f"{name}: {error}") from error
    for found in CALL.finditer(blanked):
        function = "gettext" if found[1] == "_" else found[1]
        texts = [ast.literal_eval(text) for text in re.findall(STRING, found[2])]
        above = blanked[: found.start()].splitlines()
        yield build(function, texts, name, hint([*above, ""], len(above)))


def build(function: str, texts: list[str], place: str, hints: list[str]) -> Message:
    context, singular, plural = (None if number is None else texts[number] for number in FUNCTIONS[function])
    return Message(context, singular, plural, [place], hints)
