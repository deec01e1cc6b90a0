"""Two people save the same translation in the same moment: one is told. The control shows that the threads race."""

from threading import Barrier, Thread
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client

from tests.factories import make_aim, make_home
from tests.factories_translation_page import address, browser_of, make_translator, posted
from twinning.pages.models import Aim
from twinning.translations import actions
from twinning.translations.actions import state_for
from twinning.translations.page import drafts


def at_once(aim: Aim, clients: list[Client]) -> list[int]:
    """Status of the answers to posts that were made from the same version and have all been compared with it."""
    sent = [posted(client, aim, "fr", title=f"Titre {number}") for number, client in enumerate(clients)]
    compared, found = Barrier(len(clients)), []
    check = drafts._refuse_what_would_vanish

    def wait_for_the_other(*values: object) -> None:
        check(*values)
        compared.wait(timeout=20)

    def run(client: Client, data: dict[str, str]) -> None:
        try:
            found.append(client.post(address(aim, "fr", "autosave"), data).status_code)
        finally:
            connection.close()

    with patch.object(drafts, "_refuse_what_would_vanish", wait_for_the_other):
        threads = [Thread(target=run, args=pair) for pair in zip(clients, sent, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return sorted(found)


@pytest.mark.django_db(transaction=True)
def test_of_two_savers_one_is_told() -> None:
    make_home()
    aim = make_aim("encounter")
    clients = [browser_of(make_translator("fr", name=name)) for name in ("Ana", "Toni")]
    version = state_for(aim, "fr").version
    assert at_once(aim, clients) == [200, 409]
    assert state_for(aim, "fr").version == version + 1
    # Without the comparison under the lock both believe that their text is stored.
    with patch.object(actions, "_check_seen", lambda row, seen_version: None):
        assert at_once(aim, clients) == [200, 200]
