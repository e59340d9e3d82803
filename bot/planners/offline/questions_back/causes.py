"""Questions for a cause: 为什么费用涨了, "why did revenue fall". A number knows where a change came from, never why.

Role: Intent → a question back, with the change of the measure split by each category it can be split by, largest change
first. Of a follow-up the measure, the filters and the period are those of the answer before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.planners.offline.follow_ups.edit import Edit
from bot.planners.offline.follow_ups.edits import apply_edits
from bot.planners.offline.follow_ups.recall import recall
from bot.planners.offline.questions_back.offers import splits_of
from bot.planners.offline.questions_back.options import field_label
from bot.planners.offline.stop import Stop, decline
from bot.planners.offline.verify import passes
from bot.read import ReadContext
from bot.read.asking.binding import direction_of
from bot.read.intent import FieldSaid, Intent
from bot.turn import Ask, Draft, Option, Plan, PriorTurn, Question
from semantic_layer.issues import IssueCode, issue
from semantic_layer.model import FieldRef
from semantic_layer.shape import QueryShape

_MOST = 4
Plans = Callable[[Intent], Plan]


def ask_where(intent: Intent, question: Question, context: ReadContext, plans: Plans) -> Ask:
    """Where the change of the measure named came from; declines where there is nothing to split."""
    names = tuple(name for said in intent.metrics for name in said.names)
    return _asked(intent, names, question, context, plans)


def ask_where_of(intent: Intent, shape: QueryShape, turn: PriorTurn, question: Question, context: ReadContext) -> Ask:
    """The same of the answer before."""
    names = tuple(item.measure.metric for item in shape.items if item.measure is not None)
    before = recall(shape, context)
    if before is not None and before.intent.relations and not intent.relations:
        intent = replace(intent, relations=list(before.intent.relations))  # of the change that was just shown
    fixed = [one.field for one in shape.where]
    return _asked(
        intent,
        names,
        question,
        context,
        lambda one: apply_edits(Edit(one, shape, turn, question, context)),
        fixed,
        True,
    )


def _asked(
    intent: Intent,
    names: tuple[str, ...],
    question: Question,
    context: ReadContext,
    plans: Plans,
    fixed: Sequence[FieldRef] = (),
    follows: bool = False,
) -> Ask:
    model = context.layer.model
    options: list[Option] = []
    held = {ref for said in intent.values for ref, _ in said.targets} | set(fixed)
    for ref in splits_of(names, question, model) if names else ():
        if ref in held:
            continue  # one member: nothing to split
        label = field_label(ref, question.lang, model)
        try:
            made = plans(_split(intent, ref, label, bool(intent.periods) or follows))
        except Stop as stop:
            made = stop.plan
        if isinstance(made, Ask):
            return made  # the measure or the period is open, and asked about first
        if isinstance(made, Draft) and passes(made.semantic_sql, question, context):
            options.append(Option(label, made.semantic_sql))
        if len(options) == _MOST:
            break
    if not options:
        raise decline(IssueCode.CAUSE_UNKNOWN)
    return Ask(issue(IssueCode.CAUSE_UNKNOWN, candidates=tuple(option.label for option in options)), tuple(options))


def _split(intent: Intent, ref: FieldRef, label: str, dated: bool) -> Intent:
    """The change by the members of a field, the largest that way first. `dated`: of a period that has one before it."""
    word = next(piece for piece in intent.pieces if piece.is_word("operator", "cause"))
    changes = [piece for piece in intent.pieces if piece.role == "compare"]
    falls = any(direction_of(piece.text) == "<" for piece in changes) or any(
        piece.is_word("comparative", "up") for piece in intent.pieces if piece.role == "cause"
    )
    return replace(
        intent,
        cause=False,
        groups=[FieldSaid(label, (ref,), word, True)],
        relations=intent.relations or ["mom" if dated else "yoy"],
        growth=True,
        versus=False,
        difference=False,
        thresholds=[],
        ranked=True,
        which="all",
        by_change="amount",
        descending=not falls,
    )
