"""The conditions of a query about metrics: values, rows that lack something, bounds on fields and on measures.

Role: Intent + Choice → WHERE and HAVING. A condition that cannot be written stops planning, named by its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from bot.planners.offline.queries.lacking_rows import counting_measure, rows_of
from bot.planners.offline.queries.measures import condition_of, is_percent, prior, value
from bot.planners.offline.queries.own_plan import refuse_foreign_plan
from bot.planners.offline.queries.reach import is_dated_by_another, parents_of
from bot.planners.offline.queries.task import Task, words_of
from bot.planners.offline.queries.times import Span, relation_to
from bot.planners.offline.resolve import Said
from bot.planners.offline.stop import not_understood
from bot.read.asking.met import is_rate_to_reach
from bot.read.intent import Threshold
from bot.read.lexicon import AGE_DATASET, DAYS_PAST_DUE
from semantic_layer.metrics.reach import base_datasets, has_ages, reaches
from semantic_layer.model import FieldRef, FieldRole, FieldType, SemanticModel
from semantic_layer.shape import Condition


def filters(model: SemanticModel, values: Sequence[Said], taken: Sequence[Said] = ()) -> list[Condition]:
    """Values of one field are one condition; fields are joined by AND."""
    together: dict[tuple[FieldRef, bool], list[Said]] = {}
    for said in values:
        if said not in taken:
            together.setdefault((said.field, said.negated), []).append(said)
    return [condition_of(said, model) for said in together.values()]


def absences(task: Task) -> tuple[Condition, ...]:
    """没有发票的订单数: rows of the metric's own dataset that have none of another, linked to it."""
    found: list[Condition] = []
    for gone, absent in task.intent.without:
        if not all(base_datasets(task.model, name) <= parents_of(task.model, gone) for name in task.choice.metrics):
            raise not_understood(words_of(task.intent, "without"))
        counted = {name for metric in task.choice.metrics for name in base_datasets(task.model, metric)}
        if any(is_dated_by_another(task.intent, task.model, name) for name in counted):
            raise not_understood(words_of(task.intent, "without"))
        measure = counting_measure(task.intent, gone, task.model)
        inside = rows_of(measure, task.model) if measure else ""
        found.append(Condition(FieldRef(gone, ""), "NOT EXISTS" if absent else "EXISTS", inside=inside))
    return tuple(found)


def null_conditions(task: Task) -> tuple[Condition, ...]:
    return tuple(Condition(said.refs[0], "IS NULL" if absent else "IS NOT NULL") for said, absent in task.intent.nulls)


def state_conditions(task: Task) -> tuple[Condition, ...]:
    """What has or has not happened, by a date or a flag of the rows: still empty, filled, or within a time."""
    found: list[Condition] = []
    for said in task.intent.states:
        if len(said.refs) != 1 or said.candidates or not _goes_with(task, said.refs[0]):
            raise not_understood(said.word)
        ref = said.refs[0]
        if task.model.field(ref).type is FieldType.BOOLEAN:
            found.append(Condition(ref, "=", (not said.absent,)))
        elif said.period is None:
            found.append(Condition(ref, "IS NULL" if said.absent else "IS NOT NULL"))
        else:
            start = None if said.period.open_start else said.period.start
            found += within(task.model, ref, start, None if said.open_end else said.period.end)
    return tuple(found)


def _goes_with(task: Task, ref: FieldRef) -> bool:
    return all(reaches(task.model, name, ref) for name in task.choice.metrics)


def within(model: SemanticModel, ref: FieldRef, start: date | None, end: date | None) -> list[Condition]:
    """A date between two days, both counted; of a moment the last day goes on until midnight."""
    found = [Condition(ref, ">=", (start,))] if start is not None else []
    if end is not None and model.field(ref).type is FieldType.TIMESTAMP:
        found.append(Condition(ref, "<", (end + timedelta(days=1),)))
    elif end is not None:
        found.append(Condition(ref, "<=", (end,)))
    return found


def row_conditions(task: Task) -> tuple[Condition, ...]:
    """Thresholds on numeric fields and on the age of open items."""
    apart = [age for one in task.intent.again for age in one.ages]  # conditions of a part, not of the whole
    bounds = [one for one in task.intent.thresholds if one.fields and one.number is not None and one not in apart]
    return tuple(condition for one in bounds for condition in condition_of_age(task, one))


def condition_of_age(task: Task, threshold: Threshold) -> tuple[Condition, ...]:
    """One threshold on a numeric field, or on the age of open items."""
    if len(threshold.fields) != 1 or threshold.guessed or threshold.number is None:
        raise not_understood(threshold.word)
    ref = threshold.fields[0]
    if _is_of_members(task, ref):
        raise not_understood(threshold.word)
    if ref.dataset == AGE_DATASET and not all(has_ages(task.model, name) for name in task.choice.metrics):
        raise not_understood(threshold.word)
    found = Condition(ref, threshold.op, (plain_number(threshold.number.value),))
    if ref == DAYS_PAST_DUE and threshold.op in {"<", "<="}:
        return (Condition(ref, ">", (0,)), found)  # 逾期30天以内: what is not due yet is not overdue
    until = threshold.until
    return (found,) if until is None else (found, Condition(ref, "<=", (plain_number(until.value),)))


def _is_of_members(task: Task, ref: FieldRef) -> bool:
    """毛利率不低于3成且花费超过10万的渠道: beside a bound on a measure, no amount of a single row is meant."""
    if ref.dataset == AGE_DATASET or task.model.field(ref).role is not FieldRole.AMOUNT:
        return False
    return bool(task.choice.groups) and any(one.metrics or not one.fields for one in task.intent.thresholds)


def plain_number(number: Decimal) -> int | Decimal:
    """Without a needless fraction: 5000000.0 is written 5000000."""
    return int(number) if number == number.to_integral_value() else number.normalize()


def having(task: Task, span: Span, relations: list[str], grouped: bool) -> tuple[str, ...]:
    """Thresholds on measures."""
    refuse_foreign_plan(task)
    found: list[str] = []
    for place, threshold in enumerate(task.intent.thresholds):
        if threshold.fields:
            continue
        if not grouped:
            raise not_understood(threshold.word)
        found += _measure_condition(task, place, threshold, span, relations)
    return tuple(found)


def _measure_condition(task: Task, place: int, threshold: Threshold, span: Span, relations: list[str]) -> list[str]:
    metric = task.choice.threshold_metrics[place] or task.choice.metrics[0]
    if task.choice.others[place]:
        metric = _not_itself(task, place, metric, threshold)
        return [_beside_another(task, metric, task.choice.others[place], threshold)]
    if threshold.against:
        modifier, _ = prior(_against(task, threshold, span, relations), task.intent, span, task.context)
        return [f"{value(metric)} {threshold.op} {value(metric, modifier)}"]
    number = threshold.number
    assert number is not None
    subject, amount = value(metric), number.value
    percent = is_percent(task.model, metric)
    if threshold.of_plan and not is_rate_to_reach(task.model, metric):
        raise not_understood(threshold.word)
    open_subject = len(task.choice.metrics) > 1 and not task.choice.threshold_metrics[place]
    if threshold.of_change and (not relations or open_subject):
        raise not_understood(threshold.word)
    if threshold.of_change and number.unit in {"money", ""} and not percent:
        modifier, _ = prior(relations[0], task.intent, span, task.context)
        subject = f"{value(metric)} - {value(metric, modifier)}"
    elif threshold.of_change and percent and number.unit == "percent":
        if not threshold.relative:
            raise not_understood(threshold.word)  # 毛利率下降超过3%: three points, or 3 % of what it was?
        modifier, _ = prior(relations[0], task.intent, span, task.context)
        subject, amount = f"{value(metric)} / {value(metric, modifier)} - 1", amount / 100
    elif number.unit == "points" and relations and task.model.metrics[metric].unit.kind == "percent":
        modifier, _ = prior(relations[0], task.intent, span, task.context)
        subject, amount = f"{value(metric)} - {value(metric, modifier)}", amount / 100
    elif number.unit == "percent" and relations and not percent:
        modifier, _ = prior(relations[0], task.intent, span, task.context)
        subject, amount = f"{value(metric)} / {value(metric, modifier)} - 1", amount / 100
    elif number.unit == "percent" and task.intent.share and not percent:
        subject, amount = f"{value(metric)} / {value(metric, 'TOTAL')}", amount / 100
    elif number.unit == "percent" and percent:
        amount = amount / 100
    elif number.unit in {"percent", "points"} or percent:
        raise not_understood(threshold.word)  # 10 % of money, or 10 of a ratio: which is meant?
    if number.unit == "times" and task.model.metrics[metric].unit.kind not in {"times", "none"}:
        raise not_understood(threshold.word)  # 9月的两倍以上: of another value, and no two of the unit
    if number.unit == "money" and task.model.metrics[metric].unit.kind == "days":
        raise not_understood(threshold.word)
    conditions = [f"{subject} {threshold.op} {plain_number(amount)}"]
    if threshold.until is not None:
        until = threshold.until.value / (100 if threshold.until.unit in {"percent", "points"} else 1)
        conditions.append(f"{subject} <= {plain_number(until)}")
    return conditions


def _not_itself(task: Task, place: int, metric: str, threshold: Threshold) -> str:
    """Budget and actual, "only over budget": of the two, the one that is not the budget."""
    other = task.choice.others[place]
    if metric != other:
        return metric
    rest = [name for name in task.choice.metrics if name != other]
    if task.choice.threshold_metrics[place] or len(rest) != 1:
        raise not_understood(threshold.word)
    return rest[0]


def _beside_another(task: Task, metric: str, other: str, threshold: Threshold) -> str:
    """Below another measure; or above its plan by so much, in percent of the plan or as an amount."""
    number = threshold.number
    if number is None:
        return f"{value(metric)} {threshold.op} {value(other)}"
    if is_percent(task.model, metric):
        raise not_understood(threshold.word)
    if number.unit == "percent":
        return f"{value(metric)} / {value(other)} - 1 {threshold.op} {plain_number(number.value / 100)}"
    return f"{value(metric)} - {value(other)} {threshold.op} {plain_number(number.value)}"


def _against(task: Task, threshold: Threshold, span: Span, relations: list[str]) -> str:
    if threshold.against == "change":
        if not relations:
            raise not_understood(threshold.word)
        return relations[0]
    if threshold.against != "period":
        return threshold.against
    relation = relation_to(span.period, task.intent.against[0], task.context) if span.period else ""
    if not relation:
        raise not_understood(threshold.word)
    return relation
