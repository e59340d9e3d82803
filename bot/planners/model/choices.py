"""What a model chose by itself, without a word that says so: then it is offered, not run.

Role: a metric where the question names none, or names one that the layer lacks (差旅费, "travel expenses"); a second
metric computed with; one total where a word like "each" was not understood; the period before for the year before; a
group where "who" or an unknown noun asks for one; a role, where a value may stand in several.
"""

from __future__ import annotations

import re

from sqlglot import exp

from bot.planners.model.examples import metrics_in
from bot.planners.model.likeness import units
from bot.read.wording.compounds import compounds
from bot.read.wording.unread import is_slip, names_of
from bot.turn import Reading
from semantic_layer.issues import Issues
from semantic_layer.metrics import index_of
from semantic_layer.model import FieldRef, MetricKind, SemanticModel
from semantic_layer.parse import parse_query
from semantic_layer.parse.query import grouped, is_block

_MEASURE = re.compile(
    r"[费额量率款本金税价润]$|(cost|expense|fee|income|rate|amount|tax|spend|price|profit|margin|sales)s?$",
    re.IGNORECASE,
)
_EACH = re.compile(r"[各每]|分别|\b(each|every|respectively|apiece)\b", re.IGNORECASE)
_AVERAGE = re.compile(r"平均|均|\b(average|mean|typical)", re.IGNORECASE)
_IS_MEAN = re.compile(r"\bAVG\b|\bMEDIAN\b|AVG_BALANCE|/")
_YEAR = re.compile(r"\byears?\b|yoy|同比|年", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_FILTER = re.compile(r"\bFILTER\b", re.IGNORECASE)


def is_own_choice(sql: str, reading: Reading, model: SemanticModel) -> bool:
    """Something in the query that decides the number has no word of the question."""
    if reading.is_follow_up or not reading.unexplained:
        return False
    chosen = _chosen(sql, reading, model)
    unknown = [word for word in reading.unexplained if _MEASURE.search(word)]
    if unknown and chosen and not any(_shares(word, name, model) for word in unknown for name in chosen):
        return True
    named = _named(reading, model)
    apart = [name for name in chosen if not named & set(_WORD.findall(model.metrics[name].expression))]
    if apart and named and not any(_is_spoken(name, reading, model) for name in apart):
        return True
    text = sql.upper()
    is_one = "GROUP BY" not in text and len(_FILTER.findall(sql)) < 2
    if is_one and any(_EACH.search(word) for word in reading.unexplained):
        return True
    is_mean = _IS_MEAN.search(text) or any(
        model.metrics[n].kind is MetricKind.RATIO for n in metrics_in(sql) if n in model.metrics
    )
    if not is_mean and any(_AVERAGE.search(word) for word in reading.unexplained):
        return True
    compares_years = any(_YEAR.search(word) for word in reading.unexplained)
    return compares_years and "PRIOR_PERIOD" in text and "PRIOR_YEAR" not in text


def _named(reading: Reading, model: SemanticModel) -> set[str]:
    """The metrics that the rules know to be named, with those their words make up together."""
    said = reading.intent.metrics if reading.intent is not None else ()
    words = [one.word for one in said]
    return {name for one in said for name in (*one.names, *compounds(one.word, words, model))}


def _chosen(sql: str, reading: Reading, model: SemanticModel) -> list[str]:
    named = _named(reading, model)
    return [name for name in metrics_in(sql) if name in model.metrics and name not in named]


def _shares(word: str, name: str, model: SemanticModel) -> bool:
    metric = model.metrics[name]
    texts = (*names_of(metric), metric.description.zh, metric.description.en)
    return any(units(word) & units(text) for text in texts)


def _is_spoken(name: str, reading: Reading, model: SemanticModel) -> bool:
    """A word that was not understood, or was taken for a slip, stands in the metric's name."""
    slips = [one.word for one in (reading.intent.values if reading.intent is not None else ()) if is_slip(one)]
    texts = [text.casefold() for text in names_of(model.metrics[name])]
    return any(_shares(word, name, model) for word in reading.unexplained) or any(
        len(word) > 2 and word.casefold() in text for word in slips for text in texts
    )


def own_groups(sql: str, reading: Reading, text: str, model: SemanticModel) -> tuple[str, ...]:
    """The words that ask for a group which the model chose: "who", a noun that nobody knows. () where it chose none."""
    intent = reading.intent
    if intent is None or reading.is_follow_up:
        return ()
    asks = tuple(piece.text for piece in intent.pieces if piece.role == "which") if not intent.groups else ()
    if not asks and not reading.unexplained:
        return ()
    named = [ref for one in (*intent.groups, *intent.numbers, *intent.anchors) for ref in one.refs]
    named += [ref for one in intent.values for ref, _ in one.targets] + [
        ref for one, _ in intent.nulls for ref in one.refs
    ]
    named += [ref for one in (intent.members, intent.counted) if one is not None for ref in one.refs]
    things = {ref.dataset for ref in named} | {one.dataset for one in intent.groups}
    spoken = units(" ".join(reading.unexplained) if not asks else text)
    for ref in _groups_of(sql, model):
        known = any((ref.dataset, ref.field) == (one.dataset, one.field) for one in named)
        dataset = model.datasets[ref.dataset]
        is_name = ref.field in (dataset.display, *dataset.primary_key)
        if not known and not (is_name and ref.dataset in things) and not spoken & _called(ref, model):
            return asks or tuple(reading.unexplained)
    return ()


def _groups_of(sql: str, model: SemanticModel) -> list[FieldRef]:
    """The fields that the SELECTs over the model group by."""
    parsed = parse_query(sql, model)
    if isinstance(parsed, Issues):
        return []
    index = index_of(model)
    selects = [select for select in parsed.tree.find_all(exp.Select) if is_block(select, model)]
    keys = [key for select in selects for key in grouped(select) if isinstance(key, exp.Column)]
    found = [index.find(key.table, key.name) for key in keys]
    return [ref for ref in found if isinstance(ref, FieldRef) and ref.dataset in model.datasets]


def _called(ref: FieldRef, model: SemanticModel) -> frozenset[str]:
    """The units of what a field is called, and of its dataset where it stands for that."""
    dataset = model.datasets[ref.dataset]
    field = dataset.fields.get(ref.field)
    texts = [field.label.zh, field.label.en, *field.synonyms] if field is not None else []
    if ref.field in (dataset.display, *dataset.primary_key):
        texts += [dataset.label.zh, dataset.label.en, *dataset.synonyms]
    return frozenset().union(*(units(text) for text in texts))


def by_other_ways(sql: str, reading: Reading, text: str, model: SemanticModel) -> list[str]:
    """The query with its roles changed about, where no word tells which is meant: from A to B may be from B to A."""
    if reading.intent is None or not reading.unexplained:
        return []
    bare = {(ref.dataset, ref.field) for said in reading.intent.values for ref, _ in said.targets if not ref.role}
    ways: dict[str, list[str]] = {}
    for link in model.relationships:
        if link.role:
            ways.setdefault(link.to_dataset, []).append(link.role)
    for dataset, roles in ways.items():
        known = units(text) & frozenset().union(*(units(role.replace("_", " ")) for role in roles))
        used = [
            role
            for role in roles
            if any(re.search(rf"(?<![\w.]){role}\.{field}\b", sql) for name, field in bare if name == dataset)
        ]
        if used and len(roles) > 1 and not known:
            first, second = (used[0], used[1]) if len(used) > 1 else (used[0], next(r for r in roles if r != used[0]))
            return [_exchanged(sql, first, second)]
    return []


def _exchanged(sql: str, one: str, other: str) -> str:
    """`one.` for `other.` and the other way round, strings left as they are."""
    parts = re.split(r"('(?:[^']|'')*')", sql)
    swap = {one: other, other: one}
    name = re.compile(rf"(?<![\w.])({re.escape(one)}|{re.escape(other)})(?=\.)")
    parts[::2] = [name.sub(lambda match: swap[match[1]], part) for part in parts[::2]]
    return "".join(parts)
