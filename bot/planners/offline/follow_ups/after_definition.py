"""费用率怎么算? → 上季度是多少: a question without a measure, right after one was explained, is about that one.

Role: the measure's own word is put in front of the question, which is then planned like any other; earlier answers of
the thread are not meant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.read import ReadContext, read_question
from bot.read.intent import Intent
from bot.turn import Define, Draft, Plan, Question, Reading

Planner = Callable[[Reading, Question, ReadContext], Plan]
_POINTING = frozenset({"first", "back", "again", "those", "these_n", "bucket", "remove", "drill"})


_OF_A_METRIC = frozenset({"formula", "meaning", "owner"})


def about_what_was_explained(intent: Intent, question: Question, context: ReadContext, planner: Planner) -> Plan | None:
    """The plan of the question with the measure that the last turn explained; None where that is not what is asked."""
    last = question.history[-1] if question.history else None
    named = intent.metrics or intent.counted or intent.anchors or intent.numbers
    if last is None or last.kind != "definition" or named or intent.follow & _POINTING:
        return None
    asks = (
        intent.periods
        or intent.definition & _OF_A_METRIC
        or intent.relations
        or intent.values
        or intent.groups
        or intent.grain
    )
    before = read_question(replace(question, text=last.question, history=()), context).intent
    if not asks or not isinstance(before, Intent) or len(before.metrics) != 1:
        return None
    if _is_of_last_answer(before.metrics[0].names, question):
        return None  # explained in passing: the answer before goes on, with its period and filters
    word = before.metrics[0].word
    asked = replace(question, text=f"{word} {question.text}", history=())
    made = planner(read_question(asked, context), asked, context)
    if isinstance(made, Draft):
        return replace(made, carried=tuple(f"metric:{name}" for name in before.metrics[0].names[:1]))
    return made if isinstance(made, Define) else None


def _is_of_last_answer(names: tuple[str, ...], question: Question) -> bool:
    answers = [turn.semantic_sql for turn in question.history if turn.semantic_sql]
    return bool(answers) and any(f"MEASURE({name})" in answers[-1] for name in names)
