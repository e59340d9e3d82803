"""The states of a query: SemanticQuery → CheckedQuery → CompiledSql → ResultTable.

Role: frozen values passed between parse, checks, compile and the warehouse. States are types: only `checks`
makes a CheckedQuery, only `compile` makes a CompiledSql, and the warehouse runs nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from sqlglot import exp

from semantic_layer.issues import Issue
from semantic_layer.model import Better, FieldRef, MetricKind, Unit

Cell = str | int | float | Decimal | bool | date | None
ColumnRole = Literal["group", "time", "measure", "detail", "computed"]


@dataclass(frozen=True, slots=True)
class SemanticQuery:
    """Parsed semantic SQL. `canonical` is its normal form: equal meaning of form, equal text (rule 36)."""

    text: str
    canonical: str
    tree: exp.Expr = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A result column and what is known of it; decides unit, format, chart and what may be added up (rule 25)."""

    name: str
    role: ColumnRole
    unit: Unit = Unit()
    field: FieldRef | None = None  # group, detail
    grain: str = ""  # time
    metric: str = ""  # measure, and computed from a single metric
    modifiers: tuple[
        str, ...
    ] = ()  # outermost first, as written: ("PRIOR_YEAR",), ("TRAILING(3, month)",), ("FILTER",)
    kind: MetricKind | None = None
    better: Better = Better.NEITHER
    is_growth: bool = False  # m / PRIOR_x(m) - 1
    is_share: bool = False  # m / TOTAL(m)
    id_like: bool = False  # never formatted as a number


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition of the query as the card says it."""

    field: FieldRef
    op: str  # =, IN, !=, NOT IN, <, <=, >, >=, LIKE, IS NULL, IS NOT NULL, IS DISTINCT FROM, EXISTS, NOT EXISTS
    values: tuple[Cell, ...]
    scope: str = ""  # "" the whole query; else the metric whose FILTER it stands in
    source: Literal["question", "metric", "pin", "rights"] = "question"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Closed range of dates; None = open end."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class MeasurePeriod:
    """The effective range one result column stands for (rules 3-5), inclusive dates."""

    column: str
    metric: str
    time_field: str
    start: date | None
    end: date | None
    asked_end: date | None = None
    complete: bool = True  # False: data ends before the asked end
    closed: bool = True  # False: part lies after closed_through (未结账)
    is_as_of: bool = False  # a balance: stands at `end`


@dataclass(frozen=True, slots=True)
class CheckedQuery:
    """A query every check has passed, with all that was found out on the way. Made only by `checks.check`."""

    query: SemanticQuery
    columns: tuple[Column, ...]
    metrics: tuple[str, ...]  # in order of appearance, each once
    fields: tuple[FieldRef, ...]  # every field named, each once
    filters: tuple[Filter, ...]  # the asker's and the pins
    asked: DateRange | None  # the period of the outermost model block as written
    grain: str  # of the time grouping, "" if none
    periods: tuple[MeasurePeriod, ...]
    label: Literal["governed", "exploratory"]
    kind: Literal["aggregate", "detail"]
    order: tuple[tuple[str, bool], ...]  # (column, descending)
    limit: int | None
    notes: tuple[Issue, ...] = ()  # what the card must print: default paths, pins, ignored fields, not closed
    plan: Any = field(default=None, compare=False, repr=False)  # resolved form, private to checks and compile


@dataclass(frozen=True, slots=True)
class Probe:
    """A small second query whose result the card prints: the as-of date of a balance, a tie at the cut. `when`: a
    result column; the probe runs only where that column has a NULL to explain ("" = always)."""

    name: str  # as_of:<column>, snapshot:<column> (earlier, later), tie (true/false), missing_rate (rows without one),
    # base:<column> (rows whose growth has a base of zero or less), below:<position of a filter> (nodes under members)
    sql: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class CompiledSql:
    """Physical SQL with rights applied. Made only by `compile.compile_query`."""

    sql: str
    dialect: str
    columns: tuple[Column, ...]
    tables: frozenset[str]  # every physical table it may read; the warehouse verifies it
    probes: tuple[Probe, ...] = ()
    checked: CheckedQuery | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Rows as DuckDB returned them (int, float, Decimal, str, bool, date, None); at most the row limit."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool = False
    probes: Mapping[str, tuple[tuple[Cell, ...], ...]] = field(default_factory=lambda: MappingProxyType({}))
    elapsed_ms: float = 0.0

    def column(self, name: str) -> tuple[Cell, ...]:
        """The cells of one column; KeyError if there is none."""
        for position, column in enumerate(self.columns):
            if column.name == name:
                return tuple(row[position] for row in self.rows)
        raise KeyError(name)
