"""The figures of a run: accuracy with its interval, precision of what was answered, share answered, consistency.

Role: pure arithmetic over results. Broken cases count neither way. Intervals are Wilson's, 95 %; repetitions of a case
are no further cases, so they do not narrow them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from eval.reasons import Reason
from eval.results import CaseResult

Z = 1.959964


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one group of results. `answerable`: cases that expect an answer."""

    cases: int  # results counted: a case repeated five times counts five times
    distinct: int
    passed: int
    answered: int
    answered_right: int
    silent_wrong: int
    answerable: int
    answerable_answered: int
    broken: int
    leaks: int
    reasons: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def accuracy(self) -> float:
        return self.passed / self.cases if self.cases else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the accuracy, over distinct cases."""
        return wilson(self.accuracy * self.distinct, self.distinct)

    @property
    def precision(self) -> float:
        """Of what was answered, how much is right. 1 where nothing was answered."""
        return self.answered_right / self.answered if self.answered else 1.0

    @property
    def share_answered(self) -> float:
        """Of what should be answered, how much was."""
        return self.answerable_answered / self.answerable if self.answerable else 1.0


def figures_of(results: Iterable[CaseResult]) -> Figures:
    """Count one group of results."""
    everything = list(results)
    counted = [result for result in everything if not result.is_broken]
    answered = [result for result in counted if result.answered]
    answerable = [result for result in counted if "answer" in result.expected]
    return Figures(
        cases=len(counted),
        distinct=len({result.id for result in counted}),
        passed=sum(result.passed for result in counted),
        answered=len(answered),
        answered_right=sum(not result.is_silent_wrong for result in answered),
        silent_wrong=sum(result.is_silent_wrong for result in counted),
        answerable=len(answerable),
        answerable_answered=sum(result.answered for result in answerable),
        broken=len(everything) - len(counted),
        leaks=sum(Reason.LEAK in result.reasons for result in counted),
        reasons=Counter(result.reasons[0] for result in everything if result.reasons),
    )


def by_group(results: Sequence[CaseResult]) -> Mapping[str, Figures]:
    """Figures by language, label and tag, named `lang:zh`, `label:governed`, `tag:…`, in that order."""
    groups: dict[str, list[CaseResult]] = defaultdict(list)
    for result in results:
        groups[f"lang:{result.lang}"].append(result)
        if result.label:
            groups[f"label:{result.label}"].append(result)
        for tag in result.tags:
            groups[f"tag:{tag}"].append(result)
    rank = {"lang": 0, "label": 1, "tag": 2}
    ordered = sorted(groups, key=lambda name: (rank[name.split(":")[0]], name))
    return {name: figures_of(groups[name]) for name in ordered}


def wilson(successes: float, trials: int) -> tuple[float, float]:
    """Wilson's 95 % interval.

    >>> [round(bound, 3) for bound in wilson(8, 10)]
    [0.49, 0.943]
    """
    if not trials:
        return (0.0, 1.0)
    share = successes / trials
    centre = share + Z * Z / (2 * trials)
    spread = Z * math.sqrt(share * (1 - share) / trials + Z * Z / (4 * trials * trials))
    scale = 1 + Z * Z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def consistency(results: Iterable[CaseResult]) -> tuple[float, float, int]:
    """(pass@k, pass^k, k): the share of cases passed at least once, and passed every time, in k repetitions."""
    attempts: dict[str, list[bool]] = defaultdict(list)
    for result in results:
        if not result.is_broken:
            attempts[result.id].append(result.passed)
    if not attempts:
        return 0.0, 0.0, 0
    k = max(len(tries) for tries in attempts.values())
    once = sum(any(tries) for tries in attempts.values()) / len(attempts)
    always = sum(all(tries) for tries in attempts.values()) / len(attempts)
    return once, always, k


@dataclass(frozen=True, slots=True)
class SideFigures:
    """Stricter matches that no case has to pass: (right, compared)."""

    strict: tuple[int, int]  # no column more or elsewhere
    semantic: tuple[int, int]  # every part of the semantic SQL as in the gold
    parts: Mapping[str, tuple[int, int]]  # metrics, fields, filters, period, grain


def side_figures(results: Iterable[CaseResult]) -> SideFigures:
    """Over the results that could be compared."""
    everything = list(results)
    strict = [result.strict for result in everything if result.strict is not None]
    semantic = [result.semantic for result in everything if result.semantic is not None]
    parts = {
        name: (sum(match[name] for match in semantic), len(semantic)) for name in (semantic[0] if semantic else ())
    }
    whole = sum(all(match.values()) for match in semantic)
    return SideFigures((sum(strict), len(strict)), (whole, len(semantic)), parts)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie (nearest rank); 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def latencies(results: Iterable[CaseResult]) -> Mapping[str, tuple[float, float]]:
    """(p50, p95) in milliseconds by step, and `total`."""
    steps: dict[str, list[float]] = defaultdict(list)
    for result in results:
        if result.timings_ms:
            for step, spent in result.timings_ms.items():
                steps[step].append(spent)
            steps["total"].append(sum(result.timings_ms.values()))
    return {step: (percentile(spent, 0.5), percentile(spent, 0.95)) for step, spent in steps.items()}
