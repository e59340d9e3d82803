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
    """(SQL, probes of the balances in the result and of growth without a base)."""
    assert plan.outer is not None
    compilers: dict[str, BlockCompiler] = {}
    text = _written(plan.outer.copy(), plan, scans, compilers)
    probes = [Probe(f"as_of:{column}", compilers[name].as_of_sql(slot)) for column, name, slot in plan.probes]
    counts: dict[str, list[str]] = {}
    for column, name, own in plan.bases:
        counts.setdefault(column, []).append(dict(compilers[name].bases())[own])
    for column, base in plan.rates:
        counts.setdefault(column, []).append(_without_base(plan, base, scans))
    probes += [Probe(f"base:{column}", "\nUNION ALL\n".join(found), when=column) for column, found in counts.items()]
    return text, probes


def _without_base(plan: Plan, base: exp.Expr, scans: Scans) -> str:
    """How many rows of the outermost SELECT have a growth with a base of zero or less."""
    assert isinstance(plan.outer, exp.Select)
    tree = plan.outer.copy()
    taken = {column.name.lower() for column in plan.outer_columns}
    name = next(free for n in range(1, 999) if (free := f"growth_base_{n}") not in taken)
    tree.append("expressions", exp.alias_(base.copy(), name))
    head = f"SELECT COUNT(CASE WHEN {name} <= 0 THEN 1 END) AS without_base"
    return f"{head}\nFROM (\n{indented(_written(tree, plan, scans, {}))}\n) AS result"


def _written(tree: exp.Expr, plan: Plan, scans: Scans, compilers: dict[str, BlockCompiler]) -> str:
    """The statement's text; `compilers` keeps those of its blocks."""
    for node in reversed(list(tree.find_all(*_GUARDED, bfs=True))):
        safe = safe_node(node)
        if safe is not node:
            node.replace(safe)
    for node in tree.find_all(exp.Identifier):
        if not node.quoted and name_sql(node.name) != node.name:
            node.set("quoted", True)
    text = tree.sql(dialect="duckdb", pretty=True, comments=False)
    for name, block in plan.blocks.items():
        if isinstance(block, Block):
            compilers[name] = BlockCompiler(block, scans)
            written = compilers[name].sql()
        else:
            written = detail_sql(block, scans)
        text = _filled_in(text, name, written)
    return text


def _filled_in(text: str, name: str, written: str) -> str:
    """Put a block's SQL where its placeholder stands, indented as it."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.strip() == name and number and lines[number - 1].strip() == "SELECT":
            depth = len(lines[number - 1]) - len(lines[number - 1].lstrip())
            return "\n".join([*lines[: number - 1], indented(written, depth), *lines[number + 1 :]])
    raise AssertionError(f"the placeholder {name} is not in the statement")
