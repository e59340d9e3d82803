"""A turn as the JSON object that `--json` prints: plain numbers, ISO dates, nothing formatted."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.compose import presentation_of, word_issue
from bot.compose.conditions import Threshold, plain_thresholds
from bot.turn import Answer, Clarification, Refusal, Turn
from semantic_layer.issues import Issue
from semantic_layer.query import Cell, CheckedQuery, Column, Filter

_UNSEEN = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def printed(value: Any) -> str:
    """JSON as it goes to a terminal: characters that steer one, or that nobody sees, are written as escapes.

    >>> printed({"a": "x\\x9by"})
    '{"a": "x\\\\u009by"}'
    """
    text = json.dumps(value, ensure_ascii=False, default=str)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def turn_as_json(turn: Turn, chart: Path | None = None) -> dict[str, Any]:
    """The object of docs/json.md; every key is present for every kind."""
    outcome = turn.outcome
    usage = turn.usage
    body: dict[str, Any] = {
        "id": turn.turn_id,
        "question": turn.question.text,
        "kind": outcome.kind,
        "text": outcome.text,
        "lang": outcome.lang,
        "semantic_sql": turn.draft.semantic_sql if turn.draft else "",
        "sql": "",
        "columns": [],
        "rows": [],
        "metrics": [],
        "filters": [],
        "period": None,
        "label": None,
        "planner": outcome.planner,
        "options": [],
        "issues": [],
        "notes": [],
        "card": [],
        "chart": str(chart) if chart else None,
        "vega_lite": None,
        "timings_ms": dict(turn.timings_ms),
        "usage": {
            "model": usage.model,
            "calls": usage.calls,
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
        },
    }
    match outcome:
        case Answer():
            body |= _answer(outcome, turn)
        case Clarification():
            body["options"] = [
                {"label": option.label, "semantic_sql": option.semantic_sql, "question": option.question}
                for option in outcome.options
            ]
            body["issues"] = _issues(outcome.issues, turn)
        case Refusal():
            body["issues"] = _issues(outcome.issues, turn)
            body["semantic_sql"] = outcome.semantic_sql
        case _:
            body["metrics"] = list(outcome.metrics)
    return body


def _answer(answer: Answer, turn: Turn) -> dict[str, Any]:
    checked = answer.checked
    may_see_sql = turn.question.rights.sql
    return {
        "semantic_sql": checked.query.text,
        "sql": answer.compiled.sql if may_see_sql else "",
        "columns": [
            {**_column(column), "label": heading}
            for column, heading in zip(answer.table.columns, presentation_of(answer).headings, strict=True)
        ],
        "rows": [[plain(cell) for cell in row] for row in answer.table.rows],
        "truncated": answer.table.truncated,
        "metrics": list(checked.metrics),
        "filters": [*map(_filter, checked.filters), *map(_threshold, plain_thresholds(checked))],
        "period": _period(checked),
        "label": answer.label,
        "notes": _issues(answer.notes, turn),
        "card": [list(line) for line in answer.card.lines],
        "vega_lite": dict(answer.chart.spec) if answer.chart else None,
    }


def plain(cell: Cell) -> Any:
    """A cell as JSON can hold it: Decimal as number, dates as ISO text, no NaN."""
    match cell:
        case Decimal():
            return int(cell) if cell == cell.to_integral_value() and cell.as_tuple().exponent == 0 else float(cell)
        case float():
            return cell if math.isfinite(cell) else None
        case date():
            return cell.isoformat()
        case _:
            return cell


def _column(column: Column) -> dict[str, Any]:
    unit = column.unit
    return {"name": column.name, "unit": unit.code or unit.kind, "role": column.role, "metric": column.metric or None}


def _filter(item: Filter) -> dict[str, Any]:
    return {
        "field": str(item.field),
        "op": item.op,
        "values": [plain(value) for value in item.values],
        "scope": item.scope,
        "source": item.source,
    }


def _threshold(item: Threshold) -> dict[str, Any]:
    """A condition on a measure; `field` is the measure, or the whole condition where it compares with no number."""
    values = [] if item.value is None else [plain(item.value)]
    return {"field": item.measure, "op": item.op, "values": values, "scope": "", "source": "threshold"}


def _period(checked: CheckedQuery) -> dict[str, Any] | None:
    """The period the answer stands for: as asked, ending where the data of its first measure ends."""
    first = checked.periods[0] if checked.periods else None
    asked = checked.asked
    start = first.start if first else (asked.start if asked else None)
    end = first.end if first else (asked.end if asked else None)
    if start is None and end is None:
        return None
    return {
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "grain": checked.grain or None,
        "complete": first.complete if first else True,
        "label": _label(start, end),
    }


def _label(start: date | None, end: date | None) -> str:
    ends = [day.isoformat() for day in (start, end) if day]
    return ends[0] if len(set(ends)) == 1 else "/".join(ends)


def _issues(items: Sequence[Issue], turn: Turn) -> list[dict[str, str]]:
    return [{"code": str(item.code), "message": word_issue(item, turn.question.lang)} for item in items]
