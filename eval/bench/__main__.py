"""`python -m eval.bench [NAME…]`: run all benches, or the named ones, and print a line a figure."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from eval.bench.lines import Line

DEMO = Path(__file__).parents[2] / "demo"
QUESTION = "上月营业收入是多少?"


def _start() -> Sequence[Line]:
    from eval.bench.start import measure

    return measure(DEMO, QUESTION)


def _warm() -> Sequence[Line]:
    from eval.bench.warm import measure

    return measure(DEMO)


def _values() -> Sequence[Line]:
    from eval.bench.values import measure

    return measure()


def _tokens() -> Sequence[Line]:
    from eval.bench.prompt_tokens import measure

    return measure()


def _compiler() -> Sequence[Line]:
    from eval.bench.compiler import measure

    return measure()


def _eval() -> Sequence[Line]:
    from eval.bench.eval_speed import measure

    return measure(DEMO)


def _paraphrases() -> Sequence[Line]:
    from eval.bench.paraphrases import measure

    return measure(DEMO)


def _files() -> Sequence[Line]:
    from eval.bench.files import measure

    return measure()


def _peers() -> Sequence[Line]:
    from eval.bench.peers import measure

    return measure()


BENCHES: dict[str, Callable[[], Sequence[Line]]] = {
    "start": _start,
    "warm": _warm,
    "tokens": _tokens,
    "eval": _eval,
    "paraphrases": _paraphrases,
    "values": _values,
    "compiler": _compiler,
    "files": _files,
}
# Named only: they need an environment of their own, and minutes.
OPT_IN: dict[str, Callable[[], Sequence[Line]]] = {"peers": _peers}


def main(names: Sequence[str]) -> int:
    """Run the named benches (all but the opt-in ones by default); 2 if a name is unknown."""
    known = {**BENCHES, **OPT_IN}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no bench {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    for name in names or BENCHES:
        print(f"— {name}")
        for line in known[name]():
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
