"""Command line of the catalogues: `python -m twinning.local.messages extract|update|compile|check`."""

import argparse
import sys

from twinning.local.messages.catalogues import compile_all
from twinning.local.messages.check import check_all
from twinning.local.messages.extract import extract
from twinning.local.messages.update import update_all
from twinning.local.problem import Problem


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m twinning.local.messages")
    parser.add_argument("action", choices=["extract", "update", "compile", "check"])
    action = parser.parse_args(arguments).action
    try:
        lines, failed = run(action)
    except Problem as problem:
        lines, failed = [str(problem)], True
    for line in lines:
        print(line)
    return int(failed)


def run(action: str) -> tuple[list[str], bool]:
    """Lines to print, and whether something is wrong."""
    if action == "check":
        faults = check_all()
        return faults or ["All catalogues are complete."], bool(faults)
    if action == "extract":
        return [f"{', '.join(sorted(m.places))}: {m.singular!r}" for m in extract()], False
    return (update_all() if action == "update" else compile_all()), False


if __name__ == "__main__":
    sys.exit(main())
