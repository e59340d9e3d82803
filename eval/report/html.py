"""The report as one self-contained HTML page."""

from __future__ import annotations

import html

from eval.report.figures import by_group, figures_of
from eval.results import CaseResult, RunLog

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a1a1a}
table{border-collapse:collapse;margin:1rem 0}td,th{padding:.3rem .8rem;border-bottom:1px solid #ddd;text-align:right}
td:first-child,th:first-child{text-align:left}.big{font-size:2rem}.bad{color:#b00020}.good{color:#1b6e3c}
details{border:1px solid #ddd;border-radius:6px;padding:.5rem 1rem;margin:.5rem 0}pre{white-space:pre-wrap}
"""


def report_html(log: RunLog) -> str:
    """The page; every text from cases and answers is escaped."""
    total = figures_of(log.results)
    tone = "bad" if total.silent_wrong else "good"
    rows = "".join(
        f"<tr><td>{_e(name)}</td><td>{f.cases}</td><td>{f.silent_wrong}</td><td>{f.accuracy:.1%}</td>"
        f"<td>{f.precision:.1%}</td><td>{f.share_answered:.1%}</td></tr>"
        for name, f in {"all": total, **by_group(log.results)}.items()
    )
    wrong = sorted((r for r in log.results if not r.passed), key=lambda r: (not r.is_silent_wrong, r.id))
    about = "".join(f"<tr><td>{_e(str(k))}</td><td>{_e(str(v))}</td></tr>" for k, v in log.about.items())
    return (
        f"<!doctype html><meta charset=utf-8><title>Eval</title><style>{STYLE}</style><h1>Eval</h1>"
        f"<p class='big {tone}'>Silent wrong answers: {total.silent_wrong}</p>"
        "<table><tr><th>group<th>cases<th>silent wrong<th>accuracy<th>precision<th>answered</tr>"
        f"{rows}</table><h2>Failures ({len(wrong)})</h2>{''.join(map(_failure, wrong))}"
        f"<h2>Run</h2><table>{about}</table>\n"
    )


def _failure(result: CaseResult) -> str:
    tone = "bad" if result.is_silent_wrong else ""
    reasons = "\n".join(f"{r}: {d}" for r, d in zip(result.reasons, result.details, strict=False))
    parts = {
        "reasons": reasons,
        "reading": result.reading,
        "semantic SQL": result.semantic_sql,
        "missing rows": "\n".join(str(list(row)) for row in result.missing),
        "extra rows": "\n".join(str(list(row)) for row in result.extra),
        "said": result.text,
    }
    body = "".join(f"<h4>{_e(name)}</h4><pre>{_e(text)}</pre>" for name, text in parts.items() if text)
    return f"<details><summary class='{tone}'>{_e(result.id)} — {_e(result.question)}</summary>{body}</details>"


def _e(text: str) -> str:
    return html.escape(text, quote=True)
