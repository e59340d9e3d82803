"""What a question leaves to be named, with what could be: 费用构成 by which field, the ages of which receivables.

Role: Intent → the ways to complete it, offered as options; None where nothing of the kind is missing.
"""

from __future__ import annotations

from dataclasses import replace

from bot.planners.offline.alternatives import Open
from bot.planners.offline.options import field_label, label_of
from bot.planners.offline.reach import base_datasets, has_ages, reaches
from bot.read import ReadContext
from bot.read.intent import FieldSaid, Intent, MetricSaid
from bot.read.lexicon import AGE_DATASET
from bot.turn import Question
from semantic_layer.issues import IssueCode, issue
from semantic_layer.model import FieldRef, FieldRole, SemanticModel

_MOST = 4
_SPLIT = frozenset({"breakdown", "breakdown of", "break down", "broken down", "split", "distribution", "拆分", "拆开",
                    "细分", "分布", "分布情况"})  # fmt: skip


def parts_named(intent: Intent, question: Question, context: ReadContext) -> Open | None:
    """费用构成, "cost breakdown": made up by which field? Those of the metric's own rows first."""
    piece = next((piece for piece in intent.pieces if piece.role == "share" or piece.text.casefold() in _SPLIT), None)
    named = intent.groups or intent.values or intent.grain or intent.when or len(intent.periods) > 1
    if piece is None or intent.share not in ("parts", "") or named or len(intent.metrics) != 1:
        return None
    model, names = context.layer.model, intent.metrics[0].names
    own = {dataset for name in names for dataset in base_datasets(model, name)}
    refs = [ref for ref in _categories(model, question) if all(reaches(model, name, ref) for name in names)]
    first = {ref.dataset: ref for ref in reversed(refs)}  # one of each dataset before a second of any
    refs.sort(key=lambda ref: (ref.dataset not in own, first[ref.dataset] != ref))
    ways: list[tuple[str, Intent]] = []
    for ref in refs[:_MOST]:
        label = field_label(ref, question.lang, model)
        ways.append((label, replace(intent, groups=[FieldSaid(label, (ref,), piece, True)])))
    return _open(piece.text, ways)


def _categories(model: SemanticModel, question: Question) -> list[FieldRef]:
    return [
        FieldRef(dataset.name, item.name)
        for dataset in model.datasets.values()
        for item in dataset.fields.values()
        if item.role is FieldRole.CATEGORY and not item.hidden and item.pinned is None
        if question.rights.may_use_field(FieldRef(dataset.name, item.name))
    ]


def ages_named(intent: Intent, question: Question, context: ReadContext) -> Open | None:
    """Ages of a metric that knows no documents: those of the metrics that do."""
    aged = any(ref.dataset == AGE_DATASET for said in intent.groups for ref in said.refs)
    model = context.layer.model
    if not aged or len(intent.metrics) != 1 or any(has_ages(model, name) for name in intent.metrics[0].names):
        return None
    said = intent.metrics[0]
    open_ones = [
        name
        for name, metric in model.metrics.items()
        if metric.open_items is not None and not metric.hidden and not metric.open_items.age
        if question.rights.may_use_metric(name)
    ]
    ways = [
        (label_of(name, question.lang, model), replace(intent, metrics=[MetricSaid(said.word, (name,), said.piece)]))
        for name in open_ones[:_MOST]
    ]
    return _open(said.word, ways)


def _open(word: str, ways: list[tuple[str, Intent]]) -> Open | None:
    labels = tuple(label for label, _ in ways)
    return Open(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), tuple(ways)) if ways else None
