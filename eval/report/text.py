"""The report as Markdown, and its short form for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from eval.report.figures import figures_of
from eval.report.lines import (
    GROUP_HEADINGS,
    failure_parts,
    failures_of,
    group_rows,
    headline,
    latency_rows,
    main_figures,
    mark_of,
    reason_counts,
)
from eval.results import CaseResult, RunLog

SHOWN = 300  # characters of what was said, in the short forms


def report_markdown(log: RunLog, failures: int = 100) -> str:
    """The whole report; at most `failures` failed cases in full."""
    results, total = log.results, figures_of(log.results)
    lines = ["# Eval", "", f"**{headline(total)}**", ""]
    lines += [f"- {name}: {figure}" for name, figure in main_figures(log)]
    if total.reasons:
        lines += ["", "## Reasons", "", *_table(("reason", "cases"), [(r, str(n)) for r, n in reason_counts(total)])]
    wrong = failures_of(results)
    if wrong:
        lines += ["", f"## Failures ({len(wrong)})"]
        for result in wrong[:failures]:
            lines += ["", *_failure(result)]
        if len(wrong) > failures:
            lines += ["", f"… and {len(wrong) - failures} more, in the log."]
    lines += ["", "## Groups", "", *_table(GROUP_HEADINGS, group_rows(results))]
    if steps := latency_rows(results):
        lines += ["", "## Latency", "", *_table(("step", "p50 ms", "p95 ms"), steps)]
    about = [(name, str(value)) for name, value in log.about.items() if value not in ("", None, {})]
    return "\n".join([*lines, "", "## Run", "", *_table(("what", "value"), about, left=2)]) + "\n"


def report_terminal(log: RunLog, failures: int = 20) -> str:
    """What fits a screen: figures, groups that are not perfect, failures in a few lines each."""
    results, total = log.results, figures_of(log.results)
    width = max(len(name) for name, _ in main_figures(log))
    lines = [headline(total), *(f"{name:{width}}  {figure}" for name, figure in main_figures(log))]
    if total.reasons:
        lines += ["", "Reasons: " + ", ".join(f"{reason} {count}" for reason, count in reason_counts(total))]
    imperfect = [row for row in group_rows(results) if row[3] != "100.0 %" or not row[0].startswith("tag:")]
    if imperfect:
        lines += ["", *_columns([GROUP_HEADINGS, *imperfect])]
    if steps := latency_rows(results):
        lines += ["", "p50 / p95 ms: " + ", ".join(f"{step} {p50} / {p95}" for step, p50, p95 in steps)]
    wrong = failures_of(results)
    for result in wrong[:failures]:
        reasons = "; ".join(f"{r}: {d}" for r, d in zip(result.reasons, result.details, strict=False))
        lines += ["", f"{mark_of(result).upper()}  {result.id}  {result.question}", f"    {reasons}"]
        if result.semantic_sql:
            lines.append(f"    {' '.join(result.semantic_sql.split())}")
    if len(wrong) > failures:
        lines += ["", f"… and {len(wrong) - failures} more, in the report."]
    return "\n".join(lines)


def _failure(result: CaseResult) -> list[str]:
    lines = [f"### {mark_of(result).upper()} {result.id}"]
    for name, text in failure_parts(result).items():
        plain = " ".join(text.split()) if name in ("semantic SQL", "said") else text.replace("\n", "; ")
        lines.append(f"- {name}: `{plain}`" if name == "semantic SQL" else f"- {name}: {_shortened(plain)}")
    return lines


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """A Markdown table; the first `left` columns to the left, the others to the right."""
    rule = ["---"] * left + ["--:"] * (len(headings) - left)
    body = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return ["| " + " | ".join(headings) + " |", "|" + "|".join(rule) + "|", *body]


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])
            for row in rows]  # fmt: skip
