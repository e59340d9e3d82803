"""From resolved names to semantic SQL: the aggregate query.

Role: Intent + Choice → Draft. Whatever the intent holds is written into the query or planning stops: nothing asked for
is left out in silence.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.planners.offline.queries.against_plan import (
    ask_of_begun,
    difference_of_measures,
    minus_of,
    of_one_length,
    passed_or_not,
    sum_of_measures,
    with_actual,
    with_plan_beside,
)
from bot.planners.offline.queries.conditions import (
    absences,
    filters,
    having,
    null_conditions,
    row_conditions,
    state_conditions,
)
from bot.planners.offline.queries.gaps import gap_columns, with_gap
from bot.planners.offline.queries.measures import (
    Columns,
    averages,
    compared,
    difference_of_values,
    is_percent,
    plain,
    shares,
)
from bot.planners.offline.queries.ordering import draft, limit_of, ordered
from bot.planners.offline.queries.own_plan import refuse_foreign_plan
from bot.planners.offline.queries.pairs import side_by_side
from bot.planners.offline.queries.part_of_itself import refuse_parts_of_themselves
from bot.planners.offline.queries.parts import (
    by_nodes,
    is_described,
    is_of_kind,
    nodes_apart,
    with_part,
    with_parts_again,
    with_whole,
)
from bot.planners.offline.queries.sides import columns_apart, with_both_sides
from bot.planners.offline.queries.task import Task, words_of
from bot.planners.offline.queries.times import (
    Span,
    bounded,
    choose_span,
    data_end,
    own_grain,
    trend_grain,
)
from bot.planners.offline.queries.two_points import change_of_members, changes_ranked
from bot.planners.offline.queries.versions import version_columns, with_version
from bot.planners.offline.resolve import Choice
from bot.planners.offline.stop import not_understood, several
from bot.read.intent import FieldSaid, Intent
from bot.read.lexicon import AGE_DATASET
from bot.turn import Draft
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import FieldRef
from semantic_layer.periods import Grain
from semantic_layer.shape import Item, Measure, QueryShape


def build_aggregate(task: Task) -> Draft:
    """The draft of a question about metrics. Stops with an Ask or a Decline where it cannot be written."""
    refuse_lost(task)
    refuse_foreign_plan(task)
    task = with_plan_beside(passed_or_not(with_actual(with_both_sides(with_version(with_gap(task))))))
    intent, choice = task.intent, drop_own_nouns(task)
    task = replace(task, choice=choice)
    span = task.span or choose_span(intent, choice.metrics, task.question, task.context)
    ask_of_begun(task, span, build_aggregate)
    span = of_one_length(task, span)
    change = change_of_members(task, span, limit_of(task))
    if change is not None:
        intent = replace(intent, thresholds=[])
        task = replace(task, intent=intent, choice=replace(choice, others=(), threshold_metrics=()))
        choice = task.choice
    grain = _grain(task, span)
    relations = _with_said_base([*intent.relations], span)
    grain = grain or _unit_gone_through(task, span)
    span = bounded(span, task.question, task.context, bool(relations), grain)
    grain = own_grain(grain, span, task.context.calendar)
    columns = _ordered_by(_columns(task, span, relations), intent)
    ages = tuple(c for c in row_conditions(task) if c.field.dataset == AGE_DATASET and not intent.share)
    where = tuple(filters(task.model, choice.values, columns.taken)) + null_conditions(task) + ages
    where += tuple(c for c in row_conditions(task) if c.field.dataset != AGE_DATASET) + task.kept + absences(task)
    where += state_conditions(task)
    nodes = () if columns.taken else nodes_apart(task.model, choice, intent)
    fields = () if nodes else with_keys(task, _groups(task, columns))
    refuse_parts_of_themselves(task, fields)
    shape = QueryShape(
        task.model.name,
        items=columns.items,
        fields=fields,
        grain=grain,
        where=where,
        start=span.start,
        end=columns.end or span.end,
        having=task.kept_having + having(task, span, relations, bool(fields or grain)),
    )
    if span.other is not None and change is not None:
        _refuse_begun_side(task, shape)
        return draft(task, changes_ranked(task, shape, span.other, change), columns)
    if span.other is not None:
        if (
            shape.fields
            or shape.grain
            or shape.having
            or intent.ranked
            or columns.compare
            or intent.share
            or intent.per
        ):
            raise not_understood(" ".join(dict.fromkeys(period.words for period in intent.periods)))
        through = data_end(task.choice.metrics, task.context, loaded=True)
        complete = bool(shape.end and through and shape.end <= through)
        if (intent.difference or intent.growth) and not complete:
            raise not_understood(words_of(intent, "compare"))
        rates = intent.growth and not any(is_percent(task.model, name) for name in task.choice.metrics)
        return draft(task, side_by_side(shape, span.other, complete, rates), columns)
    made = ordered(task, shape, columns)
    return replace(made, semantic_sql=by_nodes(shape, nodes, task.question.lang, task.model)) if nodes else made


def _with_said_base(relations: list[str], span: Span) -> list[str]:
    """10月环比9月: the period named is the very one that 环比 is against, and no second base."""
    if not span.relation or span.relation in relations:
        return relations
    if "mom" in relations and span.relation.startswith("mom:"):
        return [span.relation if one == "mom" else one for one in relations]
    return [*relations, span.relation]


def _refuse_begun_side(task: Task, shape: QueryShape) -> None:
    through = data_end(task.choice.metrics, task.context, loaded=True)
    if not (shape.end and through and shape.end <= through):
        raise not_understood(words_of(task.intent, "compare"))


def _ordered_by(columns: Columns, intent: Intent) -> Columns:
    """By the measure that the superlative stands beside, of several."""
    named = [item.alias for item in columns.items if item.measure and item.measure.metric in intent.order_by]
    plain_order = any(item.alias == columns.order_by and item.measure for item in columns.items)
    return replace(columns, order_by=named[0]) if named and plain_order else columns


def refuse_lost(task: Task) -> None:
    """What was read but has no place in a query about metrics: said, so that nothing is left out in silence."""
    intent = task.intent
    dated = intent.anchors if intent.states else []
    heads = [said for said in dated if said.dataset and _is_own_noun(task, said)]  # jobs repaired in May
    lost = [said.piece for said in (*intent.numbers, *intent.anchors) if said not in heads]
    if intent.detail and not (intent.groups or intent.grain or intent.thresholds):
        lost += [piece for piece in intent.pieces if piece.role == "detail"]
    plain_words = ("median",) if intent.per or intent.over_members == "mean" else ("average", "median")
    lost += [piece for piece in intent.pieces if piece.role == "calc" and piece.is_word("calc", *plain_words)]
    if lost:
        raise not_understood(" ".join(piece.text for piece in lost))


def _grain(task: Task, span: Span) -> str:
    intent = task.intent
    grain = intent.grain or span.grouped
    if not grain and "trend" in intent.calcs:
        grains = [
            task.model.datasets[dataset].time_grain
            for name in task.choice.metrics
            for dataset in base_datasets(task.model, name)
        ]
        grain = trend_grain(span, grains)
    return grain


def _unit_gone_through(task: Task, span: Span) -> str:
    """Month over month in a range of several: month by month. A shift of the whole range by one is no such thing."""
    named = next((r.partition(":")[2] for r in task.intent.relations if r.startswith("mom:")), "")
    if not named or span.start is None or span.end is None:
        return ""
    if len(list(task.context.calendar.buckets(span.start, span.end, Grain(named)))) < 2:
        return ""
    if task.intent.ranked or task.intent.thresholds:
        raise not_understood(words_of(task.intent, "compare", "relation"))
    return named


def _columns(task: Task, span: Span, relations: list[str]) -> Columns:
    intent, choice, context = task.intent, task.choice, task.context
    metrics = choice.metrics
    ages = tuple(c for c in row_conditions(task) if c.field.dataset == AGE_DATASET)
    positive = [said for said in choice.values if not said.negated]
    other = bool(intent.per or intent.share or relations or span.other) or "cumulative" in intent.calcs
    apart = version_columns(task, other) or columns_apart(task)
    if apart is not None:
        return apart
    cumulative = "cumulative" in intent.calcs and not _is_whole_to_date(task, span)
    asked = [bool(intent.per), bool(intent.share), bool(relations), cumulative]
    if intent.gap:
        return gap_columns(task)
    less = minus_of(intent)
    if less is not None and (any(asked) or span.other is not None):
        raise not_understood(less.text)  # 毛利减广告费,同比
    if sum(asked) > 1:
        raise not_understood(words_of(intent, "calc", "share", "compare", "relation"))
    if any(piece.is_word("plus") for piece in intent.pieces):
        if any(asked) or span.other is not None or intent.difference or intent.growth or intent.versus:
            raise not_understood(words_of(intent, "calc", "share", "compare", "relation"))
        return sum_of_measures(task)
    if "within" in intent.follow and task.span is None:
        return with_part(task.model, choice, intent, sum(asked))
    if intent.again:
        if sum(asked) or span.other is not None or intent.difference or intent.growth or intent.versus:
            raise several(intent.again[0].text)
        return with_parts_again(task)
    if intent.per:
        return averages(metrics, intent, span, context)
    if intent.share:
        return with_whole(shares(task.model, choice, intent, ages), task)
    if relations:
        return compared(metrics, relations, intent, span, context)
    if "cumulative" in intent.calcs:
        return _cumulative(task, span)
    if intent.difference and span.other is None:
        if len(metrics) == 1 and len(positive) == 2 and positive[0].field == positive[1].field:
            if positive[0].field in choice.groups and len(choice.groups) > 1:
                raise not_understood(words_of(intent, "compare"))  # in the group of the one the other has nothing
            made = difference_of_values(task.model, metrics[0], positive)
            return replace(made, alone=True) if positive[0].field in choice.groups else made
        beside = difference_of_measures(task)
        if beside is not None:
            return beside
        raise not_understood(words_of(intent, "compare"))
    if intent.growth and span.other is None:
        raise not_understood(words_of(intent, "compare"))
    if intent.versus and not _compares_something(task, span):
        raise not_understood(words_of(intent, "compare"))
    return plain(metrics)


def _compares_something(task: Task, span: Span) -> bool:
    positive = [said for said in task.choice.values if not said.negated]
    return (
        len(positive) > 1
        or len(task.choice.metrics) > 1
        or bool(span.grouped or span.other)
        or bool(task.choice.groups)
    )


def _is_whole_to_date(task: Task, span: Span) -> bool:
    """The range begins with the year and is not gone through: its total is what is cumulated."""
    calendar = task.context.calendar
    if task.intent.grain or "trend" in task.intent.calcs or span.start is None or span.end is None:
        return False
    whole = calendar.bucket(span.end, Grain.FISCAL_YEAR if calendar.is_fiscal else Grain.YEAR)
    return whole.start == span.start


def _cumulative(task: Task, span: Span) -> Columns:
    """累计: the year to date, by bucket where one is asked for. A range that begins with the year is its own total."""
    metrics = task.choice.metrics
    if _is_whole_to_date(task, span):
        return plain(metrics)
    often = Counter(name for said in task.intent.metrics for name in said.names)
    items: list[Item] = []
    for name in metrics:
        items += [Item(name, Measure(name))] if often[name] > 1 else []  # 各月收入和累计收入: both
        items.append(Item(f"{name}_ytd", Measure(name, ("YTD",))))
    return Columns(tuple(items), items[0].alias)


# ---- groups and order


def drop_own_nouns(task: Task) -> Choice:
    """ "freight of shipments": the noun of the rows a metric is made of asks for no grouping by each row."""
    kept: list[FieldRef] = []
    for said, ref in zip(task.intent.groups, task.choice.groups, strict=False):
        described = not said.each and is_described(task.intent, task.question.text, said)
        own = not said.each and bool(said.dataset) and _is_own_noun(task, said)
        if not (own or described or is_of_kind(task.intent, said)):
            kept.append(ref)
    if len(task.intent.groups) != len(task.choice.groups):
        return task.choice
    return replace(task.choice, groups=tuple(dict.fromkeys(kept)))


def _is_own_noun(task: Task, said: FieldSaid) -> bool:
    bases = [base_datasets(task.model, name) for name in task.choice.metrics]
    is_fact = bool(task.model.datasets[said.dataset].time_field)
    listed = task.intent.ranked and not (task.intent.states and len(task.intent.groups) > 1)
    return is_fact and not listed and bool(bases) and all(said.dataset in base for base in bases)


def _groups(task: Task, columns: Columns) -> tuple[FieldRef, ...]:
    """The fields grouped by, and those of which several values are named, unless they are added up."""
    if columns.alone:
        return ()
    groups = list(task.choice.groups)
    if not task.intent.together and not task.intent.share:
        by_field: dict[FieldRef, set[str]] = {}
        for said in task.choice.values:
            if not said.negated and said not in columns.taken:
                by_field.setdefault(said.field, set()).add(said.value)
        groups += [ref for ref, values in by_field.items() if len(values) > 1 and ref not in groups]
    return tuple(dict.fromkeys(groups))


def with_keys(task: Task, fields: tuple[FieldRef, ...]) -> tuple[FieldRef, ...]:
    """Two members of one name stay two: where the data holds such names, the key is grouped by as well."""
    found: list[FieldRef] = []
    for ref in fields:
        found.append(ref)
        dataset = task.model.datasets.get(ref.dataset)
        if dataset is None or dataset.display != ref.field or dataset.valid_from or len(dataset.primary_key) != 1:
            continue
        key = dataset.primary_key[0]
        if key != ref.field and _has_namesakes(task, FieldRef(ref.dataset, ref.field)):
            found.append(FieldRef(ref.dataset, key, ref.role))
    return tuple(dict.fromkeys(found))


def _has_namesakes(task: Task, ref: FieldRef) -> bool:
    index = task.context.index
    counted = index.counted(ref, 1) if index is not None else []
    return bool(counted) and counted[0][1] > 1
