"""The figures of a run in words, shared by all reports: silent wrong answers first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eval.cost import cost_of
from eval.report.figures import Figures, by_group, consistency, figures_of, latencies, side_figures
from eval.results import CaseResult, RunLog

GROUP_HEADINGS = ("group", "cases", "silent wrong", "accuracy", "precision", "answered")


def summary_line(log: RunLog) -> str:
    """One line: what a build log shows."""
    total = figures_of(log.results)
    return (
        f"{total.silent_wrong} silent wrong, precision {percent(total.precision)}, "
        f"answered {percent(total.share_answered)}, accuracy {percent(total.accuracy)} of {total.distinct} cases"
    )


def headline(total: Figures) -> str:
    """What is looked at first."""
    words = f"Silent wrong answers: {total.silent_wrong}"
    return f"{words}; leaks: {total.leaks}" if total.leaks else words


def main_figures(log: RunLog) -> list[tuple[str, str]]:
    """(name, figure in words), the broken cases before all else."""
    results, total = log.results, figures_of(log.results)
    low, high = total.interval
    lines = [("broken cases", f"{total.broken}: mend these first, the run fails")] if total.broken else []
    lines += [
        ("cases", str(total.distinct)),
        ("accuracy", f"{share((total.passed, total.cases))}; 95 %: {percent(low)} to {percent(high)}"),
        ("precision of what was answered", share((total.answered_right, total.answered))),
        ("share answered", share((total.answerable_answered, total.answerable))),
    ]  # fmt: skip
    once, always, k = consistency(results)
    if k > 1:
        lines.append((f"consistency over {k} repeats", f"pass@{k} {percent(once)}, pass^{k} {percent(always)}"))
    return lines + list(_matches(results)) + list(_spent(log))


def _matches(results: Sequence[CaseResult]) -> Iterator[tuple[str, str]]:
    side = side_figures(results)
    if side.strict[1]:
        yield "strict result match", share(side.strict)
    if side.semantic[1]:
        parts = ", ".join(f"{name} {share(part)}" for name, part in side.parts.items())
        yield "semantic SQL match", f"{share(side.semantic)}: {parts}"


def _spent(log: RunLog) -> Iterator[tuple[str, str]]:
    calls, count = sum(result.calls for result in log.results), max(len(log.results), 1)
    if not calls:
        return
    read, written = sum(r.input_tokens for r in log.results), sum(r.output_tokens for r in log.results)
    yield "model calls", f"{calls} ({calls / count:.2f} a question)"
    yield "tokens a question", f"{read / count:.0f} in, {written / count:.0f} out"
    cost = cost_of(log.results, log.about.get("prices") or {})
    if cost is None:
        yield "cost", "no price known: set llm.prices in askfin.yaml, or --price IN OUT"
    else:
        a_question = ", ".join(f"{spent / count:.6f} {currency}" for currency, spent in cost.items())
        yield "cost a question", f"{a_question} ({', '.join(f'{v:.4f} {c}' for c, v in cost.items())} in all)"


def group_rows(results: Sequence[CaseResult]) -> list[tuple[str, ...]]:
    """Rows under GROUP_HEADINGS: by language, label and tag."""
    return [
        (name, str(f.cases), str(f.silent_wrong), percent(f.accuracy), percent(f.precision), percent(f.share_answered))
        for name, f in by_group(results).items()
    ]


def reason_counts(total: Figures) -> list[tuple[str, int]]:
    """Headline reasons, the most frequent first."""
    return sorted(((str(reason), n) for reason, n in total.reasons.items()), key=lambda pair: (-pair[1], pair[0]))


def latency_rows(results: Sequence[CaseResult]) -> list[tuple[str, str, str]]:
    """Step, p50 and p95 in milliseconds."""
    return [(step, f"{p50:.1f}", f"{p95:.1f}") for step, (p50, p95) in latencies(results).items()]


def failures_of(results: Sequence[CaseResult]) -> list[CaseResult]:
    """What did not pass: broken cases, then leaks and silent wrong answers, then the rest."""
    wrong = [result for result in results if not result.passed]
    return sorted(wrong, key=lambda r: (not r.is_broken, "LEAK" not in r.reasons, not r.is_silent_wrong, r.id,
                                        r.repetition))  # fmt: skip


def mark_of(result: CaseResult) -> str:
    """broken, leak, silent wrong, or failed."""
    if result.is_broken:
        return "broken"
    return "leak" if "LEAK" in result.reasons else "silent wrong" if result.is_silent_wrong else "failed"


def failure_parts(result: CaseResult) -> Mapping[str, str]:
    """What there is to know of a failure, by heading; empty parts are left out."""
    parts = {
        "question": result.question,
        "reasons": "\n".join(f"{r}: {d}" for r, d in zip(result.reasons, result.details, strict=False)),
        "expected": " or ".join(result.expected),
        "got": result.kind or "nothing",
        "reading": result.reading,
        "semantic SQL": result.semantic_sql,
        "missing rows": "\n".join(str(list(row)) for row in result.missing),
        "extra rows": "\n".join(str(list(row)) for row in result.extra),
        "said": result.text,
    }
    return {name: text for name, text in parts.items() if text}


def share(pair: tuple[int, int]) -> str:
    return f"{percent(pair[0] / pair[1])} ({pair[0]} of {pair[1]})" if pair[1] else "–"


def percent(value: float) -> str:
    return f"{value * 100:.1f} %"
