"""What rows in a state are worth: 还没到货的采购单总共多少钱, "total value of purchase orders not received".

Role: the last step of `interpret`, once states are bound. Money is asked of rows and no measure is named: the measure
that adds up the money of these very rows, else their one amount; of several measures it is asked which.
"""

from __future__ import annotations

import re

from bot.read.intent import FieldSaid, Intent, MetricSaid
from bot.read.wording.verbs import is_money
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.metrics.scalar import columns_of
from semantic_layer.model import FieldRef, FieldRole, MetricKind, SemanticModel

_MONEY = re.compile(
    r"多少(?:万|亿|万元|亿元)?[元钱]|多少块钱|总金额|总额|值多少"
    r"|\b(?:how much money|how much (?:is|are|was|were)\b.*\bworth|(?:total |combined )?(?:value|amount|worth) of)\b",
    re.IGNORECASE,
)


def read_worth(intent: Intent, question: str, model: SemanticModel) -> None:
    """Name the measure, or the amount to be added up."""
    if intent.metrics or intent.counted or intent.numbers or intent.detail or intent.ranked or intent.which:
        return
    named = [said for said in (*intent.anchors, *intent.groups) if said.dataset]
    if not intent.states or len(named) != 1 or named[0] not in intent.anchors or not _MONEY.search(question):
        return
    (said,) = named
    if not all(ref.dataset == said.dataset for state in intent.states for ref in state.refs):
        return
    names = tuple(name for name in model.metrics if _adds_up(name, said.dataset, model))
    amounts = _amounts(said.dataset, model)
    if names:
        intent.metrics.append(MetricSaid(said.word, names, said.piece))
        said.piece.role = "metric"
    elif len(amounts) == 1:
        intent.numbers.append(FieldSaid(said.word, amounts, said.piece))
        intent.calcs.add("sum")
        said.piece.role = "number"
    else:
        return
    intent.anchors.remove(said)


def _adds_up(name: str, dataset: str, model: SemanticModel) -> bool:
    """Whether a measure is the sum of one amount of money of the dataset's rows."""
    metric = model.metrics[name]
    if (
        metric.hidden
        or metric.open_items is not None
        or metric.kind is not MetricKind.FLOW
        or not is_money(name, model)
    ):
        return False
    columns = [*columns_of(read_formula(model, metric))]
    return len(columns) == 1 and base_datasets(model, name) == {dataset}


def _amounts(dataset: str, model: SemanticModel) -> tuple[FieldRef, ...]:
    fields = model.datasets[dataset].fields.values()
    return tuple(
        FieldRef(dataset, item.name)
        for item in fields
        if item.role is FieldRole.AMOUNT and not item.hidden and item.unit.kind == "currency"
    )
