"""The joined style sheet: complete, small, cached for good; and the rules that come from the database."""

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

from twinning import stylesheet

FOLDER = Path(stylesheet.__file__).parent / "static" / stylesheet.FOLDER
BUDGET = 24_000


def get(client: Client, digest: str, **headers: str):
    return client.get(f"/style/portal.{digest}.css", headers=headers)


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> list[stylesheet.RuleSource]:
    """An empty registry of rules; the real one is back afterwards."""
    sources: list[stylesheet.RuleSource] = []
    monkeypatch.setattr(stylesheet, "_rule_sources", sources)
    return sources


def test_bundle_holds_every_file_once() -> None:
    assert sorted(stylesheet.PUBLIC_SHEETS) == sorted(path.name for path in FOLDER.glob("*.css"))


def test_bundle_stays_within_its_budget() -> None:
    assert len(stylesheet.bundle()[0].encode()) <= BUDGET


def test_bundle_names_the_layers_first() -> None:
    assert stylesheet.bundle()[0].startswith("@layer reset,tokens,base,layout,parts,forms,staff,utils;")


def test_bundle_balances_its_braces() -> None:
    css = stylesheet.bundle()[0]
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize("name", stylesheet.PUBLIC_SHEETS)
def test_sheet_is_readable(name: str) -> None:
    lines = (FOLDER / name).read_text().splitlines()
    assert len(lines) <= 300
    assert lines[0].startswith("/* ")


@pytest.mark.parametrize("name", stylesheet.PUBLIC_SHEETS)
def test_sheet_uses_logical_directions(name: str) -> None:
    """Left and right would not turn round in Arabic; only the tips of the plates point to a true side."""
    css = (FOLDER / name).read_text()
    physical = re.findall(r"(?:margin|padding|border|inset)-(?:left|right)|(?<![\w-])(?:left|right):", css)
    assert physical == (["padding-right", "padding-left"] if name == "signpost.css" else [])


def test_squeeze_drops_comments_and_space_but_no_text_in_quotes() -> None:
    css = '/* why */\n.a {\n  top: 0;\n  content: " {  ; } ";\n}\n.b > .c :hover { width: calc(1px + 2px) }'
    assert stylesheet._squeeze(css) == '.a{top:0;content:" {  ; } "}.b>.c :hover{width:calc(1px + 2px)}'


def test_font_addresses_are_public_ones() -> None:
    addresses = re.findall(r"url\(([^)]+)\)", stylesheet.bundle()[0])
    assert addresses == [
        "/static/twinning/fonts/figtree-latin-wght-normal.woff2",
        "/static/twinning/fonts/figtree-latin-ext-wght-normal.woff2",
    ]


def test_missing_sheet_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="nowhere.css"):
        stylesheet.read_sheet("nowhere.css")


def test_present_digest_is_kept_for_good(client: Client) -> None:
    response = client.get(stylesheet.stylesheet_url())
    assert response.status_code == 200
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response


def test_former_digest_gets_the_present_sheet_for_a_while(client: Client) -> None:
    response = get(client, "0123456789ab")
    assert response.content == client.get(stylesheet.stylesheet_url()).content
    assert response["Cache-Control"] == "public, max-age=300"


def test_sheet_travels_compressed(client: Client) -> None:
    response = get(client, "today", **{"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == stylesheet.bundle()[0]


def test_digest_follows_the_content(monkeypatch: pytest.MonkeyPatch) -> None:
    before = stylesheet._join()[1]
    monkeypatch.setattr(stylesheet, "PUBLIC_SHEETS", ("reset.css",))
    assert stylesheet._join()[1] != before


def test_bundle_is_read_once_per_process_unless_debugging(monkeypatch, settings) -> None:
    reads: list[str] = []
    read = stylesheet.read_sheet
    monkeypatch.setattr(stylesheet, "read_sheet", lambda name: reads.append(name) or read(name))
    stylesheet._join_once.cache_clear()
    settings.DEBUG = False
    assert stylesheet.bundle() == stylesheet.bundle()
    assert len(reads) == len(stylesheet.PUBLIC_SHEETS)
    settings.DEBUG = True
    stylesheet.bundle()
    assert len(reads) == 2 * len(stylesheet.PUBLIC_SHEETS)


def test_place_rule_turns_the_hue_round_and_keeps_the_reach_in_bounds() -> None:
    assert stylesheet.place_rule("leipzig", hue=121, reach=0.15) == ".place-leipzig{--h:121;--d:0.15}"
    assert stylesheet.place_rule("far", hue=365, reach=1.7) == ".place-far{--h:5;--d:1}"
    assert stylesheet.place_rule("near", hue=0, reach=-1) == ".place-near{--h:0;--d:0}"


def test_places_sheet_joins_what_apps_contribute(client: Client, rules) -> None:
    stylesheet.register_rules(lambda: [stylesheet.pair_rule("thread", "#c8102e", "#ff6d79")])
    stylesheet.register_rules(lambda: [stylesheet.place_rule("rouen", hue=245, reach=0.27)])
    response = client.get("/style/places.css")
    assert response.content.decode() == (
        ":root{--thread:light-dark(#c8102e,#ff6d79)}\n.place-rouen{--h:245;--d:0.27}\n"
    )
    assert response["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in response


def test_source_is_registered_once(rules) -> None:
    def nothing() -> list[str]:
        return []

    stylesheet.register_rules(nothing)
    stylesheet.register_rules(nothing)
    assert rules == [nothing]


def test_unchanged_places_sheet_is_not_sent_again(client: Client, rules) -> None:
    colours = [stylesheet.pair_rule("act", "#0b4f4f", "#86d9cf")]
    stylesheet.register_rules(lambda: colours)
    etag = client.get("/style/places.css")["ETag"]
    assert client.get("/style/places.css", headers={"If-None-Match": etag}).status_code == 304
    colours.append(stylesheet.place_rule("bristol", hue=268, reach=0.3))
    changed = client.get("/style/places.css", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed["ETag"] != etag
