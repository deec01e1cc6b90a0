"""Command line of the private database: `python -m twinning.local.postgres start|stop|status [--test]`."""

import argparse
import sys

from twinning.local.postgres import cluster
from twinning.local.problem import Problem


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m twinning.local.postgres", description=__doc__)
    parser.add_argument("action", choices=["start", "stop", "status"])
    parser.add_argument("--test", action="store_true", help="the fast cluster of the tests instead")
    options = parser.parse_args(arguments)
    kind = "test" if options.test else "data"
    try:
        print(getattr(cluster, options.action)(kind))
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
