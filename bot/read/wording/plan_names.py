"""The bare word for a plan: 预算, "target", where a layer only has 销售预算 and 广告预算.

Role: model → the words of plans that no name of the layer claims, each with the plan metrics whose names end with it.
Several stay several: the measure at hand decides between them, or the asker.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from bot.read.normal import norms_of
from semantic_layer.model import Metric, SemanticModel

if TYPE_CHECKING:
    from bot.read.pieces import Piece

PLANNED = re.compile(r"预算|计划|预测|目标|指标值|\bplan(ned)?\b|budget|forecast|target|quota", re.IGNORECASE)
_WORDS = ("预算", "预算额", "目标", "目标额", "计划", "预测", "budget", "target", "plan", "forecast", "quota")
_AMOUNT = "额"
_BARE_NORMS = frozenset(norms_of(word) for word in _WORDS)
BARE = 0.84  # how sure such a word is; it tells it from a name that the layer declares


def is_plan(metric: Metric) -> bool:
    """Whether a metric is called a plan, and is no rate of one."""
    return bool(PLANNED.search(f"{metric.label.zh} {metric.label.en}")) and metric.unit.kind not in {
        "percent",
        "points",
    }


def is_bare(piece: Piece) -> bool:
    """Whether a piece is read as a plan by such a word alone."""
    links = [link for link in piece.links if link.kind == "metric"]
    return bool(links) and all(link.confidence == BARE for link in links)


def is_bare_word(word: str) -> bool:
    """Whether a word only says that it is a plan, and of nothing in particular: 预算, "the target"."""
    return norms_of(word) in _BARE_NORMS


def bare_plans(model: SemanticModel) -> Mapping[str, tuple[str, ...]]:
    """Word → the plans called so. A word that the layer declares anywhere itself is not among them; a dataset of the
    very rows that the plans are made of may bear it as well."""
    plans = {m.name: _names(m) for m in model.metrics.values() if not m.hidden and is_plan(m)}
    found: dict[str, tuple[str, ...]] = {}
    for word in _WORDS if plans else ():
        tail = norms_of(word.removesuffix(_AMOUNT))
        names = tuple(
            name
            for name, called in plans.items()
            if any(len(norms) > len(tail) and _ends(norms, tail) for norms in called)
        )
        if names and not _is_claimed(word, names, model):
            found[word] = names
    return found


def is_plan_called_after(plan: Metric, other: Metric) -> bool:
    """广告预算 of 广告费: what is left of the plan's name begins the name of the other, in one unit."""
    if not is_plan(plan) or is_plan(other) or plan.unit != other.unit:
        return False
    words = {norms_of(word) for word in _WORDS}
    return any(begins_as(norms, word, _names(other)) for norms in _names(plan) for word in words)


def begins_as(name: tuple[str, ...], tail: tuple[str, ...], others: Iterable[tuple[str, ...]]) -> bool:
    """Whether what stands before the tail of a name begins another name: 广告 of 广告预算 begins 广告费."""
    rest = name[: -len(tail)]
    return bool(rest) and name[-len(tail) :] == tail and any(other[: len(rest)] == rest for other in others)


def ends_with(metric: Metric, word: str) -> bool:
    """Whether a name of the metric ends with the word of a plan."""
    return any(_ends(norms, norms_of(word.removesuffix(_AMOUNT))) for norms in _names(metric))


def _ends(norms: tuple[str, ...], tail: tuple[str, ...]) -> bool:
    return norms[-len(tail) :] == tail or (norms[-1:] == (_AMOUNT,) and norms[-len(tail) - 1 : -1] == tail)


def _names(metric: Metric) -> tuple[tuple[str, ...], ...]:
    return tuple(norms_of(word) for word in (metric.label.zh, metric.label.en, *metric.synonyms) if word)


def _is_claimed(word: str, names: tuple[str, ...], model: SemanticModel) -> bool:
    """Whether a metric, a field, a value or a dataset of other rows is called so."""
    said = norms_of(word)
    claimed: set[tuple[str, ...]] = {norms for m in model.metrics.values() if not m.hidden for norms in _names(m)}
    for dataset in model.datasets.values():
        if not all(re.search(rf"\b{re.escape(dataset.name)}\b", model.metrics[name].expression) for name in names):
            claimed |= {norms_of(one) for one in (dataset.label.zh, dataset.label.en, dataset.name, *dataset.synonyms)}
        for item in dataset.fields.values():
            spoken = () if item.hidden else (item.label.zh, item.label.en, item.name, *item.synonyms)
            values = (*item.values, *(one for more in item.value_synonyms.values() for one in more))
            claimed |= {norms_of(str(one)) for one in (*spoken, *values) if one}
    return said in claimed
