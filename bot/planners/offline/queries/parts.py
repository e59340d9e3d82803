"""Parts beside their whole, nodes of a tree beside one another, and nouns that only carry a description.

Role: columns and groups that the words of a question ask for in these forms; each value named stands over its own
measure, so that one may hold another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.planners.offline.queries.conditions import condition_of_age
from bot.planners.offline.queries.measures import Columns, condition_of, tree_of
from bot.planners.offline.queries.task import Task
from bot.planners.offline.resolve import Choice, Said
from bot.planners.offline.stop import not_understood, several
from bot.read.intent import Again, FieldSaid, Intent
from bot.read.pieces import Piece
from bot.read.walk import is_light
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.shape import Condition, Item, Measure, QueryShape, literal_sql

_JOINS = re.compile(r"\s*(名下|旗下|手下|手里|下面)?的?\s*")


def with_part(model: SemanticModel, choice: Choice, intent: Intent, others: int) -> Columns:
    """今年收入多少,其中甲多少: the whole and the part."""
    parts = [said for said in choice.values if said.part and not said.negated]
    if others or not parts or intent.ranked or intent.thresholds or len({said.field for said in parts}) > 1:
        raise not_understood(" ".join(piece.text for piece in intent.pieces if piece.is_word("follow", "within")))
    where = (condition_of(parts, model),)
    items: list[Item] = []
    for name in choice.metrics:
        items += [Item(name, Measure(name)), Item(f"{name}_part", Measure(name, where=where))]
    return Columns(tuple(items), items[0].alias, taken=tuple(parts))


def with_parts_again(task: Task) -> Columns:
    """10月收入多少，外销多少，逾期多少: what was asked first, and each part under conditions of its own."""
    intent, choice = task.intent, task.choice
    plain_question = not (intent.ranked or intent.which or intent.limit or intent.over_members)
    plain_question = plain_question and not (intent.together and len(intent.again) > 1)
    if not plain_question or len(choice.values) != len(intent.values) or intent.calcs - {"sum"}:
        raise several(intent.again[0].text)
    later = {id(said) for one in intent.again for said in one.metrics}
    first = [said.names for said in intent.metrics if id(said) not in later]
    whole = [name for name in choice.metrics if any(name in names for names in first)]
    items = [Item(name, Measure(name)) for name in whole]
    taken: list[Said] = []
    for one in intent.again:
        own = {name for said in one.metrics for name in said.names}
        said = [s for s, mention in zip(choice.values, intent.values, strict=True) if mention in one.values]
        if len(said) != len(one.values) or any(age not in intent.thresholds for age in one.ages):
            raise several(one.text)  # settled otherwise since it was read: it would hold for the whole
        taken += said
        for where in _conditions_of(task, one, said):
            for name in [name for name in choice.metrics if name in own] or whole:
                items.append(Item(f"{name}_part_{len(items)}", Measure(name, where=where)))
    return Columns(tuple(items), items[0].alias, taken=tuple(taken))


def with_whole(columns: Columns, task: Task) -> Columns:
    """收入多少，外销占多少: the whole stands in front of its part."""
    shown = {item.measure.metric for item in columns.items if item.measure and not item.measure.where}
    if not task.intent.whole_asked or len(task.choice.metrics) != 1 or shown:
        return columns
    (name,) = task.choice.metrics
    return replace(columns, items=(Item(name, Measure(name)), *columns.items))


def _conditions_of(task: Task, again: Again, said: list[Said]) -> list[tuple[Condition, ...]]:
    """Of values of one field each is a part of its own; those of several fields hold together."""
    ages = tuple(one for age in again.ages for one in condition_of_age(task, age))
    fields = {one.field for one in said}
    if len(fields) == 1 and task.intent.together:
        return [(condition_of(said, task.model), *ages)]
    if len(fields) == 1 and not any(one.negated for one in said):
        return [(condition_of([one], task.model), *ages) for one in dict.fromkeys(said)]
    if len(fields) < len(set(said)) and fields:
        raise several(again.text)
    return [(*(condition_of([one], task.model) for one in said), *ages)]


def by_nodes(shape: QueryShape, nodes: Sequence[Said], lang: str, model: SemanticModel) -> str:
    """甲部和乙部: each with all below it, under its own name; one may hold the other."""
    field, tree = nodes[0].field, tree_of(nodes[0].field, model)
    listed = ", ".join(literal_sql(said.value) for said in nodes)
    member = f"TREE_MEMBER({FieldRef(field.dataset, tree, field.role)}, {listed})"
    label = model.datasets[field.dataset].fields[field.field].label.text(lang)
    name = label if label.isidentifier() else field.field
    sql = shape.to_sql().replace("SELECT ", f"SELECT {member} AS {name}, ", 1)
    if "\nGROUP BY " in sql:
        return sql.replace("\nGROUP BY ", f"\nGROUP BY {member}, ", 1)
    head, order, tail = sql.partition("\nORDER BY ")
    return f"{head}\nGROUP BY {member}{order}{tail}"


def nodes_apart(model: SemanticModel, choice: Choice, intent: Intent) -> tuple[Said, ...]:
    """Several nodes of one tree that are shown apart; () where they are none, or are ranked or grouped further."""
    nodes = tuple(dict.fromkeys(s for s in choice.values if not s.negated and not s.part and tree_of(s.field, model)))
    single = len({said.field for said in nodes}) == 1 and len(nodes) > 1
    plain_question = not (intent.together or intent.ranked or intent.share or intent.thresholds or choice.groups)
    return nodes if single and plain_question else ()


def is_described(intent: Intent, text: str, said: FieldSaid) -> bool:
    """没有经理的客户收入多少, 老王名下客户的收入, 除了甲,其他门店: the noun belongs to its description; one number is
    asked for."""
    listed = intent.ranked or intent.which or intent.detail or intent.thresholds or intent.limit or intent.share
    if listed or intent.chart or len(intent.groups) > 1:
        return False
    if _is_beside_value(intent, said):
        return True
    if said.plural or not said.dataset:
        return False
    ends = [(null.piece.end, {ref.dataset for ref in null.refs}) for null, _ in intent.nulls]
    ends += [(value.piece.end, {ref.dataset for ref, _ in value.targets}) for value in intent.values]
    return any(
        said.dataset in owners and end <= said.piece.start and _JOINS.fullmatch(text[end : said.piece.start])
        for end, owners in ends
    )


def _is_beside_value(intent: Intent, said: FieldSaid) -> bool:
    """Nothing but nouns of the value and words of leaving out stand between the noun and a value of its own."""
    if intent.versus or not said.dataset or any(piece.is_word("operator", "apart", "each") for piece in intent.pieces):
        return False
    place = next(index for index, piece in enumerate(intent.pieces) if piece is said.piece)
    before = next((p for p in intent.pieces[:place][::-1] if not _belongs(p)), None)
    after = next((p for p in intent.pieces[place + 1 :] if p.role == "value" and p.start == said.piece.end), None)
    values = [value for value in intent.values if value.piece is before or value.piece is after]
    return any(ref.dataset == said.dataset for value in values for ref, _ in value.targets)


def _belongs(piece: Piece) -> bool:
    """A noun beside a value, or a word of leaving it out: 行业, 以外的, 其他."""
    return piece.role in {"noun", "negation", "sign"} or is_light(piece) or _is_of_the_rest(piece)


def _is_of_the_rest(piece: Piece) -> bool:
    return not piece.links and (piece.is_word("negation", "others") or piece.text in (",", "，"))


def is_of_kind(intent: Intent, said: FieldSaid) -> bool:
    """各类型客户: the members are told apart by their kind alone, unless they are ranked, listed or held to a bound."""
    if not said.dataset or said.word.isascii() or intent.ranked or intent.which or intent.detail or intent.thresholds:
        return False
    kinds = [one for one in intent.groups if one is not said and one.piece.end == said.piece.start]
    return any(not one.dataset and all(ref.dataset == said.dataset for ref in one.refs) for one in kinds)
