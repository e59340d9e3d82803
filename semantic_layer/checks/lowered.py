"""What lowering hands on: lowered expressions, the scope they stand in, what a block measures, the block as a whole.

Role: the values that the steps of checks share. Positions in `SlotRef` are those of `Measured.uses` until
settling turns uses into slots.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from semantic_layer.checks import units
from semantic_layer.checks.plan import Condition, Key, Modifier, Node, Use
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.model import Better, FieldRef, Metric, MetricKind, Unit


@dataclass(frozen=True, slots=True)
class Lowered:
    """A lowered expression and what is known of it."""

    node: Node
    unit: Unit = units.NONE
    kind: MetricKind | None = None  # None = a constant or a key
    metric: str = ""
    modifiers: tuple[str, ...] = ()
    better: Better = Better.NEITHER
    is_growth: bool = False
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What surrounds the expression being lowered: modifiers, filters and the metric it belongs to."""

    modifiers: tuple[Modifier, ...] = ()
    total: frozenset[str] | None = None
    conditions: tuple[exp.Expr, ...] = ()
    extra: tuple[exp.Expr, ...] = ()
    ignore: frozenset[str] = frozenset()
    metric: Metric | None = None
    owner: str = ""  # the metric the asker named, for messages
    shares: bool = False  # the metric is a ratio: an ignored field is kept by operands that reach it


@dataclass(slots=True)
class Measured:
    """What the expressions of one block measure, gathered as they are lowered."""

    uses: list[Use] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    metrics: list[str] = field(default_factory=list)  # named by the asker
    fields: list[FieldRef] = field(default_factory=list)  # of aggregates that no metric defines
    adhoc: bool = False  # there are such aggregates

    def report(self, code: IssueCode, **params: object) -> None:
        """Add an issue, once."""
        found = issue(code, **params)
        if found not in self.issues:
            self.issues.append(found)


@dataclass(frozen=True, slots=True)
class LoweredBlock:
    """One aggregate SELECT with its expressions lowered: what pins, rights and settling go by.

    `items` are (expression, lowered) of SELECT in order; `orders` are (lowered, descending, its place in `items` if it
    has one). `overlapping`: texts of the keys whose groups share rows.
    """

    select: exp.Select
    keys: tuple[Key, ...]
    conditions: tuple[Condition, ...]
    measured: Measured
    items: tuple[tuple[exp.Expr, Lowered], ...]
    having: tuple[Lowered, ...]
    qualify: tuple[Lowered, ...]
    orders: tuple[tuple[Lowered, bool, int | None], ...]
    overlapping: tuple[str, ...]
