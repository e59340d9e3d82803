"""Questions about rows: lists, members, counts, aggregates of a field that is no metric.

Role: Intent + Choice → Draft, where no metric says what is computed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.planners.offline.queries.build import with_keys
from bot.planners.offline.queries.conditions import filters
from bot.planners.offline.queries.counts import build_count
from bot.planners.offline.queries.field_aggregates import FUNCTIONS, build_field_aggregate
from bot.planners.offline.queries.measures import Columns
from bot.planners.offline.queries.ordering import direction, draft
from bot.planners.offline.queries.row_shape import (
    WhichAmount,
    amounts_of,
    one_amount,
    row_shape,
    words_of,
)
from bot.planners.offline.queries.task import Task
from bot.planners.offline.questions_back.options import field_label
from bot.planners.offline.stop import Stop, decline, not_understood
from bot.read.intent import Intent
from bot.read.wording.count_each import asks_of_each
from bot.turn import Ask, Draft, Option
from semantic_layer.issues import IssueCode, issue
from semantic_layer.metrics.reach import dataset_reaches
from semantic_layer.model import Dataset, FieldRef, FieldRole, FieldType
from semantic_layer.shape import QueryShape

MAX_COLUMNS = 8
_HOW_MANY = frozenset({"最多", "最少", "most", "fewest", "least"})
_ASKED_FOR = re.compile(r"是否|有没有|\b(?:is|was|whether|flag)\b", re.IGNORECASE)
_SHOWN = frozenset(FieldRole) - {FieldRole.FLAG}


def is_about_members(intent: Intent) -> bool:
    """有哪些大区, "which zones are there": the members of a field, nothing measured."""
    measured = intent.metrics or intent.counted or intent.numbers or intent.anchors or intent.without or intent.states
    plain = bool(intent.groups and not measured and not intent.ranked and not intent.thresholds)
    listed = intent.detail and all(not said.dataset for said in intent.groups)  # 列出所有大区: no rows of anything
    return plain and bool((intent.which and not intent.detail) or listed)


def build_members(task: Task) -> Draft:
    """Each member once, in order."""
    intent = task.intent
    if (
        intent.periods
        or intent.share
        or intent.growth
        or intent.relations
        or intent.calcs
        or intent.grain
        or intent.per
    ):
        raise decline(IssueCode.NO_METRIC, suggestions=())
    fields = with_keys(task, task.choice.groups)
    order = tuple((str(ref), False) for ref in fields)
    shape = QueryShape(
        task.model.name, fields=fields, where=tuple(filters(task.model, task.choice.values)), order=order
    )
    return draft(task, shape.to_sql(), Columns((), ""))


def is_about_rows(intent: Intent) -> bool:
    """Whether rows are listed or counted, or a plain field is aggregated, rather than a metric asked for."""
    if intent.counted is not None:
        return True
    if intent.metrics:
        return False
    listed = bool(intent.detail or intent.without or intent.states or intent.latest is not None)
    ranked = intent.ranked and any(said.dataset for said in intent.groups)
    return bool(intent.numbers or ((listed or ranked) and (intent.anchors or intent.groups)) or intent.anchors)


def build_rows(task: Task) -> Draft:
    """The draft of a question about rows. Stops where it cannot be written."""
    intent = task.intent
    if intent.share or intent.growth or intent.relations or intent.per or intent.difference:
        raise not_understood(words_of(intent, "share", "compare", "relation", "calc"))
    try:
        if intent.counted is not None:
            return build_count(task, intent.counted)
        if intent.numbers and intent.calcs & set(FUNCTIONS):
            return build_field_aggregate(task)
        return _list(task)
    except WhichAmount as unclear:
        raise _which_amount(task, unclear) from None


def _which_amount(task: Task, unclear: WhichAmount) -> Stop:
    """A question back, with the query for each amount."""
    options: list[Option] = []
    for ref in unclear.refs[:4]:
        made = build_rows(replace(task, intent=replace(task.intent, amount=ref)))
        options.append(Option(field_label(ref, task.question.lang, task.model), made.semantic_sql))
    labels = tuple(option.label for option in options)
    return Stop(Ask(issue(IssueCode.AMBIGUOUS_WORD, word=unclear.word, candidates=labels), tuple(options)))


def _list(task: Task) -> Draft:
    intent = task.intent
    anchor = _anchor(task)
    dataset = task.model.datasets[anchor]
    if intent.calcs - {"sum"} or intent.grain:
        raise not_understood(words_of(intent, "calc", "grain"))
    pieces = intent.pieces
    asks = [p.text for p in pieces if p.is_word("question", "how_much") or p.is_word("calc", "sum") or asks_of_each(p)]
    if asks and not intent.detail and not (intent.ranked and intent.which):
        raise not_understood(" ".join(asks))  # a number is asked for, and rows are none
    shape = row_shape(task, anchor)
    _refuse_flags(task, anchor)
    fields = _columns(task, dataset, shape)
    order, limit = _row_order(task, dataset)
    shown = fields + tuple(FieldRef(*name.split(".", 1)) for name, _ in order if name not in {str(f) for f in fields})
    shape = shape.with_(fields=tuple(dict.fromkeys(shown)), order=order, limit=limit, detail=True)
    return draft(task, shape.to_sql(), Columns((), ""))


def _anchor(task: Task) -> str:
    """The dataset whose rows are listed: the one from which all others named are many-to-one."""
    intent = task.intent
    named = [said.dataset for said in (*intent.anchors, *intent.groups) if said.dataset]
    named = list(dict.fromkeys(name for name in named if name not in {gone for gone, _ in intent.without}))
    fits = [
        name
        for name in named
        if all(dataset_reaches(task.model, name, FieldRef(other, "")) for other in named if other != name)
    ]
    if len(fits) != 1:
        raise (
            decline(IssueCode.NO_METRIC, suggestions=())
            if not named
            else not_understood(words_of(intent, "anchor", "group"))
        )
    return fits[0]


def _refuse_flags(task: Task, anchor: str) -> None:
    """延期 said of rows is what they are; only asked for (按…, 是否…) it is shown of each of them."""
    for said in (*task.intent.groups, *task.intent.anchors):
        own = not said.dataset and not said.each and len(said.refs) == 1 and said.refs[0].dataset == anchor
        if not own or _ASKED_FOR.match(said.word):
            continue
        if task.model.field(said.refs[0]).type is FieldType.BOOLEAN:
            raise not_understood(said.word)


def _columns(task: Task, dataset: Dataset, shape: QueryShape) -> tuple[FieldRef, ...]:
    """What identifies a row, what was named, then the dataset's other visible fields."""
    first = [dataset.display] if dataset.display else list(dataset.primary_key)
    refs = [FieldRef(dataset.name, name) for name in first if name in dataset.fields]
    if dataset.time_field:
        refs.append(FieldRef(dataset.name, dataset.time_field))
    refs += [ref for ref in task.choice.groups if ref.dataset != dataset.name or ref.field != dataset.display]
    refs += [said.refs[0] for said in (*task.intent.anchors, *task.intent.numbers) if not said.dataset and said.refs]
    refs += [one.field for one in shape.where if one.field.field and not one.op.endswith("EXISTS")]
    refs += [
        FieldRef(dataset.name, item.name) for item in dataset.fields.values() if not item.hidden and item.role in _SHOWN
    ]
    kept = [ref for ref in dict.fromkeys(refs) if task.question.rights.may_use_field(ref)]
    named = len(task.choice.groups) + len(task.intent.anchors)
    return tuple(kept[: max(MAX_COLUMNS, 2 + named)])


def _by_their_number(task: Task, dataset: Dataset) -> bool:
    """Whether members, or members of something else, are ranked by how many rows there are of them."""
    counts = any(piece.role == "order" and piece.text.casefold() in _HOW_MANY for piece in task.intent.pieces)
    others = any(ref.dataset != dataset.name for ref in task.choice.groups)
    told = {said.field.dataset for said in task.choice.values}
    return counts and (others or not told <= {dataset.name})


def _row_order(task: Task, dataset: Dataset) -> tuple[tuple[tuple[str, bool], ...], int | None]:
    """Largest first by the one amount, latest first by the row's own date; else by date and key."""
    intent = task.intent
    time = f"{dataset.name}.{dataset.time_field}" if dataset.time_field else ""
    if intent.ranked:
        named = [ref for said in intent.numbers for ref in said.refs if ref.dataset == dataset.name]
        ordered = any(p.role == "order" or p.text.casefold() in {"top", "bottom"} for p in intent.pieces)
        if not named and not ordered:
            raise not_understood(words_of(intent, "limit"))  # the first five by what?
        if not named and _by_their_number(task, dataset):
            raise not_understood(words_of(intent, "order"))  # 理赔最多的片区: how many, which is no row's amount
        refs = named or amounts_of(dataset)
        if not refs:
            raise not_understood(words_of(intent, "order", "limit"))
        if len(refs) > 1:
            refs = [one_amount(task, refs, words_of(intent, "order"))]
        plural = any(p.text.isascii() and p.text.casefold().endswith("s") for p in intent.pieces if p.datasets())
        many = plural or intent.which == "all" or any(p.is_word("order", "rank", "down", "up") for p in intent.pieces)
        return ((str(refs[0]), direction(task)),), intent.limit or (None if many else 1)
    if intent.latest is not None:
        if not time:
            raise not_understood(words_of(intent, "order"))
        return ((time, intent.latest),), intent.limit or 1
    key = dataset.display or (dataset.primary_key[0] if dataset.primary_key else "")
    order = [(time, True)] if time else []
    if key:
        order.append((f"{dataset.name}.{key}", False))
    return tuple(order), intent.limit
