"""judge: what the probes of a result say against showing it.

Role: CheckedQuery and ResultTable → Issues, or None where the result stands. A balance without a snapshot in its range
is no zero and no empty answer, and a total without an exchange rate is no total (rules 12 and 34).
"""

from __future__ import annotations

from semantic_layer.issues import Issue, IssueCode, Issues, issue
from semantic_layer.query import Cell, CheckedQuery, ResultTable


def judge(checked: CheckedQuery, table: ResultTable) -> Issues | None:
    """Why a result must not be shown; None where it may. A missing snapshot refuses where no column has a value."""
    rates = table.probes.get("missing_rate", ())
    if rates and rates[0] and rates[0][0]:
        return Issues((issue(IssueCode.MISSING_RATE),))
    missing = [found for period in checked.periods if (found := _missing_snapshot(period.column, checked, table))]
    if missing and not _has_values(table):
        return Issues(tuple(missing))
    return None


def _missing_snapshot(column: str, checked: CheckedQuery, table: ResultTable) -> Issue | None:
    as_of = table.probes.get(f"as_of:{column}")
    if as_of is None or checked.grain or (as_of and as_of[0] and as_of[0][-1] is not None):
        return None
    period = next(item for item in checked.periods if item.column == column)
    around = table.probes.get(f"snapshot:{column}", ())
    before, after = (around[0][0], around[0][1]) if around and len(around[0]) == 2 else (None, None)
    told: dict[str, Cell] = {"metric": period.metric, "start": period.start, "end": period.end}
    told |= {"before": before, "after": after}
    return issue(IssueCode.NO_SNAPSHOT, **{name: value for name, value in told.items() if value is not None})


def _has_values(table: ResultTable) -> bool:
    measures = [place for place, column in enumerate(table.columns) if column.role in ("measure", "computed")]
    return any(row[place] is not None for row in table.rows for place in measures)
