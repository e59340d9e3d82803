"""What a question leaves to be named, with what could be: 费用构成 by which field, the ages of which receivables.

Role: Intent → the ways to complete it, offered as options; None where nothing of the kind is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.planners.offline.questions_back.alternatives import Open
from bot.planners.offline.questions_back.options import field_label, label_of
from bot.read import ReadContext
from bot.read.intent import FieldSaid, Intent, MetricSaid, Threshold
from bot.read.lexicon import AGE_DATASET
from bot.turn import Question
from semantic_layer.issues import IssueCode, issue
from semantic_layer.metrics.reach import base_datasets, has_ages, reaches
from semantic_layer.model import FieldRef, FieldRole, SemanticModel

_MOST = 4
_SPLIT = frozenset({"breakdown", "breakdown of", "break down", "broken down", "split", "distribution", "拆分", "拆开",
                    "细分", "分布", "分布情况"})  # fmt: skip


def parts_named(intent: Intent, question: Question, context: ReadContext) -> Open | None:
    """费用构成, "cost breakdown": made up by which field? Those of the metric's own rows first."""
    pieces = [piece for piece in intent.pieces if piece.role in {"share", "detail"} or piece.text.casefold() in _SPLIT]
    piece = pieces[0] if pieces else None  # 费用明细 too: there are no rows of a measure, but parts
    named = (
        intent.groups or intent.values or intent.grain or intent.when or len(intent.periods) > 1 or intent.thresholds
    )
    if piece is None or intent.share not in ("parts", "") or named or len(intent.metrics) != 1:
        return None
    ways: list[tuple[str, Intent]] = []
    for ref in splits_of(intent.metrics[0].names, question, context.layer.model)[:_MOST]:
        label = field_label(ref, question.lang, context.layer.model)
        ways.append((label, replace(intent, groups=[FieldSaid(label, (ref,), piece, True)])))
    return _open(piece.text, ways)


def splits_of(names: Sequence[str], question: Question, model: SemanticModel) -> list[FieldRef]:
    """The categories by which metrics can be split, those of their own rows first, one of each dataset before a second
    of any."""
    own = {dataset for name in names for dataset in base_datasets(model, name)}
    refs = [ref for ref in _categories(model, question) if all(reaches(model, name, ref) for name in names)]
    first = {ref.dataset: ref for ref in reversed(refs)}
    return sorted(refs, key=lambda ref: (ref.dataset not in own, first[ref.dataset] != ref))


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
    model = context.layer.model
    refs = [ref for said in intent.groups for ref in said.refs]
    refs += [ref for said in intent.thresholds for ref in said.fields]
    refs += [ref for said in intent.values for ref, _ in said.targets]
    aged = any(ref.dataset == AGE_DATASET for ref in refs)
    guessed = [said for said in intent.thresholds if said.guessed]
    if not aged or len(intent.metrics) != 1:
        return None
    said = intent.metrics[0]
    names = tuple(name for name in said.names if has_ages(model, name))
    if len(names) == len(said.names) and not guessed:
        return None
    sure = replace(intent, thresholds=[replace(one, guessed=False) for one in intent.thresholds])
    ways = [
        (
            _aged_label(name, guessed, question, model),
            replace(sure, metrics=[MetricSaid(said.word, (name,), said.piece)]),
        )
        for name in (names or _with_documents(said.names, question, model))[:_MOST]
    ]
    return _open(guessed[0].word if guessed else said.word, ways)


def _with_documents(names: tuple[str, ...], question: Question, model: SemanticModel) -> list[str]:
    """The metrics of open items that a balance may stand for: those of its family, where it has one."""
    families = {model.metrics[name].family for name in names}
    return [
        name
        for name, metric in model.metrics.items()
        if metric.open_items is not None and not metric.hidden and not metric.open_items.age
        if question.rights.may_use_metric(name) and ("" in families or metric.family in families)
    ]


def _aged_label(name: str, guessed: list[Threshold], question: Question, model: SemanticModel) -> str:
    """The metric; and, where nobody said overdue, that the days are those past due."""
    label = label_of(name, question.lang, model)
    if not guessed or guessed[0].number is None:
        return label
    overdue = "逾期天数" if question.lang == "zh" else "days overdue"
    return f"{overdue} {guessed[0].op} {guessed[0].number.value:f}, {label}"


def _open(word: str, ways: list[tuple[str, Intent]]) -> Open | None:
    labels = tuple(label for label, _ in ways)
    return Open(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), tuple(ways)) if ways else None
