"""What a verb was spent on: rent of the expense accounts, ads of the channels. The object decides between expenditures.

Role: drafts of several metrics that a verb may stand for → whether what the question names leaves only one of them. It
does so only for spending, and only where nothing else in the layer is called like the object.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.planners.offline.resolve import Choice
from bot.read.intent import Intent, MetricSaid
from bot.read.normal import norms_of
from bot.turn import Draft
from semantic_layer.metrics.reach import reaches
from semantic_layer.model import FieldRef, Metric, SemanticModel

_SPENDING = re.compile(
    r"费用|支出|开支|花费|花销|开销|采购|进货|expens|expenditure|\bspend|\bopex\b|purchas|procure", re.IGNORECASE
)
_PLANNED = re.compile(r"预 ?算|计 ?划|预 ?测|目 ?标|plan|budget|forecast|target", re.IGNORECASE)


def is_settled(said: MetricSaid, intent: Intent, model: SemanticModel) -> bool:
    """Whether the object of "spend" leaves one of the metrics, and that one is an expenditure by name. A cost of what
    was sold is none; and where another metric is called like the object ("marketing spend"), it may be meant."""
    if said.piece.verb != "spend":
        return False
    objects = [value for value in intent.values if not value.negated]
    for value in objects:
        refs = [ref for ref, _ in value.targets]
        left = [name for name in said.names if any(reaches(model, name, ref) for ref in refs)]
        if len(left) == 1 and len(said.names) > 1:
            named = _is_called(value.word, refs, value.targets[0][1], left[0], model)
            return bool(_SPENDING.search(_words(model.metrics[left[0]]))) and not named
    return False


def _is_called(word: str, refs: Sequence[FieldRef], value: str, left: str, model: SemanticModel) -> bool:
    """Whether a metric other than the one left bears the object's name."""
    wanted = [norms for norms in {norms_of(word), norms_of(value)} if norms]
    for name, metric in model.metrics.items():
        same_rows = all(reaches(model, name, ref) for ref in refs)
        if name == left or metric.hidden or same_rows or _PLANNED.search(_words(metric)):
            continue
        for term in (metric.label.zh, metric.label.en, *metric.synonyms):
            norms = norms_of(term)
            if any(norms[at : at + len(one)] == one for one in wanted for at in range(len(norms))):
                return True
    return False


def _words(metric: Metric) -> str:
    return " · ".join((metric.label.zh, metric.label.en, *metric.synonyms))


def called_so(drafts: Sequence[tuple[Draft, Choice]], intent: Intent) -> Draft | None:
    """多少单 of a layer that has a 单数 beside other things counted in 单: that one, if it goes with the question."""
    for said in intent.metrics:
        own = [one for one in drafts if one[1].decided.get(said.word) in said.piece.own]
        if len(own) == 1:
            return own[0][0]
    return None
