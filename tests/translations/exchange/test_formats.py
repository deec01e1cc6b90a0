"""Files for translators: what goes out comes back byte for byte, and hostile files are refused in plain words."""

import io
import re
import zipfile

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from twinning.translations.exchange import sheets, xliff_reader, xliff_writer
from twinning.translations.exchange.inline import NAMESPACE
from twinning.translations.exchange.units import Bundle, Incoming, Refused, Unit

SCRAPS = (
    "<p>", "</p>", "<strong>", "</strong>", '<a href="/de/x?a=1&amp;b=2">', "</a>", "<br>", "&amp;", "&nbsp;",
    "&quot;", "&", "<", ">", "\u00a0", "\r\n", "\x01", "مرحبا", "ハノーファー", "=1+1", " ", "_x0041_",
    "%(name)s", "\ufeff",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=4)), max_size=12).map("".join)
HEAD = f'<xliff xmlns="{NAMESPACE}" version="2.0" srcLang="de" trgLang="fr">'


def bundle(source: str, target: str, *, is_html: bool) -> Bundle:
    unit = Unit("pages.page.7.body", "Text", source, target, is_html, limit=300)
    return Bundle("pages.page.7", "Über & uns", "page", "/de/x/", "a" * 64, "outdated", "outdated", (unit,))


def through_xliff(one: Bundle) -> tuple[str, list[Incoming]]:
    text = "".join(xliff_writer.document([one], source="de", target="ar"))
    language, units = xliff_reader.read(io.BytesIO(text.encode()), lambda _unit: one.units[0].is_html)
    return language, list(units)


def through_xlsx(one: Bundle) -> tuple[str, list[Incoming]]:
    file = io.BytesIO()
    sheets.write([one], file, language="ar", language_name="العربية")
    language, units = sheets.read(file)
    return language, list(units)


@settings(max_examples=60, deadline=None)
@given(texts, texts, st.booleans())
def test_what_goes_out_comes_back_byte_for_byte(source: str, target: str, is_html: bool) -> None:
    one = bundle(source, target, is_html=is_html)
    expected = ("ar", [Incoming("pages.page.7.body", source, target, "a" * 64)])
    assert through_xliff(one) == expected
    assert through_xlsx(one) == expected


def test_xliff_has_the_parts_of_the_core_in_order() -> None:
    html = '<p>Das <strong>Büro</strong><br><a href="https://x.example/?a&amp;b">hier</a></p>'
    one = bundle(html, html.replace("Das", "Le"), is_html=True)
    root = fromstring("".join(xliff_writer.document([one], source="de", target="fr")))
    assert (root.attrib["version"], root.attrib["trgLang"]) == ("2.0", "fr")
    unit = root[0].find(f"{{{NAMESPACE}}}unit")
    assert unit.attrib["id"] == "pages.page.7.body"
    assert [re.sub("{.*}", "", part.tag) for part in unit] == ["notes", "originalData", "segment"]
    assert unit[2].attrib["state"] == "translated"
    assert unit[2].attrib["subState"] == "twinning:outdated"
    codes = [[code.attrib["id"] for code in text.iter() if code.get("id")] for text in unit[2]]
    assert codes[0] == codes[1]
    # Ids of segments and of codes share one space within a unit.
    assert unit[2].attrib["id"] not in codes[0]
    assert len(codes[0]) == len(set(codes[0])) == 4
    known = {entry.attrib["id"] for entry in unit[1]}
    used = {value for code in unit[2].iter() for name, value in code.attrib.items() if "dataRef" in name}
    assert used == known


def test_a_program_may_split_and_mark_what_it_gets() -> None:
    unit = (
        '<unit id="pages.page.7.title"><segment><source>Eins.</source><target>Un.</target></segment>'
        "<ignorable><source> </source></ignorable><segment><source>Zwei.</source>"
        '<target>De<mrk id="m1" translate="no">ux</mrk>.</target></segment></unit>'
    )
    file = io.BytesIO(f'{HEAD}<file id="f"><group id="g">{unit}</group></file></xliff>'.encode("utf-16"))
    _language, units = xliff_reader.read(file, lambda _unit: False)
    assert [(one.source, one.target) for one in units] == [("Eins. Zwei.", "Un. Deux.")]


DEEP = f"{HEAD}<file>" + "<group>" * 100 + "</group>" * 100 + "</file></xliff>"
WIDE = (
    f'{HEAD}<file><unit id="a"><segment><source>'
    + "<sm/>" * 60_000
    + "</source></segment></unit></file></xliff>"
)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
    + HEAD + '<file><unit id="a"><segment><source>&c;</source></segment></unit></file></xliff>'
)  # fmt: skip
OUTSIDE = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{HEAD}<file>&a;</file></xliff>'
DTD = f'<!DOCTYPE xliff SYSTEM "http://localhost/x.dtd">{HEAD}</xliff>'
UNIT = '<unit id="a"><segment><source>a</source></segment></unit>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (LAUGHS.encode(), "forbidden_xml"),
        (OUTSIDE.encode(), "forbidden_xml"),
        (OUTSIDE.encode("utf-16"), "forbidden_xml"),
        (DTD.encode(), "forbidden_xml"),
        (DEEP.encode(), "too_deep"),
        (WIDE.encode(), "too_many"),
        (f"{HEAD}<file>{UNIT * 5001}</file></xliff>".encode(), "too_many"),
        (f'<?xml version="1.0" encoding="utf-7"?>{HEAD}</xliff>'.encode(), "encoding"),
        (f'<?xml version="1.0" encoding="latin-1"?>{HEAD}</xliff>'.encode(), "encoding"),
        (HEAD.encode() + b"<file>\xff\xfe</file></xliff>", "not_xml"),
        (f"{HEAD}<file>".encode(), "not_xml"),
        (b"PK\x03\x04", "not_xml"),
        (b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', "version"),
        (f'<xliff xmlns="{NAMESPACE}" version="2.0" srcLang="en" trgLang="fr"/>'.encode(), "source_language"),
        (f'<xliff xmlns="{NAMESPACE}" version="2.0" srcLang="de"/>'.encode(), "no_language"),
    ],
)
def test_hostile_xml_is_refused_in_plain_words(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        list(xliff_reader.read(io.BytesIO(content), lambda _unit: False)[1])
    assert refused.value.code == code
    assert str(refused.value)


def test_codes_without_their_markup_and_endless_texts_are_told_for_the_unit_alone() -> None:
    units = (
        '<unit id="a"><segment><source><pc id="1" dataRefStart="d9" dataRefEnd="d9">a</pc></source></segment></unit>'
        f'<unit id="b"><segment><source>{"x" * 200_001}</source></segment></unit>'
        '<unit id="c"><segment><source>c</source><target xml:lang="pl">d</target></segment></unit>'
    )
    file = io.BytesIO(f"{HEAD}<file>{units}</file></xliff>".encode())
    found = list(xliff_reader.read(file, lambda _unit: True)[1])
    assert [(one.id, one.problem) for one in found] == [("a", "codes"), ("b", "too_long"), ("c", "")]
    assert found[2].language == "pl"


def test_cells_are_text_and_only_the_translation_may_be_changed() -> None:
    file = io.BytesIO()
    sheets.write([bundle("=1+1", "+49", is_html=False)], file, language="en", language_name="English")
    sheet = load_workbook(file).active
    assert sheet.protection.sheet
    kinds = {name: sheet.cell(2, at) for at, name in enumerate(sheets.COLUMNS, start=1)}
    assert {cell.data_type for cell in kinds.values()} == {"s"}
    assert {cell.number_format for cell in kinds.values()} == {"@"}
    assert [name for name, cell in kinds.items() if not cell.protection.locked] == ["translation"]
    long = bundle("x" * 40_000, "", is_html=False)
    assert [one.problem for one in through_xlsx(long)[1]] == ["elsewhere"]


EMPTY = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)


def workbook(sheet: bytes) -> io.BytesIO:
    whole, file = io.BytesIO(), io.BytesIO()
    sheets.write([bundle("a", "b", is_html=False)], whole, language="fr", language_name="Français")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            is_sheet = part.filename.startswith("xl/worksheets/")
            new.writestr(part.filename, sheet if is_sheet else old.read(part))
    return file


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (workbook(b"<worksheet><sheetData>" + b" " * 90_000_000), "workbook_too_big"),
        (workbook(b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData><row r="1">&a;</row>'), "broken_workbook"),
        (io.BytesIO(b"PK\x03\x04 not a workbook"), "broken_workbook"),
        (workbook(EMPTY), "columns"),
    ],
)  # fmt: skip
def test_workbooks_that_are_bombs_or_broken_are_refused(file: io.BytesIO, code: str) -> None:
    with pytest.raises(Refused) as refused:
        list(sheets.read(file)[1])
    assert refused.value.code == code
