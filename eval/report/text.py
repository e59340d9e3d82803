"""The report as Markdown (also what the terminal prints): silent wrong answers first."""

from __future__ import annotations

from collections.abc import Sequence

from eval.report.figures import Figures, by_group, consistency, figures_of, latencies
from eval.results import CaseResult, RunLog


def report_markdown(log: RunLog, failures: int = 50) -> str:
    """The whole report; at most `failures` failed cases in full."""
    results = log.results
    total = figures_of(results)
    low, high = total.interval
    lines = [
        "# Eval",
        "",
        f"**Silent wrong answers: {total.silent_wrong}**",
        "",
        f"- cases: {total.cases}" + (f" (and {total.broken} broken)" if total.broken else ""),
        f"- accuracy: {_percent(total.accuracy)} ({total.passed} right; 95 %: {_percent(low)} to {_percent(high)})",
        f"- precision of what was answered: {_percent(total.precision)} ({total.answered_right}/{total.answered})",
        f"- share answered: {_percent(total.share_answered)} ({total.answerable_answered}/{total.answerable})",
    ]
    once, always, k = consistency(results)
    if k > 1:
        lines.append(f"- consistency over {k} repeats: pass@{k} {_percent(once)}, pass^{k} {_percent(always)}")
    calls = sum(result.calls for result in results)
    if calls:
        tokens_in, tokens_out = sum(r.input_tokens for r in results), sum(r.output_tokens for r in results)
        lines.append(
            f"- model: {calls} calls, {tokens_in / len(results):.0f} + {tokens_out / len(results):.0f} tokens a case"
        )
    lines += _groups(results) + _reasons(total) + _latency(results) + _about(log)
    wrong = [result for result in results if not result.passed]
    wrong.sort(key=lambda result: (not result.is_silent_wrong, result.id, result.repetition))
    if wrong:
        lines += ["", f"## Failures ({len(wrong)})"]
        for result in wrong[:failures]:
            lines += ["", *_failure(result)]
        if len(wrong) > failures:
            lines += ["", f"… and {len(wrong) - failures} more, in the log."]
    return "\n".join(lines) + "\n"


def summary_line(log: RunLog) -> str:
    """One line: what a README or a build log shows."""
    total = figures_of(log.results)
    return (
        f"{total.silent_wrong} silent wrong, precision {_percent(total.precision)}, "
        f"answered {_percent(total.share_answered)}, accuracy {_percent(total.accuracy)} of {total.cases} cases"
    )


def _groups(results: Sequence[CaseResult]) -> list[str]:
    lines = ["", "| group | cases | silent wrong | accuracy | precision | answered |", "|---|--:|--:|--:|--:|--:|"]
    for name, figures in by_group(results).items():
        lines.append(
            f"| {name} | {figures.cases} | {figures.silent_wrong} | {_percent(figures.accuracy)} "
            f"| {_percent(figures.precision)} | {_percent(figures.share_answered)} |"
        )
    return lines


def _reasons(total: Figures) -> list[str]:
    if not total.reasons:
        return []
    counted = sorted(total.reasons.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return ["", "Reasons: " + ", ".join(f"{reason} {count}" for reason, count in counted)]


def _latency(results: Sequence[CaseResult]) -> list[str]:
    steps = latencies(results)
    if not steps:
        return []
    lines = ["", "| step | p50 ms | p95 ms |", "|---|--:|--:|"]
    return lines + [f"| {step} | {p50:.1f} | {p95:.1f} |" for step, (p50, p95) in steps.items()]


def _about(log: RunLog) -> list[str]:
    return ["", "Run: " + ", ".join(f"{name} {value}" for name, value in log.about.items() if value not in ("", None))]


def _failure(result: CaseResult) -> list[str]:
    mark = "SILENT WRONG " if result.is_silent_wrong else ""
    reasons = "; ".join(f"{r}: {d}" for r, d in zip(result.reasons, result.details, strict=False))
    lines = [f"### {mark}{result.id}", f"- question: {result.question}", f"- {reasons}"]
    if result.reading:
        lines.append(f"- reading: {result.reading}")
    if result.semantic_sql:
        lines.append(f"- semantic SQL: `{' '.join(result.semantic_sql.split())}`")
    if result.missing:
        lines.append(f"- missing rows: {[list(row) for row in result.missing]}")
    if result.extra:
        lines.append(f"- extra rows: {[list(row) for row in result.extra]}")
    if result.text and not result.answered:
        lines.append(f"- said: {' '.join(result.text.split())[:300]}")
    return lines


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"
