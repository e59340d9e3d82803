"""Things set side by side that no filter may swallow: values of different fields in one list, and a comparison of
which one side is only a value.

Role: Intent → the same intent with both sides of a comparison, before it is planned; Task → the columns of values that
each stand by themselves. What cannot be told is asked or refused with the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.planners.offline.queries.measures import Columns, condition_of
from bot.planners.offline.queries.task import Task
from bot.planners.offline.resolve import Said
from bot.planners.offline.stop import not_understood
from bot.read.asking.listed import lists_of, of_one_hierarchy
from bot.read.intent import Intent
from bot.read.pieces import Piece
from bot.read.walk import is_joint, is_light, is_listing
from bot.read.wording.plan_names import is_plan
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.formula import metrics_of
from semantic_layer.model import SemanticModel
from semantic_layer.shape import Item, Measure

_PASSED = frozenset({"noun", "sign", "filler", "value", "group", "period", "relation", "grain", "now"})


# ---- a comparison of which one side is only a value


def with_both_sides(task: Task) -> Task:
    """甲费和预算, "fuel vs budget": the budget of that value against what it is the budget of; both are asked for."""
    intent, choice, model = task.intent, task.choice, task.model
    if len(choice.metrics) != 1 or len(intent.metrics) != 1 or intent.portion or intent.share or any(choice.others):
        return task
    said, (name,) = intent.metrics[0], choice.metrics
    sided = _lonely_side(intent, said.piece)
    if sided is None or _is_in_definition(task, sided, name):
        return task
    others = [one for one in _set_against(model, name) if not is_plan(model.metrics[one])]
    if not is_plan(model.metrics[name]) or len(others) != 1:
        raise not_understood(" … ".join((sided.text, said.word)))
    metrics = (others[0], name) if sided.start < said.piece.start else (name, others[0])
    return replace(task, choice=replace(choice, metrics=metrics))


def _is_in_definition(task: Task, sided: Piece, name: str) -> bool:
    """ "Void and cancelled tickets", of a metric that counts the void ones: two words for one thing."""
    metric = task.model.metrics[name]
    values = [value for said in task.intent.values if said.piece is sided for _, value in said.targets]
    return any(f"'{value}'" in f"{metric.filter} {metric.expression}" for value in values)


def _set_against(model: SemanticModel, name: str) -> tuple[str, ...]:
    """The metrics that some metric of the layer is made of together with this one, and with nothing else."""
    together = [frozenset(metrics_of(read_formula(model, one))) for one in model.metrics.values() if not one.open_items]
    pairs = [pair for pair in together if len(pair) == 2 and name in pair]
    return tuple(dict.fromkeys(other for pair in pairs for other in pair - {name}))


def _lonely_side(intent: Intent, metric: Piece) -> Piece | None:
    """The value that stands on the other side of "vs" or "and" from the only metric, with no metric beside it."""
    pieces = intent.pieces
    values = [said.piece for said in intent.values if not said.negated]
    for place, piece in enumerate(pieces):
        versus = piece.role == "compare" and piece.is_word("compare", "versus")
        if not (versus or is_listing(piece)):
            continue
        before, after = _side(pieces[:place][::-1]), _side(pieces[place + 1 :])
        found: list[Piece] = []
        if after and after[0] is metric:
            found = [one for one in before if one in values and metric not in before]
        elif versus and metric in before:
            found = [one for one in after[:1] if one in values and not _shares_field(intent, one, before)]
        if found:
            return found[0]
    return None


def _shares_field(intent: Intent, value: Piece, others: Sequence[Piece]) -> bool:
    """北区收入对比南区: the value behind is set against one before, not against the measure."""
    fields = {id(said.piece): {ref for ref, _ in said.targets} for said in intent.values}
    return any(fields[id(value)] & fields.get(id(other), set()) for other in others)


def _side(pieces: Sequence[Piece]) -> list[Piece]:
    """What stands on one side, nearest first: up to another joint, comparison, or word of another kind."""
    found: list[Piece] = []
    for piece in pieces:
        if is_joint(piece) or piece.role == "compare" or piece.role not in (*_PASSED, "metric", ""):
            break
        if not is_light(piece) and piece.role not in {"sign", "filler"}:
            found.append(piece)
    return found


# ---- values of different fields in one list


def listed_apart(task: Task) -> tuple[Said, ...]:
    """Values of different fields that a list joins: "the town and the county". () where there are none."""
    intent, values = task.intent, task.choice.values
    if intent.joined == "both" or len(intent.values) != len(values):
        return ()
    resolved = {id(said): value for said, value in zip(intent.values, values, strict=True)}
    lists = [[resolved[id(said)] for said in one] for one in lists_of(intent)]
    return tuple(dict.fromkeys(v for one in lists if len({v.field for v in one}) > 1 for v in one))


def columns_apart(task: Task) -> Columns | None:
    """Each of such values over its own measure, for one may lie within another; None where no list mixes fields. Levels
    of one hierarchy are places side by side; of other fields, both may have been meant at once: refused."""
    apart, intent = listed_apart(task), task.intent
    if not apart:
        return None
    asked = intent.ranked or intent.thresholds or intent.relations or intent.share or intent.per or intent.calcs
    told = intent.joined == "apart" or of_one_hierarchy([value.field for value in apart], task.model)
    single = told and len(task.choice.metrics) == 1
    if asked or intent.difference or intent.growth or intent.together or not single:
        raise not_understood(_words(intent, apart))
    (metric,) = task.choice.metrics
    items = tuple(
        Item(f"{metric}_{number}", Measure(metric, where=(condition_of([value], task.model),)))
        for number, value in enumerate(apart, 1)
    )
    return Columns(items, items[0].alias, taken=tuple(apart))


def _words(intent: Intent, apart: Sequence[Said]) -> str:
    wanted = {(value.field, value.value) for value in apart}
    return " ".join(said.word for said in intent.values if wanted & set(said.targets))
