"""Real threads with connections of their own, for races."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def together(count: int, act: Callable[[], Any]) -> list[BaseException]:
    """Run `act` in threads that start at the same moment; what they raised."""
    gate, errors = threading.Barrier(count), []

    def run() -> None:
        try:
            gate.wait()
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors
