"""The resolved form of a query: what checks hand to compile.

Role: frozen values, private to these two steps. A *leaf* is one aggregate over the rows of one dataset; a *use* is a
leaf under modifiers in one expression; a *slot* is a use with its dates worked out: what one aggregation computes.
Expressions are small trees (`Node`) over slots, keys and constants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlglot import exp

from semantic_layer.model import CarryForward, FieldRef, OpenItems
from semantic_layer.query import Column, MeasurePeriod

Nature = Literal["flow", "snapshot", "movements", "open_items"]
ADDITIVE = frozenset({"SUM", "COUNT", "COUNT_ROWS"})
MERGEABLE = ADDITIVE | {"MIN", "MAX"}


@dataclass(frozen=True, slots=True)
class Cell:
    """The dates one result cell covers, inclusive; `key` is its bucket's first date. None = open or no bucket."""

    key: date | None
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One aggregate over rows of `dataset`. `conditions` belong to the definition, `extra` to the asker's FILTER."""

    dataset: str
    function: str  # SUM COUNT COUNT_ROWS COUNT_DISTINCT AVG MIN MAX MEDIAN QUANTILE
    argument: exp.Expr | None
    quantile: str
    conditions: tuple[exp.Expr, ...]
    extra: tuple[exp.Expr, ...]
    time_field: FieldRef | None
    nature: Nature
    metric: str
    open_items: OpenItems | None = None
    carry: CarryForward | None = None
    ignore: frozenset[str] = frozenset()
    source: str = ""  # the metric in whose formula it stands; `metric` is the one the asker named

    @property
    def additive(self) -> bool:
        """Values of groups without shared rows add up to the value of all of them."""
        return self.function in ADDITIVE


def ignored(leaf: Leaf, refs: Sequence[FieldRef]) -> bool:
    """All these fields are ignored by the leaf (rule 20)."""
    return bool(refs) and all(f"{ref.dataset}.{ref.field}" in leaf.ignore for ref in refs)


@dataclass(frozen=True, slots=True)
class Modifier:
    """A change of the period: PRIOR_YEAR, PRIOR_PERIOD, YTD, QTD, MTD, TRAILING, OPENING, POINTS, FULL_YEAR."""

    name: str
    n: int = 0
    grain: str = ""

    def __str__(self) -> str:
        inside = ", ".join(part for part in (str(self.n) if self.n else "", self.grain) if part)
        return f"{self.name}({inside})" if inside else self.name


@dataclass(frozen=True, slots=True)
class Use:
    """A leaf under modifiers (outermost first). `total`: names of the keys it keeps; None = all of them."""

    leaf: Leaf
    modifiers: tuple[Modifier, ...] = ()
    total: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A use with its cells. `keys` are positions of the block's keys it is grouped by. `points`: how many points the
    mean of each bucket is taken over (AVG_BALANCE by month); empty = no mean."""

    leaf: Leaf
    cells: tuple[Cell, ...]
    keys: tuple[int, ...]
    points: tuple[tuple[date | None, int], ...] = ()
    is_span: bool = False  # no period was asked and the data has no declared end: every row counts
    keeps_undated: bool = False  # no period was asked and none is moved to: a row without a date counts too


# ---- expressions


@dataclass(frozen=True, slots=True)
class SlotRef:
    """A value of the block: the position of a use while lowering, of a slot in a `Block`."""

    slot: int
    additive: bool


@dataclass(frozen=True, slots=True)
class KeyRef:
    """A group key, by its position."""

    key: int


@dataclass(frozen=True, slots=True)
class Days:
    """PERIOD_DAYS(): days of each cell, under the modifiers that stand around it."""

    cells: tuple[Cell, ...]
    modifiers: tuple[Modifier, ...] = ()
    total: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal, as SQL of the portable core."""

    sql: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """An operation on two values; what absence means in it is settled where it is written (rule 19)."""

    op: Literal["+", "-", "*", "/"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Growth:
    """value / base - 1, NULL where the base is not above zero (rule 19)."""

    value: Node
    base: Node


@dataclass(frozen=True, slots=True)
class Other:
    """Any other allowed expression: `tree` with the children standing in as variables named `:0`, `:1`, …"""

    tree: exp.Expr
    children: tuple[Node, ...]
    is_window: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """An additive value with empty buckets as 0, up to the end of its data: what an average over time divides by."""

    inner: Node
    end: date | None = None


Node = Filled | SlotRef | KeyRef | Days | Constant | Arithmetic | Growth | Other


def used(node: Node) -> list[int]:
    """The uses (or slots) a tree refers to, in order."""
    match node:
        case SlotRef(slot=slot):
            return [slot]
        case Arithmetic(left=left, right=right):
            return [*used(left), *used(right)]
        case Growth(value=value, base=base):
            return [*used(value), *used(base)]
        case Filled(inner=inner):
            return used(inner)
        case Other(children=children):
            return [slot for child in children for slot in used(child)]
        case _:
            return []


def growths(node: Node) -> list[Growth]:
    """The growth rates in an expression."""
    match node:
        case Growth(value=value, base=base):
            return [node, *growths(value), *growths(base)]
        case Arithmetic(left=left, right=right):
            return [*growths(left), *growths(right)]
        case Filled(inner=inner):
            return growths(inner)
        case Other(children=children):
            return [found for child in children for found in growths(child)]
        case _:
            return []


# ---- blocks


@dataclass(frozen=True, slots=True)
class Key:
    """What a block groups by: the time bucket, or a scalar expression over fields."""

    name: str
    tree: exp.Expr
    refs: tuple[FieldRef, ...] = ()
    grain: str = ""  # of the time bucket; "" = an expression
    text: str = ""  # of the tree: how keys are told apart
    uses_period: bool = False  # an expression over `period`, such as EXTRACT(isodow FROM period)


@dataclass(frozen=True, slots=True)
class Output:
    """One result column of a block."""

    name: str
    node: Node
    column: Column


@dataclass(frozen=True, slots=True)
class Condition:
    """One ANDed condition of the asker on rows."""

    tree: exp.Expr
    refs: tuple[FieldRef, ...]


@dataclass(frozen=True, slots=True)
class Ordering:
    """One item of ORDER BY."""

    node: Node
    descending: bool
    output: str = ""  # the column it names, if it is one


@dataclass(frozen=True, slots=True)
class Block:
    """An aggregate over the model, resolved: nodes and `as_of` refer to `slots` and `keys` by position."""

    keys: tuple[Key, ...]
    slots: tuple[Slot, ...]
    outputs: tuple[Output, ...]
    conditions: tuple[Condition, ...]
    having: tuple[Node, ...] = ()
    qualify: tuple[Node, ...] = ()
    order: tuple[Ordering, ...] = ()
    limit: int | None = None
    offset: int | None = None
    spine: tuple[date, ...] = ()
    periods: tuple[MeasurePeriod, ...] = ()
    as_of: tuple[tuple[str, int], ...] = ()  # (column, slot) of the balances whose as-of date the card prints
    parts: tuple[Block, ...] = ()  # one block a grouping set, the fullest first; () = the block is all

    @property
    def time_key(self) -> int | None:
        """The position of the time bucket among the keys; None without a time grouping."""
        for position, key in enumerate(self.keys):
            if key.grain:
                return position
        return None


@dataclass(frozen=True, slots=True)
class Detail:
    """Rows of one anchor dataset (rule 23)."""

    anchor: str
    outputs: tuple[tuple[str, exp.Expr], ...]
    columns: tuple[Column, ...]
    conditions: tuple[Condition, ...]
    own: tuple[exp.Expr, ...]  # pins
    time_field: FieldRef | None
    start: date | None
    end: date | None
    order: tuple[tuple[exp.Expr, bool, str], ...] = ()
    qualify: tuple[exp.Expr, ...] = ()
    limit: int | None = None
    offset: int | None = None
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement: one block or detail, or an outer SELECT over several, by their place in the tree."""

    root: Block | Detail | None
    outer: exp.Expr | None = None  # the statement; each inner block stands as a table named in `blocks`
    blocks: Mapping[str, Block | Detail] = field(default_factory=dict)
    outer_columns: tuple[Column, ...] = ()
    probes: tuple[tuple[str, str, int], ...] = ()  # (column, block, slot) of balances in an outer result
    bases: tuple[tuple[str, str, str], ...] = ()  # (column, block, its column): growth worked out in a block
    rates: tuple[tuple[str, exp.Expr], ...] = ()  # (column, base): growth worked out in the outermost SELECT
