"""An outer statement as SQL: its tree with every block filled in; division safe, casts that never raise."""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.checks.plan import Block, Plan
from semantic_layer.compile.block import BlockCompiler
from semantic_layer.compile.detail import detail_sql
from semantic_layer.compile.scan import Scans
from semantic_layer.compile.text import indented, name_sql, safe_node
from semantic_layer.query import Probe

_GUARDED = (exp.Div, exp.IntDiv, exp.Mod, exp.Cast, exp.TimestampTrunc, exp.DateTrunc)


def outer_sql(plan: Plan, scans: Scans) -> tuple[str, list[Probe]]:
    """(SQL, probes of the balances in the result)."""
    assert plan.outer is not None
    tree = plan.outer.copy()
    for node in reversed(list(tree.find_all(*_GUARDED, bfs=True))):
        safe = safe_node(node)
        if safe is not node:
            node.replace(safe)
    for node in tree.find_all(exp.Identifier):
        if not node.quoted and name_sql(node.name) != node.name:
            node.set("quoted", True)
    text = tree.sql(dialect="duckdb", pretty=True, comments=False)
    compilers: dict[str, BlockCompiler] = {}
    for name, block in plan.blocks.items():
        if isinstance(block, Block):
            compilers[name] = BlockCompiler(block, scans)
            written = compilers[name].sql()
        else:
            written = detail_sql(block, scans)
        text = _filled_in(text, name, written)
    probes = [Probe(f"as_of:{column}", compilers[name].as_of_sql(slot)) for column, name, slot in plan.probes]
    return text, probes


def _filled_in(text: str, name: str, written: str) -> str:
    """Put a block's SQL where its placeholder stands, indented as it."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.strip() == name and number and lines[number - 1].strip() == "SELECT":
            depth = len(lines[number - 1]) - len(lines[number - 1].lstrip())
            return "\n".join([*lines[: number - 1], indented(written, depth), *lines[number + 1 :]])
    raise AssertionError(f"the placeholder {name} is not in the statement")
