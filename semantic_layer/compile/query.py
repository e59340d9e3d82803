"""compile_query: the one door from a checked query to SQL.

Role: writes DuckDB's text of the portable core; other dialects are made from the same text by sqlglot.
"""

from __future__ import annotations

from dataclasses import replace

import sqlglot

from semantic_layer.access.rights import Rights
from semantic_layer.checks.plan import Block, Detail, Plan
from semantic_layer.checks.reach import denied_datasets
from semantic_layer.compile.block import BlockCompiler
from semantic_layer.compile.detail import detail_sql
from semantic_layer.compile.outer import outer_sql
from semantic_layer.compile.scan import Scans
from semantic_layer.compile.trees import below_sql
from semantic_layer.issues import Issues
from semantic_layer.metrics import index_of
from semantic_layer.model import Layer
from semantic_layer.query import CheckedQuery, CompiledSql, Probe


def compile_query(checked: CheckedQuery, layer: Layer, rights: Rights, dialect: str = "duckdb") -> CompiledSql | Issues:
    """Physical SQL with the row rules of `rights` in every scan."""
    index = index_of(layer.model)
    plan = checked.plan
    assert isinstance(plan, Plan), "made by check_query"
    denied = denied_datasets(index, rights, _datasets(plan))
    if denied:
        return Issues(tuple(denied))
    scans = Scans(index, rights, dialect)
    probes: list[Probe] = []
    root = plan.root
    if plan.outer is not None:
        sql, found = outer_sql(plan, scans)
        probes += found
    elif isinstance(root, Block):
        compiler = BlockCompiler(root, scans)
        sql = compiler.sql()
        rates = compiler.rates_sql()
        if rates is not None:
            probes.append(Probe("missing_rate", rates))
        probes += [Probe(f"base:{column}", text, when=column) for column, text in compiler.bases()]
        tie = compiler.tie_sql()
        if tie is not None:
            probes.append(Probe("tie", tie))
        for column, slot in root.as_of:
            probes.append(Probe(f"as_of:{column}", compiler.as_of_sql(slot)))
            if root.time_key is None:
                probes.append(Probe(f"snapshot:{column}", compiler.neighbours_sql(slot)))
    else:
        assert root is not None
        sql = detail_sql(root, scans)
    probes += _below(checked, layer, scans)
    return CompiledSql(
        sql=_in(sql, dialect),
        dialect=dialect,
        columns=checked.columns,
        tables=frozenset(scans.named),
        probes=tuple(replace(probe, sql=_in(probe.sql, dialect)) for probe in probes),
        checked=checked,
    )


def _below(checked: CheckedQuery, layer: Layer, scans: Scans) -> list[Probe]:
    """For each condition on members of a tree, how many nodes stand under them: the card says "with all below" of those
    only."""
    found = []
    for place, item in enumerate(checked.filters):
        dataset = layer.model.datasets.get(item.field.dataset)
        tree = next((one for one in dataset.trees if one.display == item.field.field), None) if dataset else None
        if dataset is not None and tree is not None and item.op in ("WITHIN", "NOT WITHIN"):
            found.append(Probe(f"below:{place}", below_sql(scans, dataset, tree, item.values)))
    return found


def _datasets(plan: Plan) -> list[str]:
    """The datasets whose rows the query counts."""
    found: dict[str, None] = {}
    for part in [plan.root, *plan.blocks.values()]:
        if isinstance(part, Block):
            for slot in part.slots:
                found.setdefault(slot.leaf.dataset)
                if slot.leaf.open_items:
                    found.setdefault(slot.leaf.open_items.applied)
        elif isinstance(part, Detail):
            found.setdefault(part.anchor)
    return list(found)


def _in(sql: str, dialect: str) -> str:
    return sql if dialect == "duckdb" else sqlglot.transpile(sql, read="duckdb", write=dialect, pretty=True)[0]
