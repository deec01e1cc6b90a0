"""What a browser posts of a step, read from the page itself."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from django.urls import reverse

from projects.grants.models import Application


class _Fields(HTMLParser):
    """Names and values of every control of a page's forms with method post."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.names: list[tuple[str, str]] = []
        self.area = self.select = ""
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "form":
            self.is_inside = given.get("method") == "post" and "data-autosave" in given
        if not self.is_inside:
            return
        if tag in {"input", "textarea", "select"} and name:
            self.names.append((name, kind if tag == "input" else tag))
        is_box = kind in {"checkbox", "radio"}
        if tag == "input" and name and (not is_box or "checked" in given):
            self.data.setdefault(name, []).append(given.get("value", "on" if is_box else ""))
        if tag == "textarea":
            self.area = name
            self.data[name] = [""]
        if tag == "select":
            self.select = name
            self.data[name] = []
        if tag == "option" and "selected" in given:
            self.data[self.select].append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.data[self.area][0] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        if tag == "form":
            self.is_inside = False


def read_form(html: str) -> _Fields:
    """The form of a step."""
    found = _Fields()
    found.feed(html)
    return found


def step_url(application: Application, step: str) -> str:
    """Address of a step."""
    return reverse(f"grants:step-{step}", kwargs={"uuid": application.uuid})


def fill(client: Client, url: str, values: dict[str, Any], **options: Any) -> Any:
    """Open a step, type `values` over what stands there, and press a button ("go")."""
    page = client.get(url)
    assert page.status_code == 200, page.status_code
    data = read_form(page.content.decode()).data
    return client.post(urljoin(url, options.pop("to", "")), {**data, **values}, **options)
