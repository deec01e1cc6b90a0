"""Projects are found by the search of the portal: published ones, by title, summary, story and who takes part."""

import pytest
from django.test import Client

from tests.factories import make_home
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_participation, make_project
from twinning.search import indexing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make_home()


def found(client: Client, word: str) -> list[str]:
    html = client.get("/de/suche/", {"q": word}).content.decode()
    return [slug for slug in ("kraniche", "entwurf") if f"/projekte/{slug}/" in html]


def test_published_project_is_found_by_its_texts_and_its_organisations(client: Client) -> None:
    texts = {"title_de": "Papierkraniche", "summary_de": "Ein Theaterstück.", "story_de": "<p>Origami</p>"}
    project = make_project("kraniche", **texts, title_ja="折り鶴")
    make_participation(project, organisation=make_organisation(name="Werkhalle Sieben"))
    make_project("entwurf", **texts, state="draft")
    indexing.rebuild()
    words = ["Papierkraniche", "theaterstueck", "Origami", "折り鶴", "Werkhalle"]
    assert [found(client, word) for word in words] == [["kraniche"]] * 5
    assert found(client, "zzzz") == []
