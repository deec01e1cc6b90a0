"""What leaves as a table must not be calculated by the program that opens it. Called by every list that goes out."""

from typing import Any

# A spreadsheet program would calculate what begins so.
ACTIVE = ("=", "+", "-", "@", "\t", "\r")


class Echo:
    """A file for csv.writer that keeps nothing, so that lines leave while they are made."""

    def write(self, text: str) -> str:
        return text


def inert(value: Any) -> Any:
    """Text that a spreadsheet program would calculate, with an apostrophe before it; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(ACTIVE) else value
