"""Twins of twinning/translations/checks_of_text.py."""

import pytest

from twinning.translations.checks_of_text import check, has_errors

LINKED = '<p>a <a href="https://example.org/?a=1&amp;b=2">x</a></p>'


@pytest.mark.parametrize(
    ("source", "target", "is_html", "codes"),
    [
        ("Hallo", "", False, []),
        ("Hallo {name}, %(count)s", "%(count)s: bonjour, {name}", False, []),
        ("Hallo {name}", "Bonjour {nom}", False, ["placeholder-lost", "placeholder-new"]),
        ("100 % sicher", "100 % sûr", False, []),
        ("5 < 6", "5 < 6", False, []),
        ("eins", "un <b>deux</b>", False, ["html"]),
        ("eins", "un <!-- deux -->", False, ["html"]),
        ("Titel", "T" * 11, False, ["too-long"]),
        (LINKED, LINKED.replace("a <", "b <"), True, []),
        (LINKED, "<p>x</p>", True, ["link-lost"]),
        (LINKED, LINKED.replace("example.org", "example.com"), True, ["link-lost", "link-new"]),
        ("<ul><li><p>a</p></li></ul>", "<p>x</p>", True, ["structure"]),
        ("<p>a</p>", "<p>b<script>x</script></p>", True, ["forbidden"]),
        ("<p>a</p>", '<p onclick="x">b</p>', True, ["forbidden"]),
        ("<p>a</p>", '<p>b <a href="javascript:x">x</a></p>', True, ["forbidden", "link-new"]),
        ("<p>a</p>", "<p>b<!-- c --></p>", True, ["forbidden"]),
        ("<p>a</p>", "<p>b<strong>c</p></strong>", True, ["unbalanced"]),
        ("<p>a</p>", "<p>b", True, ["unbalanced"]),
        ("<p>a<br>b</p>", "<p>c<br>d</p>", True, []),
    ],
)
def test_check_with_what_must_stay_the_same(source, target, is_html, codes):
    found = check(source, target, is_html=is_html, limit=10 if codes == ["too-long"] else None)
    assert [one.code for one in found] == codes
    warnings = {"link-lost", "link-new", "structure"}
    assert has_errors(found) is bool(set(codes) - warnings)
