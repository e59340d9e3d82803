"""A follow-up on an answer that is not one block: the question before, told anew with the words that changed.

Role: 每个片区收入最高的2个网点 … 去年呢: the earlier question is taken where it alone gives the very query that was
answered, one phrase in it is replaced (the period, a value of the same field, the measure), and the whole is planned
like any question. What cannot be told so is to be asked in full.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.planners.offline.stop import Stop
from bot.read import ReadContext, read_question
from bot.read.intent import Intent
from bot.read.leaning import goes_on_unanswered
from bot.read.pieces import Piece
from bot.turn import Ask, Draft, Plan, PriorTurn, Question, Reading

Planner = Callable[[Reading, Question, ReadContext], Plan]
_SAID = frozenset({"period", "value", "metric"})
_AROUND = frozenset({"filler", "sign", "noun", "follow", ""})
_GOES_ON = frozenset({"about", "these_n", "correct"})


def retold(intent: Intent, question: Question, context: ReadContext, planner: Planner) -> Plan | None:
    """The plan of the question before with what is said now; None where it cannot be told."""
    answers = [turn for turn in question.history if turn.semantic_sql]
    whole = _whole(answers, question, context, planner)
    return _planned(whole, intent, question, context, planner) if whole else None


def retold_unanswered(intent: Intent, question: Question, context: ReadContext, planner: Planner) -> Plan | None:
    """After a question that could not be answered as it was asked: the same with what is said now."""
    if any(turn.semantic_sql for turn in question.history) or not goes_on_unanswered(question, intent):
        return None
    last = question.history[-1]
    alone = replace(question, text=last.question, history=())
    read = read_question(alone, context)
    if not read.intent or read.unexplained or not read.intent.metrics:
        return None
    return _planned(last.question, intent, question, context, planner)


def _whole(answers: Sequence[PriorTurn], question: Question, context: ReadContext, planner: Planner) -> str:
    """The last answer's question in full; "" where no text gives its query."""
    told = ""
    for turn in answers:
        asked = replace(question, text=turn.question, history=())
        if _gives(turn, planner(read_question(asked, context), asked, context)):
            told = turn.question
            continue
        intent = read_question(replace(question, text=turn.question), context).intent
        text = _rewritten(told, intent, question, context) if told and isinstance(intent, Intent) else None
        again = replace(question, text=text or "", history=())
        fits = text is not None and _gives(turn, planner(read_question(again, context), again, context))
        told = text if fits and text is not None else ""
    return told


def _gives(turn: PriorTurn, plan: Plan) -> bool:
    return isinstance(plan, Draft) and plan.semantic_sql == turn.semantic_sql


def _planned(whole: str, intent: Intent, question: Question, context: ReadContext, planner: Planner) -> Plan | None:
    text = _rewritten(whole, intent, question, context)
    if text is None:
        return None
    asked = replace(question, text=text, history=())
    try:
        made = planner(read_question(asked, context), asked, context)
    except Stop as stop:
        made = stop.plan
    return made if isinstance(made, (Draft, Ask)) else None


def _rewritten(whole: str, intent: Intent, question: Question, context: ReadContext) -> str | None:
    """The earlier question with each phrase said now in the place of the one of its kind."""
    said = [piece for piece in intent.pieces if piece.role in _SAID]
    other = any(piece.role not in _SAID | _AROUND for piece in intent.pieces)
    kinds = [piece.role for piece in said]
    changed = intent.follow - _GOES_ON or intent.unexplained or intent.unresolved or intent.relations or intent.together
    if not said or other or changed or len(set(kinds)) < len(kinds) or len(intent.periods) > 1:
        return None
    earlier = read_question(replace(question, text=whole, history=()), context)
    if not isinstance(earlier.intent, Intent) or earlier.unexplained:
        return None
    places: list[tuple[Piece, str]] = []
    for piece in said:
        old = _counterpart(piece, intent, earlier.intent)
        if old is None and piece.role == "period" and not _is_timed(earlier.intent):
            whole_now = f"{piece.text}{whole}" if not whole.isascii() else f"{whole.rstrip(' ?.')} {piece.text}"
            return whole_now if len(said) == 1 else None
        if old is None:
            return None
        places.append((old, piece.text))
    text = earlier.question
    for old, new in sorted(places, key=lambda one: -one[0].start):
        text = f"{text[: old.start]}{new}{text[old.end :]}"
    return text


def _is_timed(earlier: Intent) -> bool:
    """Whether the earlier question says anything of time; else the default period was taken."""
    return bool(earlier.periods or earlier.relations or earlier.grain or any(piece.time for piece in earlier.pieces))


def _counterpart(piece: Piece, intent: Intent, earlier: Intent) -> Piece | None:
    """The one phrase of the earlier question that the new one takes the place of."""
    found = [one for one in earlier.pieces if one.role == piece.role]
    if piece.role == "value":
        fields = {ref for ref, _ in piece.values()}
        found = [one for one in found if fields & {ref for ref, _ in one.values()}]
        negated = any(said.negated for said in (*intent.values, *earlier.values))
        return found[0] if len(found) == 1 and not negated else None
    return found[0] if len(found) == 1 else None
