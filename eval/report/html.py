"""The report as one self-contained HTML page: figures, and failures that can be filtered.

Role: everything is written here and escaped; the page's script only hides and shows. No address is loaded.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from importlib.resources import files

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


def report_html(log: RunLog) -> str:
    """The page; every text from cases and answers is escaped."""
    results, total = log.results, figures_of(log.results)
    shown = [*failures_of(results), *(result for result in results if result.passed)]
    parts = {
        "HEADLINE": _e(headline(total)),
        "TONE": "bad" if total.silent_wrong or total.leaks or total.broken else "good",
        "FIGURES": _rows(main_figures(log)),
        "REASONS": _rows([(reason, str(count)) for reason, count in reason_counts(total)]),
        "GROUPS": _head(GROUP_HEADINGS) + _rows(group_rows(results)),
        "LATENCY": _head(("step", "p50 ms", "p95 ms")) + _rows(latency_rows(results)),
        "RUN": _rows([(name, str(value)) for name, value in log.about.items()]),
        "STATES": _options(_state(result) for result in shown),
        "REASON_CHOICES": _options(str(reason) for result in shown for reason in result.reasons),
        "LANGS": _options(result.lang for result in shown),
        "TAGS": _options(tag for result in shown for tag in result.tags),
        "CASES": "\n".join(map(_case, shown)),
    }
    page = files("eval.report").joinpath("page.html").read_text(encoding="utf-8")
    head, *pieces = page.split("{{")
    filled = [head]
    for piece in pieces:
        name, _, rest = piece.partition("}}")
        filled += [parts[name], rest]
    return "".join(filled)


def _case(result: CaseResult) -> str:
    state = _state(result)
    parts = failure_parts(result)
    if result.passed:
        parts = {name: text for name, text in parts.items() if name in ("semantic SQL", "said")}
    body = "".join(f"<h4>{_e(name)}</h4><pre>{_e(text)}</pre>" for name, text in parts.items() if name != "question")
    reasons = " ".join(result.reasons)
    attributes = (
        f'data-state="{_e(state)}" data-reasons="{_e(reasons)}" data-lang="{_e(result.lang)}" '
        f'data-tags="{_e(" ".join(result.tags))}"'
    )
    hidden = " hidden" if result.passed else ""
    return (
        f'<details class="case {state.replace(" ", "-")}" {attributes}{hidden}><summary><b>{_e(state)}</b> '
        f"{_e(result.id)} — {_e(result.question)} <i>{_e(reasons)}</i></summary>{body}</details>"
    )


def _state(result: CaseResult) -> str:
    return "passed" if result.passed else mark_of(result)


def _options(values: Iterable[str]) -> str:
    return "".join(f'<option value="{_e(v)}">{_e(v)}</option>' for v in sorted(set(values) - {""}))


def _head(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<th>{_e(cell)}</th>" for cell in cells) + "</tr>"


def _rows(rows: Iterable[Sequence[str]]) -> str:
    return "".join("<tr>" + "".join(f"<td>{_e(cell)}</td>" for cell in row) + "</tr>" for row in rows)


def _e(text: str) -> str:
    return html.escape(text, quote=True)
