"""Questions about rows: lists, counts of an entity, rows without something, aggregates of a field that is no metric.

Role: Intent + Choice → Draft, where no metric says what is computed. A governed metric that counts just that wins.
"""

from __future__ import annotations

from dataclasses import replace

from bot.planners.offline.build import build_aggregate, direction, draft, with_keys
from bot.planners.offline.conditions import filters, having, plain_number
from bot.planners.offline.measures import Columns, plain
from bot.planners.offline.options import field_label
from bot.planners.offline.reach import (
    base_datasets,
    dataset_reaches,
    is_dated_by_another,
    is_entity,
    is_of_new,
    leaves_rows_out,
    parents_of,
)
from bot.planners.offline.stock import ask_by_which_date, counts_all, is_state_now
from bot.planners.offline.stop import Stop, decline, not_understood
from bot.planners.offline.task import Task
from bot.planners.offline.times import Span, choose_span, horizon
from bot.read.intent import FieldSaid, Intent
from bot.turn import Ask, Draft, Option
from semantic_layer.issues import IssueCode, issue
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.model import Dataset, FieldRef, FieldRole
from semantic_layer.shape import Condition, Item, QueryShape

MAX_COLUMNS = 8
_FUNCTIONS = {"average": "AVG", "max": "MAX", "min": "MIN", "median": "MEDIAN", "sum": "SUM"}
_SHOWN = frozenset(FieldRole) - {FieldRole.FLAG}


def is_about_members(intent: Intent) -> bool:
    """有哪些大区, "which zones are there": the members of a field, nothing measured."""
    measured = intent.metrics or intent.counted or intent.numbers or intent.anchors or intent.without or intent.detail
    return bool(intent.groups and not measured and not intent.ranked and not intent.thresholds and intent.which)


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
    listed = bool(intent.detail or intent.without or intent.latest is not None)
    ranked = intent.ranked and any(said.dataset for said in intent.groups)
    return bool(intent.numbers or ((listed or ranked) and (intent.anchors or intent.groups)) or intent.anchors)


def build_rows(task: Task) -> Draft:
    """The draft of a question about rows. Stops where it cannot be written."""
    intent = task.intent
    if intent.share or intent.growth or intent.relations or intent.per or intent.difference:
        raise not_understood(_words(intent, "share", "compare", "relation", "calc"))
    if intent.counted is not None:
        return _count(task, intent.counted)
    if intent.numbers and intent.calcs & set(_FUNCTIONS):
        return _field_aggregate(task)
    return _list(task)


# ---- counting


def _count(task: Task, counted: FieldSaid) -> Draft:
    dataset = counted.dataset or _entity_of(task, counted)
    if not dataset:
        ref = counted.refs[0]
        if ref.dataset not in task.model.datasets:
            raise not_understood(counted.word)
        return _count_expression(task, ref.dataset, f"COUNT(DISTINCT {ref})")
    if task.intent.metrics or task.intent.thresholds:
        return _count_members(task, dataset)
    governed = [
        name for name, metric in task.model.metrics.items() if _counts_rows(task, name, dataset) and not metric.hidden
    ]
    if is_entity(task.model, dataset) or any(is_of_new(task.model, name) for name in governed):
        return _count_entity(task, dataset, governed)
    if len(governed) == 1 and not is_state_now(task, dataset):
        intent = replace(task.intent, counted=None)
        return build_aggregate(replace(task, intent=intent, choice=replace(task.choice, metrics=(governed[0],))))
    return _count_expression(task, dataset, f"COUNT({_key(task, dataset)})")


def _count_entity(task: Task, dataset: str, governed: list[str]) -> Draft:
    """有多少会员: all there are, whatever the default period. A period may mean those new in it, or those there at its
    end: a question back."""
    key, time = f"COUNT({_key(task, dataset)})", task.model.datasets[dataset].time_field
    intent = task.intent
    if not time or not (intent.periods or intent.grain):
        return _count_expression(task, dataset, key)
    span = choose_span(intent, (), task.question, task.context)
    if intent.grain or intent.relations or intent.ranked or span.other or span.grouped or span.start is None:
        new = [name for name in governed if is_of_new(task.model, name)]
        if len(new) == 1 and span.start is not None:
            choice = replace(task.choice, metrics=(new[0],))
            return build_aggregate(replace(task, intent=replace(intent, counted=None), choice=choice))
        return _count_expression(task, dataset, key)
    made = _count_expression(task, dataset, key)
    parsed = _row_shape(task, dataset).with_(items=(Item(f"{dataset}_count", expression=key),), start=None)
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
    return not task.model.metrics[name].filter and _is_count_of(task, name, dataset)


def _counts_of(task: Task, dataset: str) -> list[str]:
    return [name for name in task.model.metrics if _is_count_of(task, name, dataset)]


def _is_count_of(task: Task, name: str, dataset: str) -> bool:
    """A metric that is nothing but the number of the dataset's rows, or of some of them."""
    metric = task.model.metrics[name]
    if metric.open_items:
        return False
    tree = read_formula(task.model, metric)
    return anonymous_name(tree) == "COUNT_ROWS" and base_datasets(task.model, name) == {dataset}


def _key(task: Task, dataset: str) -> str:
    key = task.model.datasets[dataset].primary_key
    if len(key) != 1:
        raise not_understood(_words(task.intent, "counted", "calc"))
    return f"{dataset}.{key[0]}"


def _count_expression(task: Task, dataset: str, expression: str) -> Draft:
    item = Item(f"{dataset}_count", expression=expression)
    groups = _told_apart(task, dataset)
    shape = _row_shape(task, dataset).with_(items=(item,), fields=groups, grain=task.intent.grain)
    if not is_entity(task.model, dataset):
        ask_by_which_date(task, dataset, shape.with_(start=None, end=None))
    if not counts_all(task):
        shape = _with_default_period(task, dataset, shape)
    order = (("period", False),) if shape.grain else ()
    if task.intent.ranked:
        order = ((item.alias, direction(task)),)
        shape = shape.with_(limit=task.intent.limit or (1 if task.intent.which == "one" else None))
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
        raise not_understood(_words(intent, "counted", "calc"))
    span = choose_span(intent, task.choice.metrics, task.question, task.context)
    dataset_key = _key(task, dataset)
    ref = FieldRef(dataset, dataset_key.partition(".")[2])
    shape = QueryShape(
        task.model.name,
        items=plain(task.choice.metrics).items,
        fields=(ref,),
        where=(*filters(task.model, task.choice.values), Condition(ref, "IS NOT NULL")),  # rows of nobody are no member
        start=span.start,
        end=span.end,
        having=having(task, span, [], True),
    )
    sql = f"WITH members AS (\n{shape.to_sql()}\n)\nSELECT COUNT(*) AS {dataset}_count\nFROM members"
    return draft(task, sql, plain(task.choice.metrics))


# ---- aggregates of fields


def _field_aggregate(task: Task) -> Draft:
    intent = task.intent
    functions = [name for name in _FUNCTIONS if name in intent.calcs]
    if len(functions) != 1 or len(intent.numbers) != 1 or len(intent.numbers[0].refs) != 1:
        raise not_understood(_words(intent, "calc", "number"))
    ref = intent.numbers[0].refs[0]
    if ref.dataset not in task.model.datasets:
        raise not_understood(intent.numbers[0].word)
    for said in intent.groups:
        if functions == ["average"] and said.each and said.dataset not in ("", ref.dataset):
            raise not_understood(said.word)  # the average row of each client, or the average of their totals?
    item = Item(f"{functions[0]}_{ref.field}", expression=f"{_FUNCTIONS[functions[0]]}({ref})")
    groups = tuple(
        group for group in task.choice.groups if group.dataset != ref.dataset or not _is_display(task, group)
    )
    shape = _row_shape(task, ref.dataset).with_(items=(item,), fields=groups, grain=intent.grain)
    shape = _with_default_period(task, ref.dataset, shape)
    if intent.ranked and not (groups or intent.grain):
        raise not_understood(_words(intent, "order", "limit"))
    order = ((item.alias, direction(task)),) if intent.ranked else (("period", False),) if intent.grain else ()
    limit = (intent.limit or (1 if intent.which != "all" else None)) if intent.ranked else None
    return draft(task, shape.with_(order=order, limit=limit).to_sql(), Columns((item,), item.alias))


def _with_default_period(task: Task, dataset: str, shape: QueryShape) -> QueryShape:
    """Facts counted or averaged without a period take the model's default, as flows do; entities are all counted."""
    if shape.end is not None or not task.model.datasets[dataset].time_field or not task.model.default_period:
        return shape
    if is_entity(task.model, dataset) or any(is_of_new(task.model, n) for n in _counts_of(task, dataset)):
        return shape
    span = choose_span(task.intent, (), task.question, task.context)
    return shape.with_(start=span.start, end=span.end)


def _is_display(task: Task, ref: FieldRef) -> bool:
    return task.model.datasets[ref.dataset].display == ref.field


# ---- lists of rows


def _list(task: Task) -> Draft:
    intent = task.intent
    anchor = _anchor(task)
    dataset = task.model.datasets[anchor]
    if intent.calcs - {"sum"} or intent.grain:
        raise not_understood(_words(intent, "calc", "grain"))
    asks = [p.text for p in intent.pieces if p.is_word("question", "how_much") or p.is_word("calc", "sum")]
    if asks and not intent.detail and not (intent.ranked and intent.which):
        raise not_understood(" ".join(asks))  # a number is asked for, and rows are none
    shape = _row_shape(task, anchor)
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
            else not_understood(_words(intent, "anchor", "group"))
        )
    return fits[0]


def _row_shape(task: Task, dataset: str) -> QueryShape:
    """Model, filters and period of a question about one dataset's rows."""
    conditions = list(filters(task.model, task.choice.values))
    for said, absent in task.intent.nulls:
        conditions.append(Condition(said.refs[0], "IS NULL" if absent else "IS NOT NULL"))
    dated = is_dated_by_another(task.intent, task.model, dataset)
    for gone, absent in task.intent.without:
        if dataset not in parents_of(task.model, gone):
            raise not_understood(_words(task.intent, "without"))
        conditions.append(_existence(task, gone, absent, dated))
    conditions += _number_conditions(task, task.model.datasets[dataset])
    span = Span()
    if (task.intent.periods or task.intent.grain) and not (dated and task.intent.without):
        span = choose_span(task.intent, (), task.question, task.context)
    return QueryShape(task.model.name, where=tuple(conditions), start=span.start, end=span.end)


def _existence(task: Task, gone: str, absent: bool, dated: bool) -> Condition:
    """Whether there are such rows; of an entity the period said is theirs: no orders this year."""
    op = "NOT EXISTS" if absent else "EXISTS"
    if not dated:
        return Condition(FieldRef(gone, ""), op)
    time = task.model.datasets[gone].time_field
    span = choose_span(task.intent, (), task.question, task.context)
    loaded = horizon(gone, task.context, True)
    known = span.start and span.end and (loaded is None or span.start <= loaded) and span.other is None
    if not time or not known or task.intent.grain or span.relation or span.grouped:
        raise not_understood(_words(task.intent, "without"))
    counts = [metric for name, metric in task.model.metrics.items() if _is_count_of(task, name, gone)]
    asked = any(piece.deed and gone in piece.datasets() for piece in task.intent.pieces)
    asked = asked and leaves_rows_out(task.model, gone)  # it is confirmed before it is answered
    if counts and all(metric.filter for metric in counts) and not asked:
        raise not_understood(_words(task.intent, "without"))  # do cancelled ones count? nothing says so
    return Condition(FieldRef(gone, time), op, (span.start, span.end))


def _number_conditions(task: Task, dataset: Dataset) -> list[Condition]:
    found: list[Condition] = []
    for threshold in task.intent.thresholds:
        refs = [ref for ref in threshold.fields if dataset_reaches(task.model, dataset.name, ref)]
        if not threshold.fields and not threshold.metrics:
            refs = _amounts(dataset)
            if len(refs) > 1:
                refs = [_one_amount(task, refs, threshold.word)]
        if len(refs) != 1 or threshold.number is None or threshold.number.unit in {"percent", "points"}:
            raise not_understood(threshold.word)
        found.append(Condition(refs[0], threshold.op, (plain_number(threshold.number.value),)))
        if threshold.until is not None:
            found.append(Condition(refs[0], "<=", (plain_number(threshold.until.value),)))
    return found


def _amounts(dataset: Dataset) -> list[FieldRef]:
    return [
        FieldRef(dataset.name, item.name)
        for item in dataset.fields.values()
        if item.role is FieldRole.AMOUNT and not item.hidden
    ]


def _one_amount(task: Task, refs: list[FieldRef], word: str) -> FieldRef:
    """The amount chosen; where none is, a question back with the query for each."""
    if task.intent.amount in refs:
        assert task.intent.amount is not None
        return task.intent.amount
    options: list[Option] = []
    for ref in refs[:4]:
        made = build_rows(replace(task, intent=replace(task.intent, amount=ref)))
        options.append(Option(field_label(ref, task.question.lang, task.model), made.semantic_sql))
    labels = tuple(option.label for option in options)
    raise Stop(Ask(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), tuple(options)))


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


def _row_order(task: Task, dataset: Dataset) -> tuple[tuple[tuple[str, bool], ...], int | None]:
    """Largest first by the one amount, latest first by the row's own date; else by date and key."""
    intent = task.intent
    time = f"{dataset.name}.{dataset.time_field}" if dataset.time_field else ""
    if intent.ranked:
        named = [ref for said in intent.numbers for ref in said.refs if ref.dataset == dataset.name]
        ordered = any(p.role == "order" or p.text.casefold() in {"top", "bottom"} for p in intent.pieces)
        if not named and not ordered:
            raise not_understood(_words(intent, "limit"))  # the first five by what?
        refs = named or _amounts(dataset)
        if not refs:
            raise not_understood(_words(intent, "order", "limit"))
        if len(refs) > 1:
            refs = [_one_amount(task, refs, _words(intent, "order"))]
        plural = any(p.text.isascii() and p.text.casefold().endswith("s") for p in intent.pieces if p.datasets())
        many = plural or intent.which == "all" or any(p.is_word("order", "rank", "down", "up") for p in intent.pieces)
        return ((str(refs[0]), direction(task)),), intent.limit or (None if many else 1)
    if intent.latest is not None:
        if not time:
            raise not_understood(_words(intent, "order"))
        return ((time, intent.latest),), intent.limit or 1
    key = dataset.display or (dataset.primary_key[0] if dataset.primary_key else "")
    order = [(time, True)] if time else []
    if key:
        order.append((f"{dataset.name}.{key}", False))
    return tuple(order), intent.limit


def _words(intent: Intent, *roles: str) -> str:
    return " ".join(piece.text for piece in intent.pieces if piece.role in roles)
