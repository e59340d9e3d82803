"""Options of a clarification: each labelled with what makes it different from the others.

Role: semantic SQL of several readings → Options. Labels are made of the layer's own labels, dates and values, never of
a model's words, so that a button says what it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.planners.model.examples import fields_in, metrics_in
from bot.planners.model.quote import plain
from bot.ports import PlanContext
from bot.turn import Option, Question
from semantic_layer.issues import Issues
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import QueryShape

MOST, HELD = 4, 5_000  # options; values of a field looked through
LABEL = 75  # Slack cuts a button's text at 75 characters
_STRINGS = re.compile(r"'(?:[^']|'')*'")
_DATES = re.compile(r"(?:DATE\s+|CAST\(\s*)'(\d{4}-\d{2}-\d{2})'", re.IGNORECASE)
_DATED = re.compile(r"DATE\s+'[^']*'", re.IGNORECASE)
_COMPARED = re.compile(r"(\w+)\.(\w+)\s*(=|<>|!=|IS DISTINCT FROM)\s*'((?:[^']|'')*)'", re.IGNORECASE)
_EXISTS = re.compile(r"(NOT\s+)?EXISTS\s*\(\s*SELECT\s+\S+\s+FROM\s+(\w+)", re.IGNORECASE)


def canonical(semantic_sql: str, model: SemanticModel) -> str:
    """The normal form of accepted semantic SQL: equal for equal readings (rule 36)."""
    parsed = parse_query(semantic_sql, model)
    return semantic_sql if isinstance(parsed, Issues) else parsed.canonical


def different_options(queries: Sequence[str], context: PlanContext, question: Question) -> tuple[Option, ...]:
    """At most four options, one for each different query; none where all are the same."""
    distinct = list({canonical(sql, context.layer.model): sql for sql in reversed(queries)}.values())[::-1][:MOST]
    return label_options(distinct, context, question) if len(distinct) > 1 else ()


def label_options(queries: Sequence[str], context: PlanContext, question: Question) -> tuple[Option, ...]:
    """One option a query. What all of them share is left out of the labels."""
    described = [_parts(sql, context, question) for sql in queries]
    shared = set.intersection(*(set(parts) for parts in described)) if len(described) > 1 else set()
    options: list[Option] = []
    seen: set[str] = set()
    for number, (sql, parts) in enumerate(zip(queries, described, strict=True), start=1):
        own = [part for part in parts if part not in shared] or parts
        label = plain(" · ".join(own), LABEL)
        if label in seen:
            label = f"{plain(label, LABEL - 4)} ({number})"
        seen.add(label)
        options.append(Option(label, semantic_sql=sql))
    return tuple(options)


def _parts(sql: str, context: PlanContext, question: Question) -> list[str]:
    """What a query asks, in short parts: metrics, groups, conditions, period, order."""
    lang, model = question.lang, context.layer.model
    parsed = parse_query(sql, model)
    shape = None if isinstance(parsed, Issues) else shape_of(parsed, model)
    metrics = [_metric(name, model, lang) for name in metrics_in(sql)]
    if shape is None:
        shown = [] if metrics else [_field(ref, model, lang) for ref in fields_in(sql.partition(" WHERE ")[0], model)]
        shown += _existence(sql, model, lang) + _tests(sql, context, question)
        return [*metrics, *shown, " – ".join(dict.fromkeys(_DATES.findall(sql)))]
    parts = [*metrics, *(_field(ref, model, lang) for ref in shape.fields)]
    parts += [_worded(item.expression, model, lang) for item in shape.items if item.expression and not metrics]
    measures = [item.measure for item in shape.items if item.measure]
    conditions = [*shape.where, *(condition for measure in measures for condition in measure.where)]
    for condition in conditions:
        if condition.op == "IS NOT NULL":
            continue  # how a ranking leaves the unnamed out
        values = ", ".join(_value(value, condition.field, context, question) for value in condition.values)
        sign = "≠" if condition.op in ("IS DISTINCT FROM", "!=", "NOT IN") else "=" if condition.op == "IN" else ""
        parts.append(f"{_field(condition.field, model, lang)} {sign or condition.op} {values}".rstrip())
    parts += [_STRINGS.sub("…", having.replace("MEASURE", "")) for having in shape.having]
    return [*parts, *_range(shape), *_ordering(shape)]


def _existence(sql: str, model: SemanticModel, lang: str) -> list[str]:
    """Rows that must or must not be there, by their dataset's label."""
    found = [(bool(absent), model.datasets[name]) for absent, name in _EXISTS.findall(sql) if name in model.datasets]
    return [f"{'≠' if absent else '='} {dataset.label.text(lang) or dataset.name}" for absent, dataset in found]


def _tests(sql: str, context: PlanContext, question: Question) -> list[str]:
    """The values that a query of another form compares with."""
    found = []
    for table, name, sign, text in _COMPARED.findall(_DATED.sub("", sql)):
        for ref in fields_in(f"{table}.{name}", context.layer.model):
            value = _value(text.replace("''", "'"), ref, context, question)
            found.append(f"{_field(ref, context.layer.model, question.lang)} {'=' if sign == '=' else '≠'} {value}")
    return found


def _value(value: object, ref: FieldRef, context: PlanContext, question: Question) -> str:
    """A value of the layer, of the data or of the question; any other is a model's own text."""
    if not isinstance(value, str) or value.casefold() in question.text.casefold():
        return str(value)
    dataset = context.layer.model.datasets.get(ref.dataset)
    field = dataset.fields.get(ref.field) if dataset else None
    if field is not None and value in field.values:
        return value
    if field is None or context.index is None or question.rights.rows:
        return "…"
    return value if value in context.index.values(FieldRef(ref.dataset, ref.field), HELD) else "…"


def _range(shape: QueryShape) -> list[str]:
    if shape.start is None and shape.end is None:
        return ["…"]
    return [f"{shape.start or '…'} – {shape.end or '…'}"]


def _ordering(shape: QueryShape) -> list[str]:
    signs = ["↓" if down else "↑" for _, down in shape.order[:1]]
    return signs + ([f"{shape.limit}"] if shape.limit is not None else [])


def _metric(name: str, model: SemanticModel, lang: str) -> str:
    metric = model.metrics.get(name)
    return (metric.label.text(lang) or name) if metric else name


def _worded(expression: str, model: SemanticModel, lang: str) -> str:
    """An aggregate over fields, with their labels."""
    text = _STRINGS.sub("…", expression)
    for ref in fields_in(expression, model):
        text = text.replace(str(ref), _field(ref, model, lang))
    return text


def _field(ref: FieldRef, model: SemanticModel, lang: str) -> str:
    dataset = model.datasets.get(ref.dataset)
    field = dataset.fields.get(ref.field) if dataset else None
    if field is not None:
        label = field.label.text(lang) or field.name
        return f"{ref.role.replace('_', ' ')} {label}" if ref.role else label
    return (dataset.label.text(lang) if dataset else "") or str(ref)
