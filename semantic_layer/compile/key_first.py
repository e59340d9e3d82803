"""Facts aggregated by the foreign key first, dimensions joined after.

Role: where every group and every condition on a dimension lies behind one many-to-one step, the facts are summed per
key before the join: the join then meets some thousands of rows instead of millions. Only for aggregates that can be
merged, so that the result is the same; rows without a dimension keep their NULL key and stand under NULL.
    a0_by_key  SELECT invoices.customer_id AS j0, SUM(…) AS s0 … GROUP BY invoices.customer_id
    a0         SELECT customers.region AS k1, SUM(s0) AS s0 FROM a0_by_key LEFT JOIN customers … GROUP BY 1
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from semantic_layer.checks.conditions import exists_of, refs_of
from semantic_layer.checks.plan import MERGEABLE, ignored
from semantic_layer.compile.builder import Builder
from semantic_layer.compile.expressions import condition_over, scalar_over
from semantic_layer.compile.joins import Joins
from semantic_layer.compile.text import all_of, listed
from semantic_layer.functions import TREE_FUNCTIONS
from semantic_layer.metrics.grammar import anonymous_name, is_period
from semantic_layer.metrics.graph import Path
from semantic_layer.model import FieldRef, Relationship


def _steps(builder: Builder, refs: Sequence[FieldRef]) -> set[Relationship | None] | None:
    """The first steps towards fields (None = the rows' own dataset); None as a whole where a path is unusual."""
    found: set[Relationship | None] = set()
    for ref in refs:
        way = builder.scans.index.graph.path(builder.leaf.dataset, ref)
        if not isinstance(way, Path) or any(step.history == "as_was" for step in way.steps):
            return None
        found.add(way.steps[0] if way.steps else None)
    return found


def _plain(tree: exp.Expr) -> bool:
    """No EXISTS, no tree and no `period` in it: they belong to the rows."""
    nodes = tree.find_all(exp.Exists, exp.Anonymous, exp.Column)
    return not exists_of(tree) and not any(anonymous_name(node) in TREE_FUNCTIONS or is_period(node) for node in nodes)


def key_step(builder: Builder) -> Relationship | None:
    """The one step all groups lie behind; None where keys cannot come first."""
    index = builder.scans.index
    if not all(slot.leaf.function in MERGEABLE for _, slot in builder.slots) or builder.converted:
        return None
    keys = [builder.block.keys[position] for position in builder.slot.keys]
    asked = [c for c in builder.block.conditions if not ignored(builder.leaf, c.refs)]
    if not keys or not all(_plain(key.tree) and key.refs for key in keys):
        return None
    steps = _steps(builder, [ref for key in keys for ref in key.refs])
    if steps is None or len(steps) != 1 or None in steps:
        return None
    (step,) = steps
    for condition in asked:
        behind = _steps(builder, condition.refs)
        if behind is None or len(behind) > 1 or not (behind <= {None, step}) or not _plain(condition.tree):
            return None
    for _, slot in builder.slots:
        own = [
            *slot.leaf.conditions,
            *slot.leaf.extra,
            *([slot.leaf.argument] if slot.leaf.argument is not None else []),
        ]
        refs = [ref for part in own for ref in refs_of(part, index)]
        if (_steps(builder, refs) or set()) - {None} or _steps(builder, refs) is None:
            return None
    time = builder.leaf.time_field
    return step if time is None or time.dataset == builder.leaf.dataset else None


def build_key_first(builder: Builder, step: Relationship) -> None:
    """The two CTEs."""
    asked = [c for c in builder.block.conditions if not ignored(builder.leaf, c.refs)]
    mine = [c for c in asked if _steps(builder, c.refs) in (set(), {None})]
    rows = Joins(builder.scans, builder.leaf.dataset, builder.leaf.time_field)
    common, rests = builder.split_conditions(rows)
    where = [
        *builder.single_range(rows),
        *[condition_over(c.tree, rows) for c in mine],
        *common,
        *builder.any_of(rests),
    ]
    keys = [(f"j{n}", rows.ref(FieldRef(builder.leaf.dataset, name))) for n, name in enumerate(step.from_fields)]
    values = builder.values(rows, rests)
    inner = builder.cte("by_key", builder.select(rows, keys, values, where))
    columns = dict(zip(step.from_fields, (name for name, _ in keys), strict=True))
    joins = Joins(builder.scans, builder.leaf.dataset, builder.leaf.time_field)
    joins.stand_in(inner, columns)
    groups = [
        (builder.block.keys[position].name, scalar_over(builder.block.keys[position].tree, joins))
        for position in builder.slot.keys
    ]
    after = [condition_over(c.tree, joins) for c in asked if c not in mine]
    merged = []
    for number, slot in builder.slots:
        merge = slot.leaf.function if slot.leaf.function in ("MIN", "MAX") else "SUM"
        merged.append(f"{merge}({joins.root}.s{number}) AS s{number}")
    head = listed([*(f"{sql} AS {name}" for name, sql in groups), *merged])
    tail = f"\nWHERE {all_of(after)}" if after else ""
    builder.cte("", f"SELECT {head}\n{joins.source()}{tail}\nGROUP BY {listed(sql for _, sql in groups)}")
