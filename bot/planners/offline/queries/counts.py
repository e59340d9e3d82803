"""Counts of rows, of entities and of members that meet a condition.

Role: Intent + Choice → Draft. A governed metric that counts just that wins.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.planners.offline.misread import refuse_count_of
from bot.planners.offline.queries.build import build_aggregate
from bot.planners.offline.queries.conditions import filters, having, state_conditions
from bot.planners.offline.queries.lacking_rows import numbers_of
from bot.planners.offline.queries.measures import Columns, plain
from bot.planners.offline.queries.ordering import direction, draft
from bot.planners.offline.queries.reach import is_entity, is_of_new, leaves_rows_out
from bot.planners.offline.queries.row_shape import (
    counts_of,
    is_count_of,
    key_of,
    row_shape,
    with_default_period,
    words_of,
)
from bot.planners.offline.queries.stock import ask_by_which_date, counts_all, is_state_now
from bot.planners.offline.queries.task import Task
from bot.planners.offline.queries.times import choose_span
from bot.planners.offline.questions_back.options import all_rows_label, field_label, label_of
from bot.planners.offline.resolve import Said
from bot.planners.offline.stop import Stop, ask, not_understood
from bot.read.intent import FieldSaid
from bot.turn import Ask, Draft, Option
from semantic_layer.issues import IssueCode, issue
from semantic_layer.model import FieldRef
from semantic_layer.shape import Condition, Item, QueryShape

_PEOPLE = re.compile(
    r"(?:客|客户|顾客|会员|用户|人|员|患者|学生|粉丝|买家|卖家|者)$"
    r"|(?:patient|buyer|customer|client|user|member|person|guest|visitor|student|passenger|employee|shopper|tenant)s?$"
    r"|\b(?:people|staff)$",
    re.IGNORECASE,
)


def build_count(task: Task, counted: FieldSaid) -> Draft:
    dataset = counted.dataset or _entity_of(task, counted)
    if not dataset:
        ref = counted.refs[0]
        if ref.dataset not in task.model.datasets:
            raise not_understood(counted.word)
        if task.intent.metrics and task.intent.thresholds and len(set(counted.refs)) == 1:
            return _count_grouped(task, ref)
        refuse_count_of(ref, counted.word, task.context)
        return _count_expression(task, ref.dataset, f"COUNT(DISTINCT {ref})")
    if task.intent.metrics or task.intent.thresholds:
        return _count_members(task, dataset)
    if counted.piece.is_word("calc", "count") and not counted.refs:
        kind = _count_of_kind(task, dataset)
        if kind is not None:
            return kind
    governed = [
        name for name, metric in task.model.metrics.items() if _counts_rows(task, name, dataset) and not metric.hidden
    ]
    if task.intent.counts_most and not governed and not is_entity(task.model, dataset):
        governed = [name for name in counts_of(task, dataset) if not task.model.metrics[name].hidden]
        if len(governed) > 1:
            raise not_understood(counted.word)  # 订单最多: the placed, or the cancelled?
    if is_entity(task.model, dataset) or any(is_of_new(task.model, name) for name in governed):
        return _count_entity(task, dataset, governed)
    if len(governed) == 1 and not is_state_now(task, dataset):
        intent = replace(task.intent, counted=None)
        return build_aggregate(replace(task, intent=intent, choice=replace(task.choice, metrics=(governed[0],))))
    made = _count_expression(task, dataset, f"COUNT({key_of(task, dataset)})")
    _ask_whether_all_count(task, dataset, made, counted.word)
    return made


def _count_of_kind(task: Task, dataset: str) -> Draft | None:
    """10月堂食有多少: by the measure called the number of such rows, which leaves the cancelled out. A state that the
    measure tells of itself is counted as it stands (None); people are no rows of orders."""
    own = [said for said in task.choice.values if said.field.dataset == dataset and not said.negated]
    label, synonyms = task.model.datasets[dataset].label, task.model.datasets[dataset].synonyms
    rows_are_people = any(_PEOPLE.search(word) for word in (label.zh, label.en, *synonyms))
    for said in own:
        if not (rows_are_people or is_entity(task.model, dataset)) and _is_of_people(task, said):
            raise not_understood(_word_of(task, said))
    names = [name for name in numbers_of(dataset, task.model) if not task.model.metrics[name].hidden]
    conditions = {task.model.metrics[name].filter for name in names}
    if any(f"{said.field.dataset}.{said.field.field}" in condition for said in own for condition in conditions):
        return None
    if is_entity(task.model, dataset) or task.intent.without or task.intent.states or not own:
        return None
    if len(names) == 1 and all(conditions):
        intent = replace(task.intent, counted=None)
        return build_aggregate(replace(task, intent=intent, choice=replace(task.choice, metrics=(names[0],))))
    if (len(names) > 1 and len(conditions) > 1) or (not names and leaves_rows_out(task.model, dataset)):
        raise not_understood(_word_of(task, own[0]))  # void ones count, or they do not: nothing says so
    return None


def _is_of_people(task: Task, said: Said) -> bool:
    called = task.model.field(said.field).value_synonyms.get(said.value, ())
    return any(_PEOPLE.search(word) for word in (_word_of(task, said), *called, said.value))


def _word_of(task: Task, said: Said) -> str:
    return next((one.word for one in task.intent.values if (said.field, said.value) in one.targets), said.value)


def _ask_whether_all_count(task: Task, dataset: str, whole: Draft, word: str) -> None:
    """还没发货的订单有多少: where the number of orders leaves the cancelled out, which count? Stops with both."""
    names = [name for name in numbers_of(dataset, task.model) if task.model.metrics[name].filter]
    if not task.intent.without or len(names) != 1 or task.model.metrics[names[0]].hidden:
        return
    condition = task.model.metrics[names[0]].filter or ""
    told = any(f"{said.field.dataset}.{said.field.field}" in condition for said in task.choice.values)
    deeds = [piece for piece in task.intent.pieces if piece.deed and piece.role == "without"]
    if told or any(leaves_rows_out(task.model, name) for piece in deeds for name in piece.datasets()):
        return  # the state is said; or whether a void record counts is asked first
    choice = replace(task.choice, metrics=(names[0],))
    try:
        made = build_aggregate(replace(task, intent=replace(task.intent, counted=None), choice=choice))
    except Stop:
        return
    lang = task.question.lang
    labels = (label_of(names[0], lang, task.model), all_rows_label(dataset, lang, task.model))
    options = tuple(Option(label, one.semantic_sql) for label, one in zip(labels, (made, whole), strict=True))
    raise ask(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), options)


def _count_entity(task: Task, dataset: str, governed: list[str]) -> Draft:
    """有多少会员: all there are, whatever the default period. A period may mean those new in it, or those there at its
    end: a question back."""
    key, time = f"COUNT({key_of(task, dataset)})", task.model.datasets[dataset].time_field
    intent = task.intent
    if not time or not (intent.periods or intent.grain) or intent.by_own_date or intent.without:
        return _count_expression(task, dataset, key)
    span = choose_span(intent, (), task.question, task.context)
    if intent.grain or intent.relations or intent.ranked or span.other or span.grouped or span.start is None:
        new = [name for name in governed if is_of_new(task.model, name)]
        if len(new) == 1 and span.start is not None:
            choice = replace(task.choice, metrics=(new[0],))
            return build_aggregate(replace(task, intent=replace(intent, counted=None), choice=choice))
        return _count_expression(task, dataset, key)
    made = _count_expression(task, dataset, key)
    parsed = row_shape(task, dataset).with_(items=(Item(f"{dataset}_count", expression=key),), start=None)
    label = field_label(FieldRef(dataset, time), task.question.lang, task.model)
    options = (
        Option(f"{label}: {span.start} – {span.end}", made.semantic_sql),
        Option(f"{label}: – {span.end}", parsed.with_(fields=_told_apart(task, dataset)).to_sql()),
    )
    word = intent.counted.word if intent.counted else ""
    labels = tuple(option.label for option in options)
    raise Stop(Ask(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), options))


def _entity_of(task: Task, counted: FieldSaid) -> str:
    """The dataset whose display or key field was named."""
    for ref in counted.refs:
        dataset = task.model.datasets.get(ref.dataset)
        if dataset and (ref.field == dataset.display or (ref.field,) == dataset.primary_key):
            return dataset.name
    return ""


def _counts_rows(task: Task, name: str, dataset: str) -> bool:
    return not task.model.metrics[name].filter and is_count_of(task, name, dataset)


def _count_expression(task: Task, dataset: str, expression: str) -> Draft:
    item = Item(f"{dataset}_count", expression=expression)
    groups = _told_apart(task, dataset)
    shape = row_shape(task, dataset).with_(items=(item,), fields=groups, grain=task.intent.grain)
    if not is_entity(task.model, dataset):
        ask_by_which_date(task, dataset, shape.with_(start=None, end=None))
    if not counts_all(task) and "DISTINCT" not in expression:  # the members of a field are all there ever were
        shape = with_default_period(task, dataset, shape)
    order = (("period", False),) if shape.grain else ()
    if task.intent.ranked:
        order = ((item.alias, direction(task)),)
        one = task.intent.which == "one" or (not task.intent.which and not any(g.plural for g in task.intent.groups))
        shape = shape.with_(limit=task.intent.limit or (1 if one else None))
    return draft(task, shape.with_(order=order).to_sql(), Columns((item,), item.alias))


def _told_apart(task: Task, dataset: str) -> tuple[FieldRef, ...]:
    """What a count is grouped by; the noun of what is counted is no grouping by each of them."""
    declared = task.model.datasets[dataset]
    own = {FieldRef(dataset, name) for name in (declared.display, *declared.primary_key) if name}
    each = {ref for said in task.intent.groups if said.each for ref in said.refs}
    return tuple(ref for ref in task.choice.groups if ref not in own or ref in each)


def _count_members(task: Task, dataset: str) -> Draft:
    """有多少客户收入超过500万: the members whose metric meets the condition, counted."""
    intent = task.intent
    if not intent.thresholds or not task.choice.metrics or task.choice.groups or intent.grain:
        raise not_understood(words_of(intent, "counted", "calc"))
    dataset_key = key_of(task, dataset)
    return _count_grouped(task, FieldRef(dataset, dataset_key.partition(".")[2]), dataset)


def _count_grouped(task: Task, ref: FieldRef, dataset: str = "") -> Draft:
    """The members of an entity, or the values of a field, that meet the condition."""
    intent = task.intent
    if task.choice.groups or intent.grain:
        raise not_understood(words_of(intent, "counted", "calc"))
    span = choose_span(intent, task.choice.metrics, task.question, task.context)
    shape = QueryShape(
        task.model.name,
        items=plain(task.choice.metrics).items,
        fields=(ref,),
        where=(
            *filters(task.model, task.choice.values),
            *state_conditions(task),
            Condition(ref, "IS NOT NULL"),
        ),  # rows of nobody are no member
        start=span.start,
        end=span.end,
        having=having(task, span, [], True),
    )
    sql = f"WITH members AS (\n{shape.to_sql()}\n)\nSELECT COUNT(*) AS {dataset or ref.field}_count\nFROM members"
    return draft(task, sql, plain(task.choice.metrics))
