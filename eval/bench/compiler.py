"""The compiler on 10 million facts: compile time, and run time against SQL written by hand.

Role: the figures `make bench` shows. Compiled and hand-written queries run in turn on one connection, so that what else
the machine does falls on both; the figure is the median of the ratios of the pairs.
Errors: RuntimeError where the two give different rows, because then there is nothing to compare.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from statistics import median
from typing import Any

from eval.bench.facts import facts, layer
from eval.bench.handwritten import PAIRS, Pair
from eval.bench.lines import Line
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.compile import compile_query
from semantic_layer.issues import Issues
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query
from semantic_layer.query import CompiledSql
from semantic_layer.warehouse.trusted import Trusted

RUNS = 11
COMPILES = 200
SIZES = (40, 200, 1_000, 2_000)
MOST, MOST_MS, MOST_MS_LARGE = 1.15, 5, 20


def compiled(text: str, of: Layer) -> CompiledSql:
    """Parse, check and compile, as a question does."""
    rights = Rights.full("bench")
    parsed = parse_query(text, of.model)
    checked = parsed if isinstance(parsed, Issues) else check_query(parsed, of, rights)
    found = checked if isinstance(checked, Issues) else compile_query(checked, of, rights)
    if isinstance(found, Issues):
        raise RuntimeError(f"does not compile: {[str(item) for item in found.items]}")
    return found


def measure() -> list[Line]:
    """Compile times, then a line a question, then compile time by the number of metrics."""
    path = facts()
    of = layer()
    lines = [Line("load of the machine, 1 minute", f"{os.getloadavg()[0]:.1f}", f"{os.cpu_count()} cores")]
    lines += [_compile_line(pair, of) for pair in PAIRS]
    with Trusted(path) as trusted:
        lines += [_run_line(pair, of, trusted) for pair in PAIRS]
    return lines + _growth_lines()


def _compile_line(pair: Pair, of: Layer) -> Line:
    started = time.process_time()
    taken = _compile_times(pair, of, COMPILES)
    # Of what the clock shows, this much is the compiler's own; the rest is waiting for a busy machine.
    own = (time.process_time() - started) * 1000 / (COMPILES + 1)
    beside = f"target < {MOST_MS} ms; {_spread(taken, 'ms', 1)}; {own:.1f} ms of processor"
    return Line(f"compile: {pair.name}", f"{median(taken):.1f} ms", beside)


def _compile_times(pair: Pair, of: Layer, times: int) -> list[float]:
    """Milliseconds of each compilation after the first, which reads the model."""
    compiled(pair.mine, of)
    return [_milliseconds(lambda: compiled(pair.mine, of)) for _ in range(times)]


def _run_line(pair: Pair, of: Layer, trusted: Trusted) -> Line:
    sql = compiled(pair.mine, of).sql
    if not _same(trusted.rows(sql), trusted.rows(pair.hand)):
        raise RuntimeError(f"{pair.name}: compiled and hand-written SQL give different rows")
    ours, theirs = [], []
    for number in range(RUNS):
        # Who goes first changes from pair to pair: the second finds warmer caches.
        for mine in (True, False) if number % 2 else (False, True):
            query, taken = (sql, ours) if mine else (pair.hand, theirs)
            taken.append(_milliseconds(lambda query=query: trusted.rows(query)))
    ratios = [one / two for one, two in zip(ours, theirs, strict=True)]
    ratio = median(ratios)
    verdict = "" if ratio <= MOST else "MISSED, "
    beside = f"{verdict}target ≤ {MOST}; {_spread(ratios, '', 2)}; {median(ours):.0f} ms to {median(theirs):.0f} ms"
    return Line(f"run: {pair.name}", f"{ratio:.2f} × by hand", beside)


def _growth_lines() -> list[Line]:
    """Compile time of one question as the model grows, and the first compilation, which reads the model."""
    pair, lines = PAIRS[0], []
    smallest = 0.0
    for size in SIZES:
        of = layer(size)
        first = _milliseconds(lambda of=of: compiled(pair.mine, of))
        taken = median(_compile_times(pair, of, COMPILES))
        smallest = smallest or taken
        beside = f"target < {MOST_MS_LARGE} ms; {taken / smallest:.2f} × that of {SIZES[0]}; the first {first:.1f} ms"
        lines.append(Line(f"compile with {size} metrics", f"{taken:.1f} ms", beside))
    return lines


def _milliseconds(run: Any) -> float:
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000


def _spread(values: Sequence[float], unit: str, places: int) -> str:
    return f"{min(values):.{places}f}–{max(values):.{places}f}{' ' + unit if unit else ''}"


def _same(found: Sequence[Sequence[Any]], wanted: Sequence[Sequence[Any]]) -> bool:
    """Equal rows in order, numbers to one in a million."""
    pairs = zip(found, wanted, strict=False)
    return len(found) == len(wanted) and all(
        _equal(one, two) for ours, theirs in pairs for one, two in zip(ours, theirs, strict=True)
    )


def _equal(one: Any, two: Any) -> bool:
    if one is None or two is None or isinstance(one, str) or hasattr(one, "year"):
        return one == two
    return abs(float(one) - float(two)) <= 1e-6 * max(1.0, abs(float(two)))


if __name__ == "__main__":
    for line in measure():
        print(line, flush=True)
