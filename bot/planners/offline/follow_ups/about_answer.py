"""What is said of the answer before as a whole: 占公司总收入多少, "in percent of total revenue", 按名称排序.

Role: a follow-up on the last answer → its query with the share of each part in the whole company, or in the order of
its members' names. A whole that the query before does not hold, and an order of members that a limit has chosen, are to
be asked in full.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.planners.offline.follow_ups.last_two import difference_of_last_two
from bot.planners.offline.follow_ups.sum_of_two import sum_of_last_two
from bot.planners.offline.stop import decline
from bot.read import ReadContext, read_question
from bot.read.intent import Intent
from bot.read.wording.overrun import set_against
from bot.read.wording.plan_names import is_plan
from bot.turn import Draft, Plan, Question, Reading
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import Item, Measure, QueryShape

Planner = Callable[[Reading, Question, ReadContext], Plan]
_OVER = frozenset({"over", "above", "ahead"})
_VALUES = frozenset({"=", "IN", "WITHIN"})
_END = " \t?？。.!！~"
_WHOLE_ZH = re.compile(
    r"(?:那|它们?|他们|这些?)?(?:各自?)?占(?:了|到)?(?:我们|咱们)?"
    r"(?:(?:全公司|公司|集团|全部|整体|所有)的?(?:总的?|全部|整体)?|总的?)(?P<metric>[^的]{1,12}?)的?"
    r"(?:多少|百分之(?:多少|几)|几成|(?:多大)?(?:比例|比重|百分比|份额)(?:是?多少)?)[呢了]?"
)
_WHOLE_EN = re.compile(
    r"(?:and |show (?:it|them|that) |give (?:it|them|that) )?"
    r"(?:(?:as|in) (?:a |the )?(?:%|percent|percentage|pct|share|proportion)|"
    r"what (?:%|percent|percentage|share|proportion) is (?:that|it)) "
    r"of (?:the |our )?(?:company'?s? )?(?:total|overall|whole|entire|all) (?P<metric>[a-z][a-z &'-]{1,40})",
    re.IGNORECASE,
)
_NAMES_ZH = re.compile(
    r"(?:请|再|改|改成|换成)?(?:按照?|以|用)(?:(?P<field>[^按以的名字母]{1,8}?)的?)?(?:名称|名字|姓名|名)的?"
    r"(?:顺序)?(?:来)?(?:排序|排列|排个序|排一下|升序|排)(?:一下|看看)?[吧呢]?"
)
_NAMES_EN = re.compile(
    r"(?:please )?(?:(?:can you )?(?:re)?(?:sort|order)(?:ed)?(?: (?:it|them|that|those|this))?(?: list)?"
    r" (?:by (?:the )?(?:(?P<field>[a-z][a-z ]{1,30}?)(?:'s)? )?names?|alphabetically|a to z|from a to z)|"
    r"in alphabetical order|alphabetically)(?: please)?",
    re.IGNORECASE,
)


_PASSED = re.compile(
    r"(?:(?:ok|and|now|then|so)[, ]+)*(?:(?:show|keep|give)(?: me)? )?(?:only |just )?"
    r"(?:the ones|those|which(?: ones)?|who)"
    r"(?: that| which| who)? ?(?:are|is|were|was|went|came in|came out|come in|ended up)? ?"
    r"(?P<side>over|above|ahead|under|below|behind|short)(?: (?:it|that|plan|budget|target|of it|of plan))?",
    re.IGNORECASE,
)


def said_of_answer(intent: Intent, question: Question, context: ReadContext, planner: Planner) -> Draft | None:
    """The query that the words make of the last answers; None where they say nothing of the kind."""
    apart = difference_of_last_two(intent, question, context) or sum_of_last_two(intent, question, context)
    if apart is not None:
        return apart
    last = question.history[-1] if question.history else None
    if last is None or last.kind != "answer" or not last.semantic_sql:
        return None
    text = question.text.strip(_END)
    passed = _PASSED.fullmatch(text)
    if passed is not None:
        return _passed(passed["side"].casefold(), _shape(last.semantic_sql, context.layer.model), context.layer.model)
    whole = _WHOLE_ZH.fullmatch(text) or _WHOLE_EN.fullmatch(text)
    named = _NAMES_ZH.fullmatch(text) or _NAMES_EN.fullmatch(text)
    shape = _shape(last.semantic_sql, context.layer.model) if whole or named else None
    if shape is None:
        return None
    if whole is not None:
        return _of_whole(whole["metric"], shape, question, context, planner)
    return _by_name(shape, (named["field"] if named else "") or "", question, context)


def _passed(side: str, shape: QueryShape | None, model: SemanticModel) -> Draft | None:
    """Only the ones that are over, after a measure and its plan: of the members shown, those that passed it."""
    if shape is None or shape.detail or shape.limit is not None or not shape.fields or len(shape.items) != 2:
        return None
    measures = [item.measure for item in shape.items if item.measure is not None and not item.measure.modifiers]
    plans = [one for one in measures if is_plan(model.metrics[one.metric])]
    actuals = [one for one in measures if one not in plans]
    if len(plans) != 1 or len(actuals) != 1 or set_against(plans[0].metric, model) != {actuals[0].metric}:
        return None
    op = ">" if side in _OVER else "<"
    return Draft(
        shape.with_(having=(*shape.having, f"{actuals[0].to_sql()} {op} {plans[0].to_sql()}")).to_sql(), "offline"
    )


def _shape(sql: str, model: SemanticModel) -> QueryShape | None:
    parsed = parse_query(sql, model)
    return None if isinstance(parsed, Issues) else shape_of(parsed, model)


def _of_whole(
    metric: str, shape: QueryShape, question: Question, context: ReadContext, planner: Planner
) -> Draft | None:
    """占比 of the measure at hand, where nothing narrows the whole. Of another measure it is another question."""
    alone = read_question(replace(question, text=metric, history=()), context)
    own = {item.measure.metric for item in shape.items if item.measure is not None}
    said = {name for one in alone.intent.metrics for name in one.names} if isinstance(alone.intent, Intent) else set()
    if alone.unexplained or alone.values or alone.periods or len(own) != 1 or not own <= said:
        return None
    narrowed = [one for one in shape.where if one.op != "IS NOT NULL"]
    if len(narrowed) > 1 and not shape.fields:
        return _of_everything(shape)
    text = "占比" if question.lang == "zh" else "share of total"
    asked = replace(question, text=text)
    made = planner(read_question(asked, context), asked, context)
    if not isinstance(made, Draft):
        return None
    written = _shape(made.semantic_sql, context.layer.model) or shape
    if any(one.op != "IS NOT NULL" for one in written.where):
        raise decline(IssueCode.ASK_IN_FULL)  # the share within what was narrowed is no share of the company
    return made


def _of_everything(shape: QueryShape) -> Draft:
    """One number of several conditions, in the whole that has none of them."""
    measure = shape.items[0].measure
    plain = len(shape.items) == 1 and measure is not None and not measure.modifiers and not measure.where
    if not plain or measure is None or shape.grain or shape.having or any(one.op not in _VALUES for one in shape.where):
        raise decline(IssueCode.ASK_IN_FULL)
    part = Measure(measure.metric, where=shape.where)
    items = (
        Item(f"{measure.metric}_part", part),
        Item(f"{measure.metric}_share", expression=f"{part.to_sql()} / {measure.to_sql()}"),
    )
    return Draft(shape.with_(items=items, where=()).to_sql(), "offline")


def _by_name(shape: QueryShape, noun: str, question: Question, context: ReadContext) -> Draft:
    """The members in the order of their names; of several fields, or of the highest few, it is left open which."""
    fields = tuple(ref for ref in shape.fields if not _is_key(ref, context.layer.model))
    if len(fields) != 1 or shape.grain or shape.limit is not None or shape.detail:
        raise decline(IssueCode.ASK_IN_FULL)
    if noun and not _is_called(noun, fields[0], question, context):
        raise decline(IssueCode.ASK_IN_FULL)
    return Draft(shape.with_(order=((str(fields[0]), False),)).to_sql(), "offline")


def _is_key(ref: FieldRef, model: SemanticModel) -> bool:
    """The key that is grouped by to keep members of one name apart."""
    dataset = model.datasets.get(ref.dataset)
    return dataset is not None and dataset.display != ref.field and (ref.field,) == tuple(dataset.primary_key)


def _is_called(noun: str, ref: FieldRef, question: Question, context: ReadContext) -> bool:
    """Whether the noun is that of the field, or of the members whose name it is."""
    intent = read_question(replace(question, text=noun, history=()), context).intent
    pieces = intent.pieces if isinstance(intent, Intent) else []
    return any(ref in piece.fields() or ref.dataset in piece.datasets() for piece in pieces)
