"""A value and a measure that together are another measure's name: cost of hired trucks beside "Hired truck cost".

Role: a look at a draft before it is run. Longest names win when words touch; where they stand apart, the measure within
the value and the measure so named are two numbers, and which is meant is asked.
"""

from __future__ import annotations

from dataclasses import replace

from bot.planners.offline.questions_back.options import label_of
from bot.read.intent import Intent, MetricSaid, ValueSaid
from bot.read.normal import norms_of
from bot.turn import Question
from semantic_layer.model import Metric, SemanticModel

_LEAST_CHARACTERS = 2  # of a value's word, in Chinese; one character says little


def other_measure(intent: Intent, question: Question, model: SemanticModel) -> tuple[str, str, Intent] | None:
    """(the words, the label of the reading at hand, the Intent of the measure so named); None where there is none."""
    if len(intent.metrics) != 1 or len(intent.metrics[0].names) != 1:
        return None
    said = intent.metrics[0]
    named = set(norms_of(question.text))
    for value in intent.values:
        if value.negated or len(value.word) < _LEAST_CHARACTERS or value.piece.word("negation"):
            continue
        for name, metric in model.metrics.items():
            if name == said.names[0] or metric.hidden or not question.rights.may_use_metric(name):
                continue
            alike = metric.unit.kind == model.metrics[said.names[0]].unit.kind
            if alike and not _is_that_part(metric, value) and _is_named(metric, value, said, named):
                label = f"{label_of(said.names[0], question.lang, model)} · {value.targets[0][1]}"
                rest = [one for one in intent.values if one is not value]
                other = replace(intent, metrics=[replace(said, names=(name,))], values=rest)
                return f"{said.word} {value.word}", label, other
    return None


def _is_that_part(metric: Metric, value: ValueSaid) -> bool:
    """Whether the measure is made by that very value: then both are one number."""
    return any(f"'{stored}'" in f"{metric.filter} {metric.expression}" for _, stored in value.targets)


def _is_named(metric: Metric, value: ValueSaid, said: MetricSaid, named: set[str]) -> bool:
    """Whether a name of the measure is made of the value's word and a word of the measure said."""
    of_value, of_measure = norms_of(value.word), set(norms_of(said.word))
    for word in (metric.label.zh, metric.label.en, *metric.synonyms):
        norms = norms_of(word)
        rest = _without(norms, of_value)
        if rest is None or not set(rest) <= named or not set(rest) & of_measure:
            continue
        if of_measure <= set(rest) or set(rest) - of_measure:  # "operating expenses of R&D" says more than R&D expenses
            return True
    return False


def _without(norms: tuple[str, ...], part: tuple[str, ...]) -> tuple[str, ...] | None:
    """What is left of a name without the value's words; None where they do not stand in it."""
    for place in range(len(norms) - len(part) + 1):
        if norms[place : place + len(part)] == part:
            return norms[:place] + norms[place + len(part) :]
    return None
