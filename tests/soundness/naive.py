"""A deliberately naive evaluator: loops over rows in Python, no SQL and nothing of the compiler.

Role: the other opinion for generated queries. Knows sums, counts, distinct counts, snapshot balances and ratios over
month-aligned ranges, with the modifiers PRIOR_YEAR, YTD and TRAILING in months.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Fact:
    """Rows with their day and, already looked up, every field a query may name."""

    rows: tuple[Row, ...]
    first: date


@dataclass(frozen=True)
class Simple:
    """A measure over one fact: function of the rows that count."""

    fact: str
    of: Callable[[list[Row]], Any]
    keep: Callable[[Row], bool] = lambda row: True
    is_balance: bool = False


@dataclass(frozen=True)
class Ask:
    """`modifier`: "", "PRIOR_YEAR", "YTD" or a number of trailing months."""

    measure: Simple
    modifier: str = ""


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_back(day: date, n: int) -> date:
    index = day.year * 12 + day.month - 1 - n
    return date(index // 12, index % 12 + 1, 1)


def buckets(start: date, end: date, grain: str) -> list[tuple[date | None, date, date]]:
    """(first date of the bucket, start, end) of every bucket, clipped to the range."""
    if not grain:
        return [(None, start, end)]
    size = {"month": 1, "quarter": 3, "year": 12}[grain]
    found: list[tuple[date | None, date, date]] = []
    at = start
    while at <= end:
        first = date(at.year, (at.month - 1) // size * size + 1, 1)
        last = month_end(months_back(first, 1 - size))
        found.append((first, at, min(last, end)))
        at = months_back(last, -1)
    return found


def moved(start: date, end: date, modifier: str) -> tuple[date, date]:
    if modifier == "PRIOR_YEAR":
        return months_back(start, 12), month_end(months_back(end, 12))
    if modifier == "YTD":
        return date(end.year, 1, 1), end
    if modifier:
        return months_back(end, int(modifier) - 1), end
    return start, end


def evaluate(
    facts: dict[str, Fact],
    asks: list[Ask],
    keys: list[str],
    grain: str,
    start: date,
    end: date,
    where: Callable[[Row], bool],
) -> set[tuple[Any, ...]]:
    """The rows of the result: group values, then the bucket (if any), then one value an ask."""
    cells = buckets(start, end, grain)
    values: dict[tuple[Any, ...], dict[int, Any]] = {}
    for number, ask in enumerate(asks):
        for bucket, low, high in cells:
            low, high = moved(low, high, ask.modifier)
            for group, rows in _grouped(facts[ask.measure.fact], ask, low, high, keys, where).items():
                values.setdefault((*group, bucket), {})[number] = ask.measure.of(rows)
    groups = {key[:-1] for key in values} if keys else {()}
    wanted = [(*group, bucket) for group in groups for bucket, _, _ in cells]
    return {
        (*(key if grain else key[:-1]), *(values.get(key, {}).get(number) for number in range(len(asks))))
        for key in wanted
    }


def _grouped(
    fact: Fact, ask: Ask, low: date, high: date, keys: Iterable[str], where: Callable[[Row], bool]
) -> dict[tuple[Any, ...], list[Row]]:
    lacking = high < fact.first
    if ask.modifier.isdigit():
        lacking = lacking or month_end(low) < fact.first
    if lacking:
        return {}
    rows = [row for row in fact.rows if low <= row["day"] <= high and ask.measure.keep(row)]
    if ask.measure.is_balance and rows:
        as_of = max(row["day"] for row in rows)
        rows = [row for row in rows if row["day"] == as_of]
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        if where(row):
            found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return found
