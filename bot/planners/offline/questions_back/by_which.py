"""What is ranked, compared or named without a measure: "top customers", 最大的客户, "our rent in May": by which one?

Role: Intent → the measures that go with what is named, likeliest first. Offered, never taken.
"""

from __future__ import annotations

from bot.planners.offline.queries.reach import is_entity
from bot.read.asking.met import is_rate_to_reach
from bot.read.intent import Intent, MetricSaid
from bot.read.normal import norms_of
from bot.read.pieces import Piece
from bot.turn import Question
from semantic_layer.metrics.reach import base_datasets, reaches
from semantic_layer.model import Better, FieldRef, FieldRole, Metric, MetricKind, SemanticModel

_PLANS = ("plan", "budget", "target", "forecast")
_UNITS = ("currency", "count")


def measures_open(
    intent: Intent, question: Question, model: SemanticModel
) -> tuple[Piece, tuple[MetricSaid, ...]] | None:
    """The word that calls for a measure, and the measures it may be about; None where none is missing."""
    attained = _rates_to_reach(intent, question, model)
    if attained is not None:
        return attained
    if _says_otherwise(intent):
        return None
    if intent.ranked and intent.groups and all(_is_ranked_by_measure(said.dataset, model) for said in intent.groups):
        roles = {"order", "limit"}
        refs = [said.refs for said in intent.groups]
    elif intent.versus and len(intent.values) > 1:
        roles = {"compare"}
        refs = [tuple(ref for ref, _ in said.targets) for said in intent.values]
    elif _is_value_alone(intent):
        roles, refs = {"value"}, []
    else:
        return None
    word = next((piece for piece in intent.pieces if piece.role in roles), None)
    if word is None:
        return None
    refs += [tuple(ref for ref, _ in said.targets) for said in intent.values]
    alike = norms_of(" ".join(said.word for said in intent.values))
    names = sorted(_fitting(refs, question, model), key=lambda name: _rank(model.metrics[name]))
    names.sort(key=lambda name: not _shares_word(model.metrics[name], alike))
    rows = {said.dataset for said in intent.groups if said.dataset}
    names = [name for name in names if not base_datasets(model, name) <= rows]  # of each document there is one
    return word, tuple(MetricSaid(word.text, (name,), word) for name in _of_each_family(names, model))


def _rates_to_reach(
    intent: Intent, question: Question, model: SemanticModel
) -> tuple[Piece, tuple[MetricSaid, ...]] | None:
    """没达标的门店, of no measure: the rates of a plan that go with what is named."""
    words = [piece for piece in intent.pieces if piece.role == "threshold" and piece.is_word("attained")]
    if not words or intent.metrics or not any(said.of_plan for said in intent.thresholds):
        return None
    refs = [said.refs for said in intent.groups] + [tuple(ref for ref, _ in said.targets) for said in intent.values]
    names = [
        name
        for name, metric in model.metrics.items()
        if not metric.hidden and is_rate_to_reach(model, name) and question.rights.may_use_metric(name)
        if all(any(reaches(model, name, ref) for ref in one) for one in refs)
    ]
    return words[0], tuple(MetricSaid(words[0].text, (name,), words[0]) for name in names)


def _is_value_alone(intent: Intent) -> bool:
    """What's our rent in September, 上月水电: members and a time, and nothing that is measured of them."""
    grouped = intent.groups or intent.ranked or intent.versus or intent.limit or intent.which or intent.difference
    named = [said for said in intent.values if not said.negated]
    return bool(named) and len(named) == len(intent.values) and not grouped


def _shares_word(metric: Metric, norms: tuple[str, ...]) -> bool:
    """ "Drug cost" is sooner a cost than a headcount; 1 character of Chinese says nothing."""
    words = {norm for norm in norms if len(norm) > 1}
    return any(words & set(norms_of(name)) for name in (metric.label.en, *metric.synonyms))


def _says_otherwise(intent: Intent) -> bool:
    """Whether something else is measured, listed or counted."""
    measured = intent.metrics or intent.counted or intent.numbers or intent.anchors or intent.thresholds
    listed = intent.without or intent.nulls or intent.detail or intent.latest is not None
    shared = intent.share and not _is_value_alone(intent)
    changed = (intent.relations or intent.growth) and not intent.ranked  # 增长最快的大区: the growth of what?
    return bool(measured or listed or shared or intent.per or intent.calcs or changed or intent.difference)


def _is_ranked_by_measure(dataset: str, model: SemanticModel) -> bool:
    """A category, a member, a document; rows with an amount of their own are ranked by that."""
    if not dataset:
        return True
    declared = model.datasets[dataset]
    named = is_entity(model, dataset) or bool(declared.display)
    return named and not any(item.role is FieldRole.AMOUNT and not item.hidden for item in declared.fields.values())


def _fitting(refs: list[tuple[FieldRef, ...]], question: Question, model: SemanticModel) -> list[str]:
    return [
        name
        for name, metric in model.metrics.items()
        if not metric.hidden and metric.kind is MetricKind.FLOW and question.rights.may_use_metric(name)
        if not any(word in f"{name} {metric.label.en}".casefold() for word in _PLANS)
        if all(any(reaches(model, name, ref) for ref in one) for one in refs)
    ]


def _rank(metric: Metric) -> int:
    """Amounts of money first, then counts."""
    return _UNITS.index(metric.unit.kind) if metric.unit.kind in _UNITS else len(_UNITS)


def _of_each_family(names: list[str], model: SemanticModel) -> list[str]:
    """One of each family before a second of any; what is better lower (costs, returns) after the rest."""
    lower = {name for name in names if model.metrics[name].better is Better.LOWER}
    first = {model.metrics[name].family or name: name for name in reversed(names) if name not in lower}
    return sorted(names, key=lambda name: (name in lower, first.get(model.metrics[name].family or name) != name))
