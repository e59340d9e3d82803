"""What a metric's own definition leaves out: the number of orders counts no cancelled ones.

Role: metric + value → whether the definition excludes the value. Filtered by it, the metric would be nothing, or worse.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from bot.planners.offline.resolve import Said
from semantic_layer.metrics.reach import leaves_of
from semantic_layer.model import SemanticModel


def leaves_out(model: SemanticModel, metric: str, said: Said) -> bool:
    """Whether the metric, or a metric it is made of, is defined without rows of this value."""
    if said.negated:
        return False
    return any(_excludes(model.metrics[leaf].filter, said) for leaf in leaves_of(model, metric))


def _excludes(condition: str, said: Said) -> bool:
    if not condition:
        return False
    tree = sqlglot.parse_one(condition, dialect="duckdb")
    for column in tree.find_all(exp.Column):
        if (column.table or said.field.dataset, column.name) != (said.field.dataset, said.field.field):
            continue
        test = column.parent
        if test is None or test.find_ancestor(exp.Or) is not None or not isinstance(test, (exp.EQ, exp.NEQ, exp.In)):
            continue
        values = {node.name for node in test.find_all(exp.Literal) if node.is_string}
        denied = isinstance(test, exp.NEQ) != isinstance(test.parent, exp.Not)
        if values and (said.value in values) == denied:
            return True
    return False
