"""What a number is, as plain values: the reference's metrics and columns. Nothing here is SQL.

A leaf is one aggregate over rows of one dataset; everything else combines leaves. Fields are named "dataset.field".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Get = Callable[[str], Any]


@dataclass(frozen=True)
class Test:
    """`field op values`, three-valued. op: = <> < <= > >= IN, "NOT IN" (keeps NULL), "IS NULL", "IS NOT NULL",
    "IS DISTINCT FROM"."""

    __test__ = False

    field: str
    op: str
    values: tuple[Any, ...] = ()

    @property
    def fixes(self) -> bool:
        """The field has one value: `=`, or IN with one."""
        return self.op == "=" or (self.op == "IN" and len(self.values) == 1)

    def holds(self, value: Any) -> bool | None:
        """TRUE, FALSE, or None for unknown."""
        match self.op:
            case "IS NULL":
                return value is None
            case "IS NOT NULL":
                return value is not None
            case "IS DISTINCT FROM":
                return value != self.values[0]
            case "NOT IN":
                return value is None or value not in self.values
        if value is None:
            return None
        if self.op == "IN":
            return value in self.values
        wanted = self.values[0]
        found = {"=": value == wanted, "<>": value != wanted, "<": value < wanted, ">": value > wanted}
        return {**found, "<=": value <= wanted, ">=": value >= wanted}[self.op]


@dataclass(frozen=True)
class Applied:
    """Open items: documents minus what was applied by the as-of date (rule 15)."""

    dataset: str
    document_key: tuple[str, str]  # (field of the application, field of the document)
    date: str
    amount: str
    due: str
    least_days: int | None = None  # days past due at least; None = all open


@dataclass(frozen=True)
class Leaf:
    """`how`: sum count rows distinct avg min max median. `value`: the field. `nature`: flow, snapshot, movements,
    open_items."""

    how: str
    dataset: str
    value: str = ""
    own: tuple[Test, ...] = ()
    nature: str = "flow"
    time: str = ""  # field, where not the dataset's
    ignore: tuple[str, ...] = ()
    pins: tuple[tuple[str, str], ...] = ()  # (field, value) fixed by the definition
    applied: Applied | None = None

    @property
    def additive(self) -> bool:
        return self.how in ("sum", "count", "rows")


@dataclass(frozen=True)
class Named:
    """MEASURE(name)."""

    name: str


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Days:
    """Days of the effective range."""


@dataclass(frozen=True)
class Sum:
    """left + right, or left - right."""

    left: Expr
    right: Expr
    sign: int = 1


@dataclass(frozen=True)
class Product:
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Ratio:
    top: Expr
    bottom: Expr


@dataclass(frozen=True)
class Growth:
    """value / base - 1, where the base is above zero."""

    value: Expr
    base: Expr


@dataclass(frozen=True)
class Moved:
    """kind: prior_year, prior_period, ytd, qtd, mtd, trailing, opening, points."""

    kind: str
    inner: Expr
    n: int = 0
    grain: str = ""


@dataclass(frozen=True)
class Total:
    inner: Expr
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Only:
    """FILTER (WHERE tests)."""

    inner: Expr
    tests: tuple[Test, ...]


Expr = Leaf | Named | Number | Days | Sum | Product | Ratio | Growth | Moved | Total | Only


def children(expr: Expr) -> tuple[Expr, ...]:
    match expr:
        case Sum(left=left, right=right) | Product(left=left, right=right):
            return left, right
        case Ratio(top=left, bottom=right) | Growth(value=left, base=right):
            return left, right
        case Moved(inner=inner) | Total(inner=inner) | Only(inner=inner):
            return (inner,)
        case _:
            return ()
