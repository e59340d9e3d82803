"""Resolving the names of an intent: which metric, field and value each word stands for.

Role: Intent → one Choice, or several that differ. A word that stands in several fields is read as those that fit every
metric of the question; what the asker chose before is remembered; what is left open is asked, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from bot.planners.offline.queries.reach import same_by_key
from bot.planners.offline.questions_back.namesakes import with_namesakes
from bot.read.intent import Intent, Threshold
from bot.read.normal import norms_of
from bot.read.walk import is_joint, is_light, next_piece
from bot.read.wording.compounds import compounds
from bot.read.wording.overrun import own_plans
from bot.read.wording.plan_names import is_bare_word, is_plan, is_plan_called_after
from bot.turn import Question
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.formula import metrics_of
from semantic_layer.metrics.reach import dataset_reaches, reaches
from semantic_layer.model import FieldRef, FieldRole, Metric, SemanticModel

MAX_CHOICES = 12


@dataclass(frozen=True, slots=True)
class Said:
    """A filter as said: a value of a field, negated or not."""

    field: FieldRef
    value: str
    negated: bool = False
    part: bool = False  # the part of a share


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to read all names. `decided`: word → what it was taken for, for words with several meanings."""

    metrics: tuple[str, ...] = ()
    groups: tuple[FieldRef, ...] = ()
    values: tuple[Said, ...] = ()
    threshold_metrics: tuple[str, ...] = ()  # per threshold, "" where it is of no named metric
    others: tuple[str, ...] = ()  # per threshold: the metric it is compared with
    decided: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A word and its candidates."""

    word: str
    candidates: tuple


def choices(intent: Intent, question: Question, model: SemanticModel) -> list[Choice]:
    """Every way to read the names, likeliest first; one where nothing is open."""
    found: list[Choice] = []
    for metrics, decided in _metric_choices(intent, question, model):
        named = tuple(dict.fromkeys(metrics))
        thresholds = _threshold_metrics(intent, metrics)
        for others, compared in _other_choices(intent, question, model, named):
            measured = tuple(name for name in (*named, *thresholds, *others) if name)
            for groups, values, more in _field_choices(intent, question, model, measured):
                found.append(Choice(named, groups, values, thresholds, others, {**decided, **compared, **more}))
                if len(found) >= MAX_CHOICES:
                    return found
    return found


def _metric_choices(
    intent: Intent, question: Question, model: SemanticModel
) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    sure = [said.names[0] for said in intent.metrics if len(said.names) == 1]
    slots = [
        _Slot(said.word, belonging(said.word, _preferred(said.word, said.names, question), sure, model))
        for said in intent.metrics
    ]
    for combination in product(*(slot.candidates for slot in slots)):
        decided = {slot.word: name for slot, name in zip(slots, combination, strict=True) if len(slot.candidates) > 1}
        yield combination, decided


def belonging(word: str, names: tuple[str, ...], others: Sequence[str], model: SemanticModel) -> tuple[str, ...]:
    """The budget of the metric at hand, where a word ("budget") is several metrics: itself, where it is named as well;
    else the one that a metric of the layer sets against it, the one of its family, or the one called after it; all of
    them where that is none, or several."""
    if not others:
        return names
    together = [frozenset(metrics_of(read_formula(model, one))) for one in model.metrics.values() if not one.open_items]
    pairs = [pair for pair in together if len(pair) == 2]
    if len(names) < 2:
        return _plan_of_its_own(word, names, others, pairs, model)
    for fits in (
        lambda name: name in others,
        lambda name: any({name, other} == pair for pair in pairs for other in others),
        lambda name: any(_alike(model.metrics[name], model.metrics[other]) for other in others),
        lambda name: any(is_plan_called_after(model.metrics[name], model.metrics[other]) for other in others),
    ):
        found = tuple(name for name in names if fits(name))
        if len(found) == 1:
            return found
    return names


def _plan_of_its_own(
    word: str, names: tuple[str, ...], others: Sequence[str], pairs: list[frozenset[str]], model: SemanticModel
) -> tuple[str, ...]:
    """人力成本跟预算比: the bare word is the sales plan's, and yet the staff plan is called after this measure."""
    metrics = model.metrics
    if not names or not is_plan(metrics[names[0]]) or any({names[0], other} in pairs for other in others):
        return names
    measures = [metrics[name] for name in others if not is_plan(metrics[name])]
    own = own_plans(word, measures[0].name, model) if len(measures) == 1 and is_bare_word(word) else ()
    if len(own) == 1:
        return own
    called = [text for one in measures for text in (one.label.zh, one.label.en, *one.synonyms) if text]
    after = compounds(word, called, model)
    return after if len(after) == 1 else names


def _alike(one: Metric, other: Metric) -> bool:
    return bool(one.family) and one.family == other.family and one.unit == other.unit


def _preferred(word: str, names: tuple[str, ...], question: Question) -> tuple[str, ...]:
    """The asker's remembered choice, else the metrics the asker may use, else all."""
    chosen = question.preferences.get(word) or question.preferences.get(word.casefold())
    if chosen in names:
        return (chosen,)
    allowed = tuple(name for name in names if question.rights.may_use_metric(name))
    return allowed or names


def _threshold_metrics(intent: Intent, metrics: Sequence[str]) -> tuple[str, ...]:
    """The metric each threshold is of, in line with how the same word was read as a metric."""
    found: list[str] = []
    for threshold in intent.thresholds:
        same = [name for name in metrics if name in threshold.metrics]
        found.append(same[0] if same else (threshold.metrics[0] if threshold.metrics else ""))
    return tuple(found)


def _other_choices(
    intent: Intent, question: Question, model: SemanticModel, named: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    """The metric each threshold is compared with ("above target"), in every way it may be read."""
    slots = [
        _Slot(one.word, belonging(word, _preferred(one.word, one.other, question), of, model) or ("",))
        for one in intent.thresholds
        for word, of in [(_plan_word(intent, one), one.metrics if len(one.metrics) == 1 else named)]
    ]
    for combination in product(*(slot.candidates for slot in slots)):
        decided = {slot.word: name for slot, name in zip(slots, combination, strict=True) if len(slot.candidates) > 1}
        yield combination, decided


def _plan_word(intent: Intent, threshold: Threshold) -> str:
    """预算 of 超预算: the plan by its own word."""
    said = [piece.text for piece in intent.pieces if threshold.other and set(threshold.other) <= set(piece.metrics())]
    return next((text for text in said if text in threshold.word), threshold.word)


def _field_choices(
    intent: Intent, question: Question, model: SemanticModel, metrics: Sequence[str]
) -> Iterator[tuple[tuple[FieldRef, ...], tuple[Said, ...], dict[str, str]]]:
    anchors = _anchor_datasets(intent)
    groups = [
        _Slot(
            said.word,
            fitting_fields(
                said.word, with_namesakes(said.word, said.refs, model, metrics), question, model, metrics, anchors
            ),
        )
        for said in intent.groups
    ]
    values = [
        _Slot(said.word, fitting_values(said.word, said.targets, question, model, metrics, anchors))
        for said in intent.values
    ]
    for chosen_groups in product(*(slot.candidates for slot in groups)):
        narrowed = [_with_groups(slot, chosen_groups) for slot in values]
        narrowed = _of_the_others(narrowed, intent)
        narrowed = _of_one_field(narrowed) if _are_listed(intent) else _of_other_fields(narrowed)
        for chosen_values in product(*(slot.candidates for slot in narrowed)):
            decided = {s.word: str(c) for s, c in zip(groups, chosen_groups, strict=True) if len(s.candidates) > 1}
            decided |= {
                s.word: f"{c[0]}={c[1]}" for s, c in zip(narrowed, chosen_values, strict=True) if len(s.candidates) > 1
            }
            said = tuple(
                Said(target[0], target[1], mention.negated, mention.part)
                for target, mention in zip(chosen_values, intent.values, strict=True)
            )
            yield tuple(dict.fromkeys(chosen_groups)), said, decided


def _anchor_datasets(intent: Intent) -> tuple[str, ...]:
    """The datasets whose rows are listed, counted or aggregated, where no metric says."""
    named = [said.dataset for said in intent.anchors if said.dataset]
    if intent.counted is not None:
        named += (
            [intent.counted.dataset] if intent.counted.dataset else [ref.dataset for ref in intent.counted.refs[:1]]
        )
    named += [said.refs[0].dataset for said in intent.numbers if said.refs]
    return tuple(dict.fromkeys(named))


def _fits(ref: FieldRef, model: SemanticModel, metrics: Sequence[str], anchors: Sequence[str]) -> bool:
    if metrics:
        return all(reaches(model, name, ref) for name in metrics)
    return all(dataset_reaches(model, dataset, ref) for dataset in anchors)


def fitting_fields(
    word: str,
    refs: tuple[FieldRef, ...],
    question: Question,
    model: SemanticModel,
    metrics: Sequence[str],
    anchors: Sequence[str] = (),
) -> tuple[FieldRef, ...]:
    """The candidates that go with every metric; all of them where none does (the checks then say why)."""
    chosen = question.preferences.get(word) or question.preferences.get(word.casefold())
    fitting = [ref for ref in refs if _fits(ref, model, metrics, anchors)] or list(refs)
    allowed = [ref for ref in fitting if question.rights.may_use_field(ref)] or fitting
    for ref in allowed:
        if str(ref) == chosen:
            return (ref,)
    kept: list[FieldRef] = []
    for ref in _one_name(word, allowed, question.lang, model):
        if not any(same_by_key(model, ref, other) for other in kept):
            kept.append(ref)
    return tuple(kept)


def _one_name(word: str, refs: Sequence[FieldRef], lang: str, model: SemanticModel) -> Sequence[FieldRef]:
    """Two names of the same rows (a Chinese and an English one) tell the same members: the one labelled so in the
    asker's language, else the one the rows are shown by."""
    datasets = {(ref.dataset, ref.role) for ref in refs}
    if len(refs) < 2 or len(datasets) > 1 or refs[0].dataset not in model.datasets:
        return refs
    if any(model.field(ref).role is not FieldRole.NAME for ref in refs):
        return refs
    said = norms_of(word)
    labelled = [ref for ref in refs if norms_of(model.field(ref).label.text(lang)) == said]
    shown = [ref for ref in refs if ref.field == model.datasets[ref.dataset].display]
    return labelled[:1] or shown or refs


def fitting_values(
    word: str,
    targets: tuple[tuple[FieldRef, str], ...],
    question: Question,
    model: SemanticModel,
    metrics: Sequence[str],
    anchors: Sequence[str] = (),
) -> tuple[tuple[FieldRef, str], ...]:
    refs = tuple(dict.fromkeys(ref for ref, _ in targets))
    kept = fitting_fields(word, refs, question, model, metrics, anchors)
    return tuple(target for target in targets if target[0] in kept)


def _with_groups(slot: _Slot, groups: tuple[FieldRef, ...]) -> _Slot:
    """A value of a field that is grouped by anyway is of that field."""
    same = tuple(target for target in slot.candidates if target[0] in groups)
    return _Slot(slot.word, same) if same else slot


def _are_listed(intent: Intent) -> bool:
    """Whether the values stand in a list: 正畸和种植, and not 正畸医生今年做的种植."""
    said = sorted((one.piece for one in intent.values), key=lambda piece: piece.start)
    for one, other in pairwise(said):
        between = [piece for piece in intent.pieces if one.end <= piece.start and piece.end <= other.start]
        if not any(is_joint(piece) for piece in between) and not all(is_light(piece) for piece in between):
            return False
    return True


def _of_other_fields(slots: list[_Slot]) -> list[_Slot]:
    """正畸医生做的种植: what is of one speciality is of no other; the second value is of another field."""
    fixed = {slot.candidates[0][0] for slot in slots if len(slot.candidates) == 1}
    return [
        _Slot(slot.word, tuple(target for target in slot.candidates if target[0] not in fixed) or slot.candidates)
        if len(slot.candidates) > 1
        else slot
        for slot in slots
    ]


def _of_the_others(slots: list[_Slot], intent: Intent) -> list[_Slot]:
    """除了种植和正畸,其他项目: what is left out is of the things that the others are."""
    pieces = intent.pieces
    nouns = [
        noun
        for place, piece in enumerate(pieces)
        if piece.is_word("negation", "others") and (noun := next_piece(pieces, place)) is not None
    ]
    datasets = {name for noun in nouns for name in noun.datasets()}
    fields = {ref for noun in nouns for ref in noun.fields()}
    found: list[_Slot] = []
    for slot, said in zip(slots, intent.values, strict=True):
        same = tuple(one for one in slot.candidates if one[0] in fields or one[0].dataset in datasets)
        found.append(_Slot(slot.word, same) if said.negated and same else slot)
    return found


def _of_one_field(slots: list[_Slot]) -> list[_Slot]:
    """Values in a list are of one field, where one field holds them all."""
    if len(slots) < 2 or all(len(slot.candidates) == 1 for slot in slots):
        return slots
    shared = set.intersection(*({target[0] for target in slot.candidates} for slot in slots))
    if not shared:
        return slots
    return [_Slot(s.word, tuple(t for t in s.candidates if t[0] in shared)) for s in slots]
