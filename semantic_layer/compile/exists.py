"""EXISTS over declared relationships: "orders without an invoice".

Role: correlates the named dataset with the rows at hand through the dataset both reach many-to-one: the rows' own
dataset where it can be (orders ← invoices), else the nearest they share.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.checks.exists import dataset_of, meeting
from semantic_layer.compile.joins import Joins
from semantic_layer.metrics.graph import Path
from semantic_layer.model import FieldRef


def correlated(node: exp.Exists, outer: Joins, number: int) -> tuple[Joins, list[str]]:
    """(the rows inside one EXISTS, the conditions that tie them to the rows at hand). `number` tells apart several
    EXISTS of one expression. Checks have proven that both sides meet in one dataset."""
    theirs = dataset_of(node)
    (hub,) = meeting(outer.index, outer.dataset, theirs)
    inner = Joins(outer.scans, theirs)
    inner.rename(f"{theirs}_{number + 1}_inside")
    return inner, [f"{left} = {right}" for left, right in _hub_pairs(outer, inner, hub)]


def _hub_pairs(outer: Joins, inner: Joins, hub: str) -> list[tuple[str, str]]:
    """Equal columns of both sides that name the same row of the hub."""
    dataset = outer.index.model.datasets[hub]
    names = dataset.primary_key
    for side in (inner, outer):
        path = Path() if side.dataset == hub else outer.index.graph.path(side.dataset, FieldRef(hub, ""))
        if isinstance(path, Path) and path.steps:
            names = path.steps[-1].to_fields
            break
    return [(outer.key(FieldRef(hub, name)), inner.key(FieldRef(hub, name))) for name in names]
