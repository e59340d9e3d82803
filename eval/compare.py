"""Compare two runs: what got better, worse or merely different, and whether the difference can be chance.

Role: pairs results by case (passed = passed in every repetition). McNemar's exact test on the discordant pairs.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from eval.results import CaseResult, RunLog


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ids of cases, sorted."""

    better: tuple[str, ...]
    worse: tuple[str, ...]
    changed: tuple[str, ...]  # failed in both, in another way or with other SQL
    gone: tuple[str, ...]  # in the baseline only
    new: tuple[str, ...]
    p_value: float


def compare(before: RunLog, after: RunLog) -> Comparison:
    """What changed between two runs."""
    old, new = _by_case(before), _by_case(after)
    both = sorted(old.keys() & new.keys())
    better = tuple(name for name in both if not _passed(old[name]) and _passed(new[name]))
    worse = tuple(name for name in both if _passed(old[name]) and not _passed(new[name]))
    changed = tuple(
        name
        for name in both
        if not _passed(old[name]) and not _passed(new[name]) and _mark(old[name]) != _mark(new[name])
    )
    return Comparison(
        better, worse, changed, tuple(sorted(old.keys() - new.keys())), tuple(sorted(new.keys() - old.keys())),
        mcnemar(len(better), len(worse)),
    )  # fmt: skip


def mcnemar(better: int, worse: int) -> float:
    """Exact two-sided p-value of McNemar's test: how likely a split this uneven is by chance.

    >>> mcnemar(0, 0), round(mcnemar(8, 1), 4)
    (1.0, 0.0391)
    """
    pairs = better + worse
    if not pairs:
        return 1.0
    tail = sum(math.comb(pairs, k) for k in range(min(better, worse) + 1)) / 2**pairs
    return min(1.0, 2 * tail)


def comparison_text(comparison: Comparison) -> str:
    """The comparison in lines, worst first."""
    lines = [f"worse {len(comparison.worse)}, better {len(comparison.better)}, changed {len(comparison.changed)}"]
    lines[0] += f", new {len(comparison.new)}, gone {len(comparison.gone)}; McNemar p = {comparison.p_value:.3f}"
    for title in ("worse", "better", "changed", "gone"):
        lines += [f"  {title}: {name}" for name in getattr(comparison, title)]
    return "\n".join(lines)


def _by_case(log: RunLog) -> Mapping[str, list[CaseResult]]:
    grouped: dict[str, list[CaseResult]] = defaultdict(list)
    for result in log.results:
        grouped[result.id].append(result)
    return grouped


def _passed(results: list[CaseResult]) -> bool:
    return all(result.passed for result in results)


def _mark(results: list[CaseResult]) -> tuple[object, ...]:
    return tuple(sorted((result.kind, result.reasons, result.semantic_sql) for result in results))
