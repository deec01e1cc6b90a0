"""What a browser would send back from a form of the staff desk, read from its HTML."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

Values = dict[str, list[str]]


class Controls(HTMLParser):
    """Collects the successful controls of all forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.values: Values = {}
        self.select: tuple[str, bool] | None = None
        self.options: list[tuple[str, bool]] = []
        self.textarea: str | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        name = values.get("name", "")
        if tag == "input" and name:
            self._input(name, values)
        elif tag == "select" and name:
            self.select, self.options = (name, "multiple" in values), []
        elif tag == "option" and self.select:
            self.options.append((values.get("value", ""), "selected" in values))
        elif tag == "textarea" and name:
            self.textarea, self.text = name, ""

    def _input(self, name: str, values: dict[str, str]) -> None:
        kind = values.get("type", "text")
        if kind in {"submit", "file", "image"} or (kind in {"checkbox", "radio"} and "checked" not in values):
            return
        self.values.setdefault(name, []).append(values.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.select:
            name, is_multiple = self.select
            chosen = [value for value, is_selected in self.options if is_selected]
            if not is_multiple and not chosen:
                chosen = [value for value, _is_selected in self.options[:1]]
            if chosen:
                self.values.setdefault(name, []).extend(chosen)
            self.select = None
        elif tag == "textarea" and self.textarea:
            # HTML drops one line end right after the tag; browsers send line ends as CR LF.
            text = self.text.removeprefix("\n").replace("\n", "\r\n")
            self.values.setdefault(self.textarea, []).append(text)
            self.textarea = None


def controls(response: HttpResponse) -> Values:
    """Names and values that an untouched form of the page would send."""
    parser = Controls()
    parser.feed(response.content.decode())
    return {
        name: values for name, values in parser.values.items() if "__prefix__" not in name and name != "q"
    }


def opened(client: Client, address: str) -> Values:
    """Open a form and read it."""
    response = client.get(address)
    assert response.status_code == 200, response
    return controls(response)


def save(client: Client, address: str, values: Values, **changes: Any) -> HttpResponse:
    """Press the save button after some changes."""
    data = {
        **values,
        **{name: value if isinstance(value, list) else [value] for name, value in changes.items()},
    }
    return client.post(address, {**data, "_save": "Save"})


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """Messages of the form that was shown again; {} when it was saved."""
    if response.status_code == 302:
        return {}
    form = response.context["adminform"].form
    return {name: [str(text) for text in texts] for name, texts in form.errors.items()}
