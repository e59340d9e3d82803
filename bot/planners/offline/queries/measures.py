"""The columns of a query: values, their comparison with earlier periods, shares, averages per period.

Role: Choice + Span → items of a QueryShape, and the alias results are ordered by. Every word that asks for a column is
answered by one, or planning stops.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.planners.offline.queries.times import Span, data_end
from bot.planners.offline.resolve import Choice, Said
from bot.planners.offline.stop import not_understood
from bot.read import ReadContext
from bot.read.intent import Intent
from bot.read.pieces import Piece
from semantic_layer.model import FieldRef, MetricKind, SemanticModel
from semantic_layer.periods import Grain
from semantic_layer.shape import Condition, Item, Measure

_ADDED_UP = frozenset({MetricKind.FLOW})
_SHARED = frozenset({MetricKind.FLOW, MetricKind.BALANCE, MetricKind.DISTINCT})


@dataclass(frozen=True, slots=True)
class Columns:
    """Items, what to order by, and the values that the items took over from the filters."""

    items: tuple[Item, ...]
    order_by: str
    taken: tuple[Said, ...] = ()
    compare: str = ""
    alone: bool = False  # one figure, whatever nouns are named: the share of all but some
    end: date | None = None  # a shortened end (averages stop at the last whole bucket)


def value(metric: str, *modifiers: str, where: tuple[Condition, ...] = ()) -> str:
    """`MEASURE(m)` under modifiers, as text for arithmetic."""
    return Measure(metric, modifiers, where).to_sql()


_AMOUNT = re.compile(r"额|量|\b(amount|absolute)\b", re.IGNORECASE)
_BY_HOW_MUCH = re.compile(
    r".*(降|减|少|掉|跌|下滑|增加|涨|多)了?"
)  # 降了多少: by what amount; 增长了多少 may be a rate
_MONEY = re.compile(r"[钱元]|\b(dollars|money|yuan)\b", re.IGNORECASE)


def plain(metrics: tuple[str, ...]) -> Columns:
    items = tuple(Item(name, Measure(name)) for name in metrics)
    return Columns(items, metrics[0] if metrics else "")


def compared(
    metrics: tuple[str, ...], relations: list[str], intent: Intent, span: Span, context: ReadContext
) -> Columns:
    """Each metric, its value before, and the change: a rate, or points where the metric is itself a percentage."""
    model = context.layer.model
    items: list[Item] = []
    order_by = metrics[0]
    for name in metrics:
        items.append(Item(name, Measure(name)))
        for relation in relations:
            modifier, tag = prior(relation, intent, span, context)
            items.append(Item(f"{name}_{tag}", Measure(name, (modifier,))))
            change = change_item(model, name, modifier, "yoy" if relation == "yoy" else "mom")
            items.append(change)
            if _in_amount(intent) and not is_percent(model, name):
                change = Item(f"{change.alias}_change", expression=f"{value(name)} - {value(name, modifier)}")
                items.append(change)
            if _by_change(intent, metrics) and order_by == metrics[0]:
                order_by = change.alias
    return Columns(tuple(items), order_by, compare=relations[0].partition(":")[0])


def _in_amount(intent: Intent) -> bool:
    """Whether the change is asked for as an amount too: 增长额, 增加了多少钱, "by what amount"."""
    if intent.by_change == "amount" or intent.difference:
        return True
    changed = [piece for piece in intent.pieces if piece.role == "compare"]
    asked = [piece for piece in intent.pieces if piece.is_word("question", "how_much") and _MONEY.search(piece.text)]
    behind = any(one.start >= piece.end for one in asked for piece in changed)
    behind = behind or any(piece.text.casefold().startswith("by how much") for piece in intent.pieces)
    behind = behind or any(_BY_HOW_MUCH.fullmatch(piece.text) and _followed_by_much(intent, piece) for piece in changed)
    return behind or any(piece.is_word("compare", "amount") or _AMOUNT.search(piece.text) for piece in changed)


def _followed_by_much(intent: Intent, change: Piece) -> bool:
    asked = [piece for piece in intent.pieces if piece.is_word("question", "how_much")]
    return any(piece.start == change.end for piece in asked)


def _by_change(intent: Intent, metrics: tuple[str, ...]) -> bool:
    """Whether rows are ordered by the change: a superlative stands beside it, or beside nothing else."""
    return bool(intent.by_change) or (intent.growth and not set(intent.order_by) & set(metrics))


def prior(relation: str, intent: Intent, span: Span, context: ReadContext) -> tuple[str, str]:
    """(modifier, alias part) of a relation. 环比 without a unit takes the grouping's, else the range's own."""
    if relation == "yoy":
        return "PRIOR_YEAR", "prior_year"
    named = relation.partition(":")[2]
    grain = named or intent.grain
    if not grain and span.start and span.end:
        unit = span.grain or context.calendar.unit_of(span.start, span.end)
        grain = unit.value if unit else ""
    if not grain:
        raise not_understood(_compare_words(intent))
    if intent.grain == grain:
        return f"PRIOR_PERIOD({grain})", "prior_period"
    return f"PRIOR_PERIOD({grain})", "prior_period"


def change_item(model: SemanticModel, metric: str, modifier: str, tag: str) -> Item:
    before = value(metric, modifier)
    if is_percent(model, metric):
        return Item(f"{metric}_{tag}_change", expression=f"{value(metric)} - {before}")
    return Item(f"{metric}_{tag}", expression=f"{value(metric)} / {before} - 1")


def is_percent(model: SemanticModel, metric: str) -> bool:
    return model.metrics[metric].unit.kind in {"percent", "points"}


def _compare_words(intent: Intent) -> str:
    return " ".join(piece.text for piece in intent.pieces if piece.role in {"compare", "relation"})


# ---- shares


def shares(model: SemanticModel, choice: Choice, intent: Intent, ages: tuple[Condition, ...]) -> Columns:
    """占比: of the groups in their total, of one metric in another, or of what a value names in the whole."""
    metrics, positive = choice.metrics, [said for said in choice.values if not said.negated]
    if len(metrics) == 2 and (not choice.groups or intent.share == "of"):
        part, whole = metrics
        ratio = Item(f"{part}_share", expression=f"{value(part, where=ages)} / {value(whole)}")
        return Columns((Item(part, Measure(part, where=ages)), Item(whole, Measure(whole)), ratio), ratio.alias)
    if len(metrics) != 1:
        raise not_understood(_share_words(intent))
    metric = metrics[0]
    if not can_be_shared(model, metric):
        raise not_understood(_share_words(intent))
    if ages:
        where = ages
        ratio = Item(f"{metric}_share", expression=f"{value(metric, where=where)} / {value(metric)}")
        return Columns((Item(metric, Measure(metric, where=where)), ratio), ratio.alias)
    parts = [said for said in positive if said.part]
    fields = {said.field for said in parts}
    if any(said.field in fields and not said.part for said in positive):
        raise not_understood(_share_words(intent))  # one value of another, not of the whole
    if any(said.negated and said.field in fields for said in choice.values):
        raise not_understood(_share_words(intent))  # of a whole that leaves it out it has no part
    if len(fields) == 1:
        return _share_of_values(model, metric, parts, intent.together)
    spoken = bool(intent.groups) or not choice.groups  # a follow-up's groups are those of the rest
    if not positive and spoken and (rest := [said for said in choice.values if said.negated]):
        return _share_of_rest(model, metric, rest, choice, intent)
    if choice.groups:
        if intent.grain:
            raise not_understood(_share_words(intent))
        ratio = Item(f"{metric}_share", expression=f"{value(metric)} / {value(metric, 'TOTAL')}")
        return Columns((Item(metric, Measure(metric)), ratio), ratio.alias)
    if len({said.field for said in positive}) != 1:
        raise not_understood(_share_words(intent))
    return _share_of_values(model, metric, positive, intent.together)


def _share_of_rest(model: SemanticModel, metric: str, rest: list[Said], choice: Choice, intent: Intent) -> Columns:
    """The share of all but A is of the whole, A included. Of each of the others: of the whole, or of the rest?"""
    listed = intent.ranked or intent.which or intent.grain or any(said.each for said in intent.groups)
    if not listed:
        conditions = [condition_of([said for said in rest if said.field == ref], model) for ref in _fields_of(rest)]
        where = tuple(conditions)
        ratio = Item(f"{metric}_share", expression=f"{value(metric, where=where)} / {value(metric)}")
        items = (Item(f"{metric}_part", Measure(metric, where=where)), ratio)
        return Columns(items, ratio.alias, taken=tuple(rest), alone=True)
    if intent.grain or not choice.groups or set(_fields_of(rest)) & set(choice.groups):
        raise not_understood(_share_words(intent))
    ratio = Item(f"{metric}_share", expression=f"{value(metric)} / {value(metric, 'TOTAL')}")
    return Columns((Item(metric, Measure(metric)), ratio), ratio.alias)


def _fields_of(said: list[Said]) -> tuple[FieldRef, ...]:
    return tuple(dict.fromkeys(one.field for one in said))


def can_be_shared(model: SemanticModel, metric: str) -> bool:
    """Whether parts of a metric have a share in the whole: a ratio's parts have none."""
    return model.metrics[metric].kind in _SHARED


def _share_of_values(model: SemanticModel, metric: str, said: list[Said], together: bool) -> Columns:
    parts = [said] if together else [[one] for one in said]
    items: list[Item] = []
    for number, part in enumerate(parts, 1):
        where = (condition_of(part, model),)
        tag = f"_{number}" if len(parts) > 1 else ""
        items.append(Item(f"{metric}_part{tag}", Measure(metric, where=where)))
        items.append(Item(f"{metric}_share{tag}", expression=f"{value(metric, where=where)} / {value(metric)}"))
    return Columns(tuple(items), items[1].alias, taken=tuple(said))


def _share_words(intent: Intent) -> str:
    return " ".join(piece.text for piece in intent.pieces if piece.role == "share")


def condition_of(said: list[Said], model: SemanticModel) -> Condition:
    """One condition for values of one field that are all named, or all left out. A member of a tree takes what lies
    under it along (rule 33)."""
    field = said[0].field
    values = tuple(dict.fromkeys(one.value for one in said))
    tree = tree_of(field, model)
    if tree:
        return Condition(
            FieldRef(field.dataset, tree, field.role), "NOT WITHIN" if said[0].negated else "WITHIN", values
        )
    if said[0].negated:
        return Condition(field, "IS DISTINCT FROM" if len(values) == 1 else "NOT IN", values)
    return Condition(field, "=" if len(values) == 1 else "IN", values)


def tree_of(field: FieldRef, model: SemanticModel) -> str:
    """The tree whose members the field names; "" for a field of no tree."""
    dataset = model.datasets.get(field.dataset)
    return next((tree.name for tree in dataset.trees if tree.display == field.field), "") if dataset else ""


# ---- differences and averages


def difference_of_values(model: SemanticModel, metric: str, said: list[Said]) -> Columns:
    """A and B 相差多少: both values and their difference."""
    one, two = ((condition_of([item], model),) for item in said)
    items = (
        Item(f"{metric}_1", Measure(metric, where=one)),
        Item(f"{metric}_2", Measure(metric, where=two)),
        Item(f"{metric}_difference", expression=f"{value(metric, where=one)} - {value(metric, where=two)}"),
    )
    return Columns(items, items[2].alias, taken=tuple(said))


def averages(metrics: tuple[str, ...], intent: Intent, span: Span, context: ReadContext) -> Columns:
    """月均: the flow of the whole buckets in the range, divided by their number (rule 6); a begun one is left out."""
    model = context.layer.model
    words = " ".join(piece.text for piece in intent.pieces if piece.role in {"calc", "grain", "average"})
    if span.start is None or span.end is None or any(model.metrics[name].kind not in _ADDED_UP for name in metrics):
        raise not_understood(words)
    grain = Grain(intent.per)
    through = data_end(metrics, context, loaded=True) or context.data_through or span.end
    end = min(span.end, through)
    whole = [b for b in context.calendar.buckets(span.start, end, grain) if b.end <= end and b.start >= span.start]
    if not whole:
        raise not_understood(words)
    items = tuple(Item(f"{name}_per_{intent.per}", expression=f"{value(name)} / {len(whole)}") for name in metrics)
    return Columns(items, items[0].alias, end=whole[-1].end)
