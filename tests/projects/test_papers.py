"""What the samples draw and write, and what their files name."""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image

import projects.seed
from projects.models import Project
from projects.pdf import Findings, examine
from projects.seed.drawings import MOTIFS, draw
from projects.seed.papers import odt, tagged_pdf


@pytest.mark.parametrize("motif", MOTIFS)
def test_drawing_is_the_same_each_time_and_wears_the_hue(motif: str) -> None:
    first, again, other = draw(motif, 45).read(), draw(motif, 45).read(), draw(motif, 154).read()
    assert first == again
    assert first != other
    with Image.open(BytesIO(first)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (1600, 1200))


def test_paper_is_tagged_and_says_its_language() -> None:
    paper = tagged_pdf(
        [[("H1", "Über (uns)"), ("P", "Ein Satz. " * 40)], [("P", "Zwei")]],
        title="Über",
        language="de",
        name="x",
    )
    assert examine(paper) == Findings(2, True)


def test_form_is_an_open_document() -> None:
    with ZipFile(odt([("H1", "A & B"), ("P", "<c>")], language="de", name="x")) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        assert b"A &amp; B" in archive.read("content.xml")
        assert archive.testzip() is None


def test_files_name_only_what_the_models_know() -> None:
    """A key that is misspelt would be lost without a word."""
    folder = Path(projects.seed.__file__).parent
    for name in ("projects.json", "samples.json"):
        for values in json.loads((folder / name).read_text(encoding="utf-8")):
            known = {field.name for field in Project._meta.get_fields()}
            assert set(values) - known == set(), values["slug"]
