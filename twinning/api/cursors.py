"""Pages of a list by key: a cursor says after which record the next part begins, so nothing is skipped or doubled.

Opaque to readers: what stands in it may change.
"""

import base64
import binascii

LARGEST = 2**63 - 1


class BadCursor(ValueError):
    """A text that we did not make."""


def after(pk: int) -> str:
    """The cursor of what comes after the record `pk`."""
    return base64.urlsafe_b64encode(str(pk).encode()).decode().rstrip("=")


def read(cursor: str) -> int:
    """The key in a cursor of ours, 0 for ""; raises BadCursor."""
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, binascii.Error) as error:
        raise BadCursor(cursor) from error
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST))
    if not is_number or int(text) > LARGEST or after(int(text)) != cursor:
        raise BadCursor(cursor)
    return int(text)
