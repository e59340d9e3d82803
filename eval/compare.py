"""Compare two runs: what got better, worse or merely different, and whether the difference can be chance.

Role: pairs results by case (passed = passed in every repetition). A case that failed without an answer and now answers
wrongly is worse. McNemar's exact test on the pairs of which one passes.
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
    worse: tuple[str, ...]  # passed before, does not now
    newly_wrong: tuple[str, ...]  # failed without an answer before, answers wrongly now
    changed: tuple[str, ...]  # failed in both, in another way or with other SQL
    gone: tuple[str, ...]  # in the baseline only
    new: tuple[str, ...]
    p_value: float

    @property
    def lowers(self) -> bool:
        """Whether the second run must not replace the first."""
        return bool(self.worse or self.newly_wrong)


def compare(before: RunLog, after: RunLog) -> Comparison:
    """What changed between two runs. Broken cases are compared in neither."""
    old, new = _by_case(before), _by_case(after)
    both = sorted(old.keys() & new.keys())
    better = tuple(name for name in both if not _passed(old[name]) and _passed(new[name]))
    worse = tuple(name for name in both if _passed(old[name]) and not _passed(new[name]))
    failing = [name for name in both if not _passed(old[name]) and not _passed(new[name])]
    newly_wrong = tuple(name for name in failing if _is_wrong(new[name]) and not _is_wrong(old[name]))
    changed = tuple(n for n in failing if n not in newly_wrong and _changed(old[n], new[n]))
    gone, added = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    p_value = mcnemar(len(better), len(worse))
    return Comparison(better, worse, newly_wrong, changed, tuple(gone), tuple(added), p_value)


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
    head = f"against the baseline: worse {len(comparison.worse)}, newly wrong {len(comparison.newly_wrong)}"
    head += f", better {len(comparison.better)}, changed {len(comparison.changed)}, new {len(comparison.new)}"
    lines = [f"{head}, gone {len(comparison.gone)}; McNemar p = {comparison.p_value:.3f}"]
    for title in ("worse", "newly_wrong", "better", "changed", "gone"):
        lines += [f"  {title.replace('_', ' ')}: {name}" for name in getattr(comparison, title)]
    return "\n".join(lines)


def _by_case(log: RunLog) -> Mapping[str, list[CaseResult]]:
    grouped: dict[str, list[CaseResult]] = defaultdict(list)
    for result in log.results:
        if not result.is_broken:
            grouped[result.id].append(result)
    return grouped


def _passed(results: list[CaseResult]) -> bool:
    return all(result.passed for result in results)


def _is_wrong(results: list[CaseResult]) -> bool:
    return any(result.is_silent_wrong for result in results)


def _changed(old: list[CaseResult], new: list[CaseResult]) -> bool:
    """Failed in another way, or with another query; a baseline keeps no query."""
    if {(r.kind, r.reasons) for r in old} != {(r.kind, r.reasons) for r in new}:
        return True
    queries = {r.semantic_sql for r in old} - {""}
    return bool(queries) and queries != {r.semantic_sql for r in new} - {""}
