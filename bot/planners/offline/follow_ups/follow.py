"""Follow-ups: edits of the previous semantic SQL.

Role: Intent of a question that leans on the one before → Draft. The previous query is read back as a QueryShape, edited
as the words say, and written again; what was carried over is named, so that the card can show it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.planners.offline.follow_ups.edit import Edit
from bot.planners.offline.follow_ups.edits import apply_edits
from bot.planners.offline.follow_ups.going_back import returned_to
from bot.planners.offline.follow_ups.recall import recall
from bot.planners.offline.follow_ups.retell import Planner, retold, retold_unanswered
from bot.planners.offline.questions_back.alternatives import CALENDAR
from bot.planners.offline.questions_back.causes import ask_where_of
from bot.planners.offline.stop import decline, not_understood
from bot.read import ReadContext
from bot.read.intent import Intent
from bot.turn import Ask, Draft, Option, Plan, PriorTurn, Question
from semantic_layer.issues import IssueCode, Issues, issue
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import QueryShape

_OF_A_VALUE = frozenset({"metric", "value", "noun", "filler", "sign", ""})
_UNANSWERED = frozenset({"clarification", "refusal"})
_SAME = frozenset({"first", "back", "again"})
_CHART_ONLY = frozenset({"chart", "filler", "sign", "follow", "limit", ""})


@dataclass(frozen=True, slots=True)
class Before:
    """The earlier answer a follow-up stands on."""

    turn: PriorTurn
    shape: QueryShape | None


def follow_up(intent: Intent, question: Question, context: ReadContext, planner: Planner) -> Plan:
    """The edited query. Stops where there is nothing to follow or the words fit no edit."""
    if intent.states:
        raise not_understood(" ".join(said.word for said in intent.states))  # no edit has a place for them
    asked = pending(intent, question, context)
    if asked is not None:
        return asked
    told = retold_unanswered(intent, question, context, planner)
    if told is not None:
        return told
    before = _before(intent, question, context)
    earlier = returned_to(intent, before.shape, question, context)
    before = Before(*earlier) if earlier is not None else before
    roles = {piece.role for piece in intent.pieces}
    if intent.chart and roles <= _CHART_ONLY:
        return Draft(before.turn.semantic_sql, "offline", chart=intent.chart, carried=_carried(before.shape, None))
    returned = bool(intent.follow & {"first", "back", "again"})
    if returned and roles <= {"follow", "filler", "sign", ""}:
        return Draft(before.turn.semantic_sql, "offline", chart=before.turn.chart)
    last = question.history[-1]
    unanswered = last is not before.turn and last.kind in _UNANSWERED and not intent.follow & _SAME
    if intent.cause and before.shape is not None and not unanswered:
        return ask_where_of(intent, before.shape, before.turn, question, context)
    if before.shape is None or recall(before.shape, context) is None:
        return _told_anew(intent, question, context, planner, before.turn if unanswered else None)
    made = apply_edits(Edit(intent, before.shape, before.turn, question, context))
    _must_change(made, before.shape, intent, question)
    if unanswered:
        return _ask_from(made, before.turn, last, question)
    if made.semantic_sql == before.shape.to_sql() and not _names_something(intent):
        raise not_understood(question.text.strip())  # "both", "the difference": words that changed nothing
    chart = intent.chart or before.turn.chart
    return replace(made, chart=chart, carried=_carried(before.shape, _shape(made.semantic_sql, context)))


def _told_anew(
    intent: Intent, question: Question, context: ReadContext, planner: Planner, unanswered_after: PriorTurn | None
) -> Plan:
    """An answer that is no block to be edited: its question with the words that changed, else asked for in full."""
    made = retold(intent, question, context, planner)
    if made is None:
        raise decline(IssueCode.ASK_IN_FULL)
    if isinstance(made, Draft) and unanswered_after is not None:
        return _ask_from(made, unanswered_after, question.history[-1], question)
    return made


def _must_change(made: Draft, shape: QueryShape, intent: Intent, question: Question) -> None:
    """去掉 … of what is not there takes nothing away."""
    if "remove" in intent.follow and made.semantic_sql == shape.to_sql():
        raise not_understood(question.text.strip())


def _ask_from(made: Draft, before: PriorTurn, last: PriorTurn, question: Question) -> Ask:
    """The question before was not answered: does this go on from the answer before it? Never in silence."""
    label = f"{before.question} → {question.text.strip()}"
    found = issue(IssueCode.LAST_NOT_ANSWERED, question=last.question, before=before.question)
    return Ask(found, (Option(label, made.semantic_sql),))


def keeps_period(intent: Intent, question: Question, context: ReadContext) -> bool:
    """10月收入 → 甲的毛利: a measure and a value, without a period, after one number of one period: of that period too,
    and so is one of the members that were listed. After anything else it is a question of its own."""
    last = question.history[-1] if question.history else None
    if last is None or not last.semantic_sql or len(intent.metrics) != 1 or len(intent.values) != 1:
        return False
    if any(piece.role not in _OF_A_VALUE for piece in intent.pieces) or intent.together:
        return False
    shape = _shape(last.semantic_sql, context)
    if shape is None or shape.detail or shape.grain or shape.having or shape.limit is not None:
        return False
    if shape.fields and not set(shape.fields) & {ref for ref, _ in intent.values[0].targets}:
        return False
    plain = len(shape.items) == 1 and shape.items[0].measure is not None and not shape.items[0].measure.modifiers
    fields = {ref for ref, _ in intent.values[0].targets}
    return plain and all(one.field in fields for one in shape.where) and bool(shape.start and shape.end)


def pending(intent: Intent, question: Question, context: ReadContext) -> Plan | None:
    """The last turn asked back and this is no answer to it: 去年呢 changes what is asked, and the choice stays open."""
    last = question.history[-1] if question.history else None
    if last is None or last.kind != "clarification" or intent.follow & _SAME:
        return None
    made: list[Option] = []
    for option in last.options:
        shape = _shape(option.semantic_sql, context) if option.semantic_sql else None
        if shape is None:
            return None
        draft = apply_edits(Edit(intent, shape, last, question, context))
        if draft.semantic_sql == option.semantic_sql:
            return None
        if all(draft.semantic_sql != known.semantic_sql for known in made):
            made.append(replace(option, semantic_sql=draft.semantic_sql))
    if len(last.options) == 1:
        found = issue(IssueCode.AMBIGUOUS_WORD, word=last.question, candidates=(made[0].label,))
        return Ask(found, tuple(made))  # it was not confirmed, and is asked again
    if len(made) == 1:
        shapes = (_shape(last.options[0].semantic_sql, context), _shape(made[0].semantic_sql, context))
        return Draft(made[0].semantic_sql, "offline", chart=intent.chart, carried=_carried(*shapes))
    word = next((option.remember[0] for option in made if option.remember), "")
    labels = tuple(option.label for option in made)
    if word == CALENDAR:
        return Ask(issue(IssueCode.AMBIGUOUS_PERIOD, words=last.question, candidates=labels), tuple(made))
    return Ask(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), tuple(made)) if word else None


def _names_something(intent: Intent) -> bool:
    """Whether the same query may be what was asked for: it is named in part, and not only pointed at."""
    named = intent.metrics or intent.values or intent.groups or intent.periods or intent.grain
    return bool(named or intent.relations or intent.share or intent.ranked or intent.chart or intent.follow & _SAME)


def _before(intent: Intent, question: Question, context: ReadContext) -> Before:
    """The last answer; "back to the first" means the first, "go back" the one before the last."""
    answers = [turn for turn in question.history if turn.semantic_sql]
    if not answers:
        raise decline(IssueCode.NOTHING_TO_FOLLOW)
    turn = answers[-1]
    if "first" in intent.follow:
        turn = answers[0]
    elif "back" in intent.follow and len(answers) > 1:
        turn = answers[-2]
    return Before(turn, _shape(turn.semantic_sql, context))


def _shape(semantic_sql: str, context: ReadContext) -> QueryShape | None:
    parsed = parse_query(semantic_sql, context.layer.model)
    return None if isinstance(parsed, Issues) else shape_of(parsed, context.layer.model)


def _carried(before: QueryShape | None, after: QueryShape | None) -> tuple[str, ...]:
    """What stands in both queries: "metric:x", "filter:…", "period:…", "group:…"."""
    if before is None:
        return ()
    after = after or before
    old = {item.measure.metric for item in before.items if item.measure}
    new = dict.fromkeys(item.measure.metric for item in after.items if item.measure)
    found = [f"metric:{name}" for name in new if name in old]
    found += [f"filter:{c.to_sql()}" for c in after.where if c in before.where]
    if (before.start, before.end) == (after.start, after.end) and after.end is not None:
        start = after.start.isoformat() if after.start else ""
        found.append(f"period:{start}/{after.end.isoformat()}")
    found += [f"group:{ref}" for ref in after.fields if ref in before.fields]
    if after.grain and after.grain == before.grain:
        found.append(f"group:{after.grain}")
    return tuple(found)
