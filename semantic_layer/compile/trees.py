"""Parent-child trees as SQL (rule 33).

Role: the closure of a tree (node, ancestor, factor) as a recursive subquery; WITHIN as membership, so that each row
counts once; TREE_LEVEL and TREE_MEMBER as joins that give the member a row stands under. `factor` is the product of
sign × weight of the nodes on the way up, the member's own left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from semantic_layer.compile.joins import Joins
from semantic_layer.compile.scan import Scans
from semantic_layer.compile.text import listed, text_sql
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.model import Dataset, FieldRef, Tree
from semantic_layer.query import Cell

MAX_DEPTH = 60  # a cycle in the data ends here


def tree_of(node: exp.Anonymous, joins: Joins) -> tuple[Dataset, Tree, FieldRef]:
    """The tree a function names, and its key as a field of the row's dataset or role."""
    column = node.expressions[0]
    found = joins.index.tree(column.table, column.name)
    assert found is not None, "resolved while parsing"
    dataset, tree = found
    ref = joins.index.find(column.table, column.name)
    assert isinstance(ref, FieldRef)
    return dataset, tree, FieldRef(dataset.name, tree.key, ref.role)


def _closure(joins: Joins, dataset: Dataset, tree: Tree) -> str:
    """CTEs `nodes` and `closure` of a tree."""
    scans = joins.scans

    def field(name: str) -> str:
        return scans.field(dataset.name, name, "tree_rows")

    factors = [f"COALESCE({field(name)}, 1)" for name in (tree.sign, tree.weight) if name]
    factor = " * ".join(factors) if factors else "1"
    nodes = (
        f"SELECT {field(tree.key)} AS node, {field(tree.parent)} AS parent, {field(tree.display)} AS display, "
        f"{factor} AS factor FROM {scans.source(dataset.name)} AS tree_rows"
    )
    start = "SELECT node, node AS ancestor, 1 AS factor, 1 AS steps FROM nodes"
    step = (
        "SELECT closure.node, above.node AS ancestor, closure.factor * below.factor AS factor, "
        "closure.steps + 1 AS steps FROM closure JOIN nodes AS below ON below.node = closure.ancestor "
        "JOIN nodes AS above ON above.node = below.parent "
        f"WHERE closure.steps < {MAX_DEPTH}"
    )
    return f"WITH RECURSIVE nodes AS ({nodes}), closure AS ({start} UNION ALL {step})"


def below_sql(scans: Scans, dataset: Dataset, tree: Tree, members: Sequence[Cell]) -> str:
    """How many nodes stand right under the members: none under a leaf."""
    key, parent, display = (
        scans.field(dataset.name, name, "tree_rows") for name in (tree.key, tree.parent, tree.display)
    )
    rows = f"FROM {scans.source(dataset.name)} AS tree_rows"
    names = listed(text_sql(str(name)) for name in members)
    chosen = f"SELECT {key} AS node {rows} WHERE {display} IN ({names}) OR CAST({key} AS VARCHAR) IN ({names})"
    return f"SELECT COUNT(*) AS below {rows} WHERE {parent} IN ({chosen})"


def _members(node: exp.Anonymous) -> str:
    names = listed(text_sql(part.name) for part in node.expressions[1:])
    return f"(members.display IN ({names}) OR CAST(members.node AS VARCHAR) IN ({names}))"


def tree_sql(node: exp.Anonymous, joins: Joins) -> str:
    """WITHIN as a condition; TREE_LEVEL and TREE_MEMBER as the member's name, joined."""
    dataset, tree, ref = tree_of(node, joins)
    closure = _closure(joins, dataset, tree)
    key = joins.ref(ref)
    name = anonymous_name(node)
    if name == "WITHIN":
        chosen = f"FROM closure JOIN nodes AS members ON members.node = closure.ancestor WHERE {_members(node)}"
        return f"{key} IN ({closure} SELECT closure.node {chosen})"
    if name == "TREE_MEMBER":
        body = (
            f"SELECT closure.node, members.display AS member, closure.factor FROM closure "
            f"JOIN nodes AS members ON members.node = closure.ancestor WHERE {_members(node)}"
        )
        kind = "JOIN"
    else:
        level = node.expressions[1].name
        # The ancestor at that level; a row above it stands under its own node.
        ranked = (
            "SELECT closure.node, members.display AS member, closure.factor, "
            "ROW_NUMBER() OVER (PARTITION BY closure.node ORDER BY closure.steps DESC) AS depth, "
            "COUNT(*) OVER (PARTITION BY closure.node) AS depths "
            "FROM closure JOIN nodes AS members ON members.node = closure.ancestor"
        )
        body = f"SELECT node, member, factor FROM ({ranked}) AS ranked WHERE depth = LEAST({level}, depths)"
        kind = "LEFT JOIN"
    alias = joins.derived(f"{kind} ({closure} {body})", f"{dataset.name}_{tree.name}", key)
    if tree.sign or tree.weight:
        joins.factors.append(f"COALESCE({alias}.factor, 1)")
    return f"{alias}.member"
