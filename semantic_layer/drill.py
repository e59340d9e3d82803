"""Drill-through: from one number of a result to the rows behind it, as semantic SQL.

Role: every aggregate of the number becomes one query, grouped by the key of its rows, with the number's own dates and
its row's groups as conditions; its rows, combined as `Drill.combine` says, are that aggregate again. A ratio has a
query for its numerator and one for its denominator. What is written is checked like any question, with the asker's
rights, and held against the aggregate it is for: other dates, another definition or other rows are a refusal.
Errors: CANNOT_DRILL (reason: outer, window, no_rows, no_key, inner), DENIED_DETAIL, UNKNOWN_FIELD, and whatever
checks find in the query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlglot import exp

from semantic_layer.access.rights import Rights
from semantic_layer.checks import check_query
from semantic_layer.checks.plan import Block, Cell, Key, KeyRef, Leaf, Node, Other, Plan, Slot, ignored, used
from semantic_layer.checks.query import calendar_of
from semantic_layer.checks.settle import leaf_text
from semantic_layer.functions import TREE_FUNCTIONS
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.metrics import ModelIndex, index_of, read_formula
from semantic_layer.metrics.formula import read_filter
from semantic_layer.metrics.grammar import anonymous_name, column_of, is_period
from semantic_layer.metrics.graph import Path
from semantic_layer.metrics.scalar import is_aggregate, text_of, walk_down
from semantic_layer.model import FieldRef, Layer
from semantic_layer.parse import parse_query
from semantic_layer.parse.canonical import conjuncts
from semantic_layer.periods import Grain
from semantic_layer.query import Cell as Value
from semantic_layer.query import CheckedQuery
from semantic_layer.suggest import suggest

MOST_FIELDS = 12
_ADDED = frozenset({"SUM", "COUNT", "COUNT_ROWS"})
_WEIGHED = frozenset({"AVG", "MEDIAN", "QUANTILE"})


@dataclass(frozen=True, slots=True)
class Drill:
    """The rows behind one aggregate. `combine`: what of `column` over the rows gives the aggregate: SUM, AVG, MIN, MAX,
    MEDIAN, QUANTILE, or COUNT_DISTINCT of the column `counted`."""

    sql: str
    checked: CheckedQuery
    dataset: str
    metric: str
    combine: str
    column: str
    counted: str = ""


def drill(
    checked: CheckedQuery, column: str, at: Mapping[str, Value], layer: Layer, rights: Rights
) -> tuple[Drill, ...] | Issues:
    """The rows behind the cell of `column` in the row whose groups are `at` (result column → value).

    Of a row of subtotals, `at` has the groups that the row keeps."""
    plan = checked.plan
    assert isinstance(plan, Plan), "made by check_query"
    root = plan.root
    if not isinstance(root, Block):
        return Issues.of(IssueCode.CANNOT_DRILL, column=column, reason="outer")
    block = next((part for part in root.parts if _groups(part) == frozenset(at)), root)
    shown = {output.name: output for output in block.outputs}
    for name in (column, *at):
        if name not in shown:
            return Issues.of(IssueCode.UNKNOWN_FIELD, name=name, suggestions=suggest(name, shown))
    if _groups(block) != frozenset(at):
        missing = min(_groups(block) ^ frozenset(at))
        return Issues.of(IssueCode.UNKNOWN_FIELD, name=missing, suggestions=tuple(sorted(_groups(block))))
    if _has_window(shown[column].node) or not used(shown[column].node):
        return Issues.of(IssueCode.CANNOT_DRILL, column=column, reason="window")
    told = {output.node.key for output in block.outputs if isinstance(output.node, KeyRef)}
    found: list[Drill] = []
    for number in dict.fromkeys(used(shown[column].node)):
        if not told.issuperset(block.slots[number].keys):
            return Issues.of(IssueCode.CANNOT_DRILL, column=column, reason="inner")
        drilled = _Driller(block, block.slots[number], at, layer, rights).run(column)
        if isinstance(drilled, Issues):
            return drilled
        found += drilled
    return tuple(found)


def _groups(block: Block) -> frozenset[str]:
    return frozenset(output.name for output in block.outputs if output.column.role in ("group", "time"))


def _has_window(node: Node) -> bool:
    if isinstance(node, Other):
        return node.is_window or any(_has_window(child) for child in node.children)
    inner = [getattr(node, name) for name in ("left", "right", "value", "base", "inner") if hasattr(node, name)]
    return any(_has_window(part) for part in inner)


class _Driller:
    """Writes the queries of one slot."""

    def __init__(self, block: Block, slot: Slot, at: Mapping[str, Value], layer: Layer, rights: Rights) -> None:
        self.block = block
        self.slot = slot
        self.leaf = slot.leaf
        self.layer = layer
        self.rights = rights
        self.index: ModelIndex = index_of(layer.model)
        by_key = {o.node.key: at[o.name] for o in block.outputs if isinstance(o.node, KeyRef)}
        self.values: dict[int, Value] = {position: by_key[position] for position in slot.keys}
        self.dataset = layer.model.datasets[self.leaf.dataset]

    def run(self, column: str) -> list[Drill] | Issues:
        """One query a cell; a mean over points has one cell a point."""
        if not self.rights.detail:
            return Issues.of(IssueCode.DENIED_DETAIL, dataset=self.leaf.dataset)
        time = self.block.time_key
        bucket = _day(self.values[time]) if time is not None and time in self.values else None
        cells = [cell for cell in self.slot.cells if cell.key == bucket]
        measure = self._measure()
        # Rows that are alike in everything become one line of their sum; a mean over lines would be another mean.
        is_keyed = bool(self.dataset.primary_key) or self.leaf.function not in _WEIGHED
        reason = "no_rows" if not cells else "no_key" if not is_keyed else "inner"
        if not cells or not is_keyed or measure is None:
            return Issues.of(IssueCode.CANNOT_DRILL, column=column, reason=reason)
        found: list[Drill] = []
        for cell in cells:
            drilled = self._drill(column, measure, cell)
            if isinstance(drilled, Issues):
                return drilled
            found.append(drilled)
        return found

    def _drill(self, column: str, measure: str, cell: Cell) -> Drill | Issues:
        columns = self._columns()
        counted = ""
        if self.leaf.function == "COUNT_DISTINCT" and self.leaf.argument is not None:
            counted, columns["counted"] = "counted", text_of(self.leaf.argument)
        heads = [f'{text} AS "{name}"' for name, text in columns.items()]
        where = [*self._period(cell), *self._conditions()]
        sql = f"SELECT {', '.join([*heads, f'{measure} AS value'])} FROM {self.layer.model.name}"
        sql += f" WHERE {' AND '.join(where)}" if where else ""
        sql += f" GROUP BY {', '.join(str(n) for n in range(1, len(heads) + 1))} ORDER BY value DESC NULLS LAST"
        parsed = parse_query(sql, self.layer.model)
        checked = parsed if isinstance(parsed, Issues) else check_query(parsed, self.layer, self.rights)
        if isinstance(checked, Issues):
            outside = set(checked.codes()) <= {IssueCode.BEFORE_FIRST, IssueCode.AFTER_LOADED}
            return Issues.of(IssueCode.CANNOT_DRILL, column=column, reason="no_rows") if outside else checked
        if not self._is_same(checked, cell):
            return Issues.of(IssueCode.CANNOT_DRILL, column=column, reason="inner")
        combine = "SUM" if self.leaf.function in _ADDED else self.leaf.function
        return Drill(checked.query.canonical, checked, self.leaf.dataset, self.leaf.metric, combine, "value", counted)

    # ---- the measure

    def _measure(self) -> str | None:
        """The aggregate as a question may write it: the metric that is it, or itself where it is a plain flow."""
        metric = self.layer.model.metrics.get(self.leaf.source)
        text, own = "", frozenset[str]()
        if metric is not None:
            tree = read_formula(self.layer.model, metric)
            inner = tree.this if isinstance(tree, exp.Filter) else tree
            if is_aggregate(inner) or anonymous_name(inner) == "COUNT_ROWS":
                text = f"MEASURE({metric.name})"
                filters = [*conjuncts(read_filter(self.layer.model, metric))]
                filters += conjuncts(tree.expression.this) if isinstance(tree, exp.Filter) else []
                own = frozenset(text_of(part) for part in filters)
        if not text and (self.leaf.nature != "flow" or self.leaf.carry is not None):
            return None
        rest = [*self.leaf.conditions, *self.leaf.extra]
        kept = list(dict.fromkeys(part for one in rest if (part := text_of(one)) not in own))
        text = text or self._adhoc()
        return f"{text} FILTER (WHERE {' AND '.join(f'({part})' for part in kept)})" if kept else text

    def _adhoc(self) -> str:
        leaf = self.leaf
        argument = text_of(leaf.argument) if leaf.argument is not None else ""
        match leaf.function:
            case "COUNT_ROWS":
                return f"COUNT({leaf.dataset})"
            case "COUNT_DISTINCT":
                return f"COUNT(DISTINCT {argument})"
            case "QUANTILE":
                return f"QUANTILE({argument}, {leaf.quantile})"
            case function:
                return f"{function}({argument})"

    # ---- what stands beside it

    def _columns(self) -> dict[str, str]:
        """The rows' key, date and fields, the names of what they point at, and the groups that decide what counts."""
        found: dict[str, str] = {}
        for position in self.slot.keys:
            key = self.block.keys[position]
            if not key.grain and (self._is_tree(key) or self._is_pinned(key)):
                found[f"group_{position + 1}"] = self._own_member(key, self.values[position])
        time = [self.leaf.time_field.field] if self.leaf.time_field and not self.leaf.time_field.role else []
        names = [*self.dataset.primary_key, *time, *(n for n, f in self.dataset.fields.items() if not f.hidden)]
        for name in dict.fromkeys(names):
            ref = FieldRef(self.dataset.name, name)
            if name in self.dataset.fields and self._may_show(ref):
                found.setdefault(name, str(ref))
        for step in self.layer.model.relationships:
            target = self.layer.model.datasets[step.to_dataset]
            ref = FieldRef(target.name, target.display, step.role)
            way = self.index.graph.path(self.dataset.name, ref) if step.from_dataset == self.dataset.name else None
            if target.display and isinstance(way, Path) and way.steps == (step,) and self._may_show(ref):
                found.setdefault(str(ref), str(ref))
        keys = len(self.dataset.primary_key)
        return dict(list(found.items())[: max(MOST_FIELDS, keys + 2)])

    def _may_show(self, ref: FieldRef) -> bool:
        """A field that may be seen and whose grouping changes nothing: no pin is lifted, nothing ignored."""
        declared = self.index.field(ref)
        is_ignored = f"{ref.dataset}.{ref.field}" in self.leaf.ignore
        return declared is not None and declared.pinned is None and not is_ignored and self.rights.may_use_field(ref)

    def _is_tree(self, key: Key) -> bool:
        return any(anonymous_name(node) in TREE_FUNCTIONS for node in walk_down(key.tree))

    def _is_pinned(self, key: Key) -> bool:
        fields = [self.index.field(ref) for ref in key.refs]
        return any(field is not None and field.pinned is not None for field in fields)

    def _own_member(self, key: Key, value: Value) -> str:
        """A group's expression; of chosen tree members the one it is about, for its signs count on the way up to it."""
        if anonymous_name(key.tree) == "TREE_MEMBER":
            return f"TREE_MEMBER({text_of(key.tree.expressions[0])}, {_literal(value)})"
        return text_of(key.tree)

    # ---- conditions

    def _period(self, cell: Cell) -> list[str]:
        if self.leaf.time_field is None or self.slot.is_span or (cell.start is None and cell.end is None):
            return []
        if self.slot.keeps_undated and cell.start is None and self.leaf.nature == "flow":
            return []
        start = [f"period >= DATE '{self._start(cell.start)}'"] if cell.start else []
        return [*start, *([f"period <= DATE '{cell.end}'"] if cell.end else [])]

    def _start(self, day: date) -> date:
        """A start where a question may begin: rows of whole months are asked for from the month's first day."""
        grain = self.dataset.time_grain
        return calendar_of(self.layer.model.calendar).bucket(day, Grain(grain)).start if grain else day

    def _conditions(self) -> list[str]:
        asked = [f"({text_of(c.tree)})" for c in self.block.conditions if not ignored(self.leaf, c.refs)]
        for position in self.slot.keys:
            key, value = self.block.keys[position], self.values[position]
            if key.grain or anonymous_name(key.tree) == "TREE_MEMBER":
                continue
            text = text_of(self._dated(key))
            asked.append(f"{text} IS NULL" if value is None else f"{text} = {_literal(value)}")
        return asked

    def _dated(self, key: Key) -> exp.Expr:
        """A group over `period`, such as the weekday, as one over the date that the rows are counted by."""
        tree = key.tree.copy()
        if key.uses_period and self.leaf.time_field is not None:
            for node in list(walk_down(tree)):
                if is_period(node):
                    node.replace(column_of(self.leaf.time_field))
        return tree

    def _is_same(self, checked: CheckedQuery, cell: Cell) -> bool:
        """The query written computes this aggregate: one slot, of the same definition and the same dates."""
        block = checked.plan.root
        if not isinstance(block, Block) or len(block.slots) != 1 or len(block.slots[0].cells) != 1:
            return False
        slot = block.slots[0]
        mine = Cell(None, self._start(cell.start) if cell.start else None, cell.end)
        if slot.is_span != self.slot.is_span or (slot.cells[0] != mine and not slot.is_span):
            return False
        undated = cell.start is None and self.leaf.nature == "flow"
        if undated and slot.keeps_undated != self.slot.keeps_undated:
            return False
        chosen = frozenset(self._conditions())  # a pin that the grouping lifted is its own row's value now
        return _definition(slot.leaf, chosen) == _definition(self.leaf, chosen)


def _definition(leaf: Leaf, chosen: frozenset[str]) -> tuple[object, ...]:
    """What a leaf computes; for a snapshot also which of its conditions choose the as-of date."""
    plain = leaf_text(replace(leaf, conditions=(), extra=(), ignore=frozenset()))
    own, all_ = (
        frozenset(text_of(part) for part in parts) - chosen
        for parts in (leaf.conditions, (*leaf.conditions, *leaf.extra))
    )
    return plain, all_, own if leaf.nature == "snapshot" else frozenset()


def _day(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(value) if isinstance(value, str) else value if isinstance(value, date) else None


def _literal(value: Value) -> str:
    match value:
        case bool():
            return str(value).upper()
        case datetime():
            return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
        case date():
            return f"DATE '{value.isoformat()}'"
        case str():
            return exp.Literal.string(value).sql(dialect="duckdb")
        case _:
            return str(value)


__all__ = ["Drill", "drill"]
