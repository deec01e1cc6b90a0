"""Ways around the portal: what the reader of a slip is told about, and what is no address at all."""

import pytest

from partners.board.detect import ways_around


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Schreiben Sie an mika@verein.example!", ["mika@verein.example"]),
        ("mika (at) verein.de", ["mika (at) verein.de"]),
        ("Rufen Sie an: 0511 168-41234.", ["0511 168-41234"]),
        ("Tel. +33 (0)2 35 08 68 69", ["+33 (0)2 35 08 68 69"]),
        ("電話 ０８２-２４５-２１１１", ["０８２-２４５-２１１１"]),
        ("Wir proben in der Musterstraße 12a.", ["Musterstraße 12a"]),
        ("au 12 rue Jeanne", ["12 rue Jeanne"]),
        ("ul. Święty 80", ["ul. Święty 80"]),
        ("Mehr auf www.example.org/chor", ["www.example.org/chor"]),
        ("Instagram @chor_nord", ["Instagram", "@chor_nord"]),
    ],
)
def test_addresses_and_numbers_are_found(text: str, found: list[str]) -> None:
    assert ways_around(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Wir sind 30 bis 45 Leute, 16–30 Jahre alt, und reisen vom 1.5.2027 bis 31.5.2027.",
        "In den Jahren 2026–2027, immer um 18:30 oder 19.45 Uhr.",
        "Seit 1947; 2027-05-01 bis 2027-05-08.",
        "Unterwegs auf neuen Wegen, 5 Plätze frei, vier Wochen im September.",
        "40 voix, de la Renaissance à la pop, place pour 12.",
    ],
)
def test_ordinary_sentences_hold_no_address(text: str) -> None:
    assert ways_around(text) == []
