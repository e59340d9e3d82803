"""Values of different fields joined by "and": opex for the North and rent. Both at once, or each for itself?

Role: Intent → the two ways to read such a list, offered as options; None where there is no such list, or where the rest
of the question leaves no room for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.planners.offline.questions_back.alternatives import Open
from bot.read import ReadContext
from bot.read.asking.listed import lists_of, of_one_hierarchy
from bot.read.intent import Intent, ValueSaid
from bot.turn import Question
from semantic_layer.issues import IssueCode, issue
from semantic_layer.model import FieldRef


def values_joined(intent: Intent, question: Question, context: ReadContext) -> Open | None:
    """The list of which each member stands in another field, as one condition or as columns side by side."""
    asked = intent.ranked or intent.thresholds or intent.relations or intent.share or intent.per or intent.calcs
    other = intent.difference or intent.growth or intent.together or intent.versus or intent.detail or intent.counted
    if intent.joined or asked or other or len(intent.metrics) != 1:
        return None
    mixed = [one for one in lists_of(intent) if _is_of_several_fields(one)]
    if len(mixed) != 1 or len(mixed[0]) != len(intent.values) or _are_levels(mixed[0], context):
        return None  # 甲的空运和乙的陆运: each of its own
    words = [said.word for said in mixed[0]]
    chinese = question.lang == "zh"
    listed = ("和" if chinese else " and ").join(words)
    both = f"既是{'又是'.join(words)}" if chinese else f"only what is both {listed}"
    apart = f"{listed}各一个数" if chinese else f"{listed}, one figure each"
    ways = ((both, replace(intent, joined="both")), (apart, replace(intent, joined="apart")))
    return Open(issue(IssueCode.AMBIGUOUS_WORD, word=listed, candidates=(both, apart)), ways)


def _fields(said: ValueSaid) -> set[FieldRef]:
    return {ref for ref, _ in said.targets}


def _is_of_several_fields(listed: Sequence[ValueSaid]) -> bool:
    plain = all(not said.negated for said in listed)
    return plain and len(listed) > 1 and not set.intersection(*(_fields(said) for said in listed))


def _are_levels(listed: Sequence[ValueSaid], context: ReadContext) -> bool:
    """A town and a county stand side by side as they are."""
    refs = [said.targets[0][0] for said in listed]
    return of_one_hierarchy(refs, context.layer.model)
