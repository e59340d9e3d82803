"""Result columns of a block: what each is called and what it stands for (rule 28).

Role: names are given once each; every column keeps the unit, the kind and the metric that lowering found.
Errors: DUPLICATE_NAME.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.checks.facts import Facts
from semantic_layer.checks.lowered import Lowered, LoweredBlock
from semantic_layer.issues import IssueCode
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.grammar import anonymous_name, is_measure
from semantic_layer.metrics.scalar import text_of
from semantic_layer.model import FieldRole
from semantic_layer.parse.shapes import grain_of
from semantic_layer.query import Column


def default_name(node: exp.Expr, grain: str) -> str:
    """The name of a column that was given none."""
    if grain:
        return "period_start"
    if isinstance(node, exp.Column):
        return node.name
    words: list[str] = []
    while True:
        name = anonymous_name(node)
        if isinstance(node, exp.Filter):
            node = node.this
        elif name == "MEASURE":
            return "_".join([node.expressions[0].name, *words])
        elif name and name not in ("COUNT_ROWS", "PERIOD_DAYS") and node.expressions:
            words.append(name.lower())
            node = node.expressions[0]
        elif name:
            return {"COUNT_ROWS": "count", "PERIOD_DAYS": "days"}.get(name, "value")
        elif isinstance(node, exp.AggFunc):
            inner = node.find(exp.Column)
            return f"{node.sql_name().lower()}_{inner.name}" if inner is not None else "value"
        else:
            return "value"


def names_of(select: exp.Select, facts: Facts) -> list[str]:
    """The names of the result columns, each once; DUPLICATE_NAME goes to `facts` where the asker gave one twice."""
    found: list[str] = []
    for node in select.expressions:
        is_alias = isinstance(node, exp.Alias)
        name = node.alias if is_alias else default_name(node, grain_of(node))
        if name.lower() in {other.lower() for other in found}:
            if is_alias:
                facts.report(IssueCode.DUPLICATE_NAME, name=name)
            number = 2
            while f"{name}_{number}".lower() in {other.lower() for other in found}:
                number += 1
            name = f"{name}_{number}"
        found.append(name)
    return found


def result_column(name: str, block: LoweredBlock, node: exp.Expr, lowered: Lowered, index: ModelIndex) -> Column:
    """What one result column is: the time bucket, a group, a measure, or computed from measures; with its unit."""
    key = next((key for key in block.keys if key.text == text_of(node)), None)
    if key is not None and key.grain:
        return Column(name, "time", grain=key.grain)
    if key is not None:
        ref = key.refs[0] if isinstance(key.tree, exp.Column) and key.refs else None
        declared = index.field(ref) if ref else None
        is_id = declared is not None and declared.role is FieldRole.ID
        return Column(name, "group", declared.unit if declared else Column(name, "group").unit, ref, id_like=is_id)
    is_plain = is_measure(node) and bool(lowered.metric)
    return Column(
        name,
        "measure" if is_plain else "computed",
        lowered.unit,
        metric=lowered.metric,
        modifiers=lowered.modifiers,
        kind=lowered.kind,
        better=lowered.better,
        is_growth=lowered.is_growth,
        is_share=lowered.is_share,
    )
