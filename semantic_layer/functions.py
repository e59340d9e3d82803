"""Every function and operator that may be written, in questions and in models: the one list.

Role: everything not named here is refused. Nothing here reads a session, a file, a clock or a catalogue, builds lists,
or raises on a value. What a compiled statement may call is listed apart, in the warehouse, by the engine's own names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

# ---- over rows

OPERATORS: tuple[type[exp.Expr], ...] = (
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.Paren,
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In, exp.Between,
    exp.Like, exp.ILike, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Case, exp.If, exp.DPipe,
)  # fmt: skip
FUNCTIONS: tuple[type[exp.Expr], ...] = (
    exp.Coalesce, exp.Nullif, exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Greatest, exp.Least, exp.Lower, exp.Upper,
    exp.Trim, exp.Length, exp.Substring, exp.Concat, exp.Left, exp.Right, exp.Extract, exp.Year, exp.Quarter,
    exp.Month, exp.Day, exp.TimestampTrunc, exp.DateTrunc, exp.DateDiff, exp.Cast, exp.TryCast,
)  # fmt: skip
LEAVES: tuple[type[exp.Expr], ...] = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Var, exp.DataType, exp.Interval, exp.Tuple,
)  # fmt: skip
SCALAR = OPERATORS + FUNCTIONS + LEAVES

# ---- aggregates and windows

AGGREGATE_NAMES: Mapping[type[exp.Expr], str] = {
    exp.Sum: "SUM", exp.Count: "COUNT", exp.Avg: "AVG", exp.Min: "MIN", exp.Max: "MAX", exp.Median: "MEDIAN",
    exp.Quantile: "QUANTILE", exp.PercentileCont: "QUANTILE",
}  # fmt: skip
AGGREGATES: tuple[type[exp.Expr], ...] = tuple(AGGREGATE_NAMES)
WINDOW_ONLY: tuple[type[exp.Expr], ...] = (
    exp.RowNumber, exp.Rank, exp.DenseRank, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.Ntile,
    exp.PercentRank, exp.CumeDist,
)  # fmt: skip

# ---- over metrics


@dataclass(frozen=True, slots=True)
class MeasureFunction:
    """A function over a metric: how many arguments it takes, and where it may be written."""

    least: int
    most: int
    in_questions: bool = True
    in_models: bool = True


# The first argument is a metric; the rest are numbers, grains, and of TOTAL the fields it keeps.
MEASURE_FUNCTIONS: Mapping[str, MeasureFunction] = {
    "MEASURE": MeasureFunction(1, 1),
    "PRIOR_YEAR": MeasureFunction(1, 1),
    "PRIOR_PERIOD": MeasureFunction(1, 2),
    "YTD": MeasureFunction(1, 1),
    "QTD": MeasureFunction(1, 1),
    "MTD": MeasureFunction(1, 1),
    "TRAILING": MeasureFunction(3, 3),
    "TOTAL": MeasureFunction(1, 20, in_models=False),
    "OPENING": MeasureFunction(1, 1, in_questions=False),
    "AVG_BALANCE": MeasureFunction(1, 2, in_questions=False),
    "FULL_YEAR": MeasureFunction(1, 1, in_questions=False),
    "PERIOD_DAYS": MeasureFunction(0, 0),
}
TREE_FUNCTIONS = frozenset({"WITHIN", "TREE_LEVEL", "TREE_MEMBER"})

# What may stand between metrics in a model's formula: numbers, not texts.
_TEXTS = (exp.Like, exp.ILike, exp.DPipe, exp.Lower, exp.Upper, exp.Trim, exp.Length, exp.Substring, exp.Concat,
          exp.Left, exp.Right)  # fmt: skip
_DATES = (exp.Extract, exp.Year, exp.Quarter, exp.Month, exp.Day, exp.TimestampTrunc, exp.DateTrunc, exp.DateDiff,
          exp.Interval)  # fmt: skip
BETWEEN_METRICS: tuple[type[exp.Expr], ...] = tuple(
    kind for kind in SCALAR if kind not in (*_TEXTS, *_DATES, exp.IntDiv, exp.Mod, exp.Var, exp.Tuple)
)


def measure_functions(in_models: bool) -> tuple[str, ...]:
    """The functions over metrics that may be written in models, or in questions."""
    return tuple(n for n, found in MEASURE_FUNCTIONS.items() if (found.in_models if in_models else found.in_questions))
