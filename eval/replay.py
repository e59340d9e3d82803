"""`askfin eval replay ID`: one case with every step printed."""

from __future__ import annotations

from collections.abc import Iterator

from bot.turn import Answer, Turn
from eval.cases import Case
from eval.results import CaseResult
from eval.runner import Bench

ROWS = 20


def replay(bench: Bench, case: Case) -> tuple[bool, str]:
    """Run a case; whether it passed, and what happened in words."""
    result, turns = bench.run_with_turns(case)
    lines: list[str] = []
    for turn in turns:
        lines += [*_turn_lines(turn), ""]
    return result.passed, "\n".join([*lines, *_verdict(bench, case, result)])


def _turn_lines(turn: Turn) -> Iterator[str]:
    question, outcome = turn.question, turn.outcome
    yield f"question   {question.text}   ({question.lang}, today {question.today}, asked by {question.asker})"
    if turn.reading is not None:
        for span in turn.reading.spans:
            yield f"  read     {span.text!r} as {span.kind} {span.target or ''} ({span.source}, {span.confidence:g})"
        for word in turn.reading.unexplained:
            yield f"  unread   {word!r}"
    if turn.draft is not None:
        yield from _block("draft", turn.draft.semantic_sql)
    if isinstance(outcome, Answer):
        yield from _answer_lines(outcome)
    else:
        for item in getattr(outcome, "issues", ()):
            yield f"issue      {item}"
        for option in getattr(outcome, "options", ()):
            yield f"option     {option.label}: {' '.join((option.semantic_sql or option.question).split())}"
    yield from _block(f"{outcome.kind}", outcome.text)
    yield f"planner    {outcome.planner}, {turn.usage.calls} model calls"
    yield "timings    " + ", ".join(f"{step} {spent:.1f} ms" for step, spent in turn.timings_ms.items())


def _answer_lines(answer: Answer) -> Iterator[str]:
    checked = answer.checked
    for item in checked.periods:
        yield f"period     {item.column}: {item.start}..{item.end}{' as of its end' if item.is_as_of else ''}"
    for condition in checked.filters:
        yield f"filter     {condition.field} {condition.op} {list(condition.values)} (from {condition.source})"
    yield from _block("sql", answer.compiled.sql)
    yield f"columns    {', '.join(column.name for column in answer.table.columns)}"
    for row in answer.table.rows[:ROWS]:
        yield f"row        {list(row)}"
    if answer.chart is not None:
        yield f"chart      {answer.chart.kind}: {answer.chart.title}"


def _verdict(bench: Bench, case: Case, result: CaseResult) -> Iterator[str]:
    yield f"expected   {' or '.join(case.kind)}"
    for gold in bench.golds.of_case(case):
        if gold.fault:
            yield f"gold       {gold.fault}"
        for row in gold.rows[:ROWS]:
            yield f"gold       {list(row)}"
    for reason, detail in zip(result.reasons, result.details, strict=False):
        yield f"{reason}: {detail}"
    yield "passed" if result.passed else "failed"


def _block(name: str, text: str) -> Iterator[str]:
    for position, line in enumerate(text.splitlines()):
        yield f"{name if position == 0 else '':10} {line}"
