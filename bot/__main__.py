"""The `askfin` command.

Role: finds the subcommand among the entry points of group `askfin.commands`, runs it, and turns OperatorErrors into a
sentence on stderr and exit code 2.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points, version

from semantic_layer.errors import OperatorError

GROUP = "askfin.commands"


def main(argv: Sequence[str] | None = None) -> int:
    """Run `askfin`; returns the exit code (0, 2 where the operator must act, 130 on Ctrl-C)."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        arguments = _parser(words).parse_args(words)
        return int(arguments.run(arguments) or 0)
    except OperatorError as error:
        print(f"askfin: {error.message}", file=sys.stderr)  # noqa: T201
        if error.remedy:
            print(f"→ {error.remedy}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nothing is left to say
        return 0


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser with the one subcommand that is named, or all of them for help: importing all is slow."""
    parser = argparse.ArgumentParser(prog="askfin", description="Ask finance questions in plain words · 财问")
    parser.add_argument("--version", action="version", version=f"askfin {version('askfin')}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    available = {point.name: point for point in entry_points(group=GROUP)}
    named = next((word for word in words if not word.startswith("-")), "")
    chosen: list[EntryPoint] = [available[named]] if named in available else list(available.values())
    for point in sorted(chosen, key=lambda point: point.name):
        point.load()(subparsers)
    return parser


if __name__ == "__main__":
    sys.exit(main())
