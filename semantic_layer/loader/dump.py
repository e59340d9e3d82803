"""SemanticModel → blocks: the plain data of a model file that loads to the same model. The inverse of loading.

Role: for export. Inferred keys are written out (type, role, kind, unit), defaults are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from semantic_layer.loader.schema import CalendarFile, ConvertFile, DatasetFile, FieldFile, MetricFile
from semantic_layer.model import (
    CalendarSpec,
    Conversion,
    Dataset,
    Field,
    FieldRole,
    FieldType,
    Hierarchy,
    Label,
    Metric,
    Relationship,
    SemanticModel,
    Unit,
)

Block = dict[str, Any]


def dump_model(model: SemanticModel) -> Block:
    """`{semantic_model: …, datasets: […], relationships: […], hierarchies: […], metrics: […]}`."""
    head: Block = {"name": model.name, "label": text_of(model.label), "description": text_of(model.description)}
    head |= {"currency": model.currency, "default_period": model.default_period}
    head |= {"calendar": _calendar(model.calendar), "extensions": dict(model.extensions)}
    return {
        "semantic_model": _filled(head),
        "datasets": [_dataset(dataset) for dataset in model.datasets.values()],
        "relationships": [_relationship(rel) for rel in model.relationships],
        "hierarchies": [_hierarchy(hierarchy) for hierarchy in model.hierarchies],
        "metrics": [_metric(metric) for metric in model.metrics.values()],
    }


def text_of(label: Label) -> str | dict[str, str]:
    """One text where both languages say the same, else a mapping of those that are said."""
    if label.zh == label.en:
        return label.zh
    return {lang: text for lang, text in (("zh", label.zh), ("en", label.en)) if text}


def unit_of(unit: Unit) -> str | dict[str, Any]:
    if unit.kind == "currency":
        return unit.code
    return {"count": text_of(unit.name)} if unit.kind == "count" and unit.name != Label() else unit.kind


def _filled(block: Block) -> Block:
    """Without what is empty."""
    return {key: value for key, value in block.items() if value not in ("", None, [], {}, False)}


def _named(thing: Dataset | Field | Metric) -> Block:
    return {
        "name": thing.name,
        "label": text_of(thing.label),
        "synonyms": list(thing.synonyms),
        "description": text_of(thing.description),
    }


def _copied(thing: object, keys: Sequence[str], defaults: Mapping[str, Any]) -> Block:
    """Keys whose value is not the schema's default."""
    values = {key: getattr(thing, key) for key in keys}
    return {key: value for key, value in values.items() if value != defaults[key].default}


def _dataset(dataset: Dataset) -> Block:
    keys = ("owner", "query", "display", "time_field", "time_grain", "bridge", "valid_from", "valid_to")
    block = _named(dataset) | _copied(dataset, keys, DatasetFile.model_fields)
    block |= {"source": dataset.source, "primary_key": list(dataset.primary_key)}
    block["unique_keys"] = [list(key) for key in dataset.unique_keys]
    for key in ("loaded_through", "closed_through"):
        day = getattr(dataset, key)
        block[key] = day.isoformat() if day else None
    block["trees"] = [
        _filled({key: getattr(tree, key) for key in ("name", "key", "parent", "display", "sign", "weight")})
        for tree in dataset.trees
    ]
    return _filled(block) | {"fields": [_field(item, dataset) for item in dataset.fields.values()]}


def _field(item: Field, dataset: Dataset) -> Block:
    block = _named(item) | {"type": str(item.type), "role": str(item.role)}
    block["expression"] = item.expression if item.expression != item.name else ""
    block["owner"] = item.owner if item.owner != dataset.owner else ""
    says_unit = item.unit != Unit() or item.role in (FieldRole.AMOUNT, FieldRole.BALANCE)  # left out, it is money
    block["unit"] = unit_of(item.unit) if says_unit else ""
    block["values"] = list(item.values)
    block["value_synonyms"] = {value: list(words) for value, words in item.value_synonyms.items()}
    block["pinned"] = item.pinned
    block["convert"] = _conversion(item.convert) if item.convert else None
    block |= _copied(item, ("hidden",), FieldFile.model_fields)
    default = item.type == FieldType.STRING and item.role in (FieldRole.CATEGORY, FieldRole.NAME) and not item.values
    return _filled(block) | ({"index_values": item.index_values} if item.index_values != default else {})


def _conversion(convert: Conversion) -> Block:
    return {key: value for key, value in asdict(convert).items() if value != ConvertFile.model_fields[key].default}


def _relationship(rel: Relationship) -> Block:
    block = {
        "name": rel.name,
        "from": _refs(rel.from_dataset, rel.from_fields),
        "to": _refs(rel.to_dataset, rel.to_fields),
        "role": rel.role,
        "default": rel.default,
        "history": rel.history if rel.history != "current" else "",
    }
    return _filled(block)


def _refs(dataset: str, fields: tuple[str, ...]) -> str | list[str]:
    refs = [f"{dataset}.{name}" for name in fields]
    return refs[0] if len(refs) == 1 else refs


def _hierarchy(hierarchy: Hierarchy) -> Block:
    fields = [str(ref) for ref in hierarchy.fields]
    return _filled({"name": hierarchy.name, "label": text_of(hierarchy.label), "fields": fields})


def _metric(metric: Metric) -> Block:
    keys = ("owner", "version", "family", "filter", "time_field", "default_period", "from_inception", "hidden")
    block = _named(metric) | {"expression": metric.expression, "kind": str(metric.kind), "unit": unit_of(metric.unit)}
    block |= _copied(metric, keys, MetricFile.model_fields)
    block["better"] = str(metric.better) if metric.better != "neither" else ""
    block["ignore"] = [str(ref) for ref in metric.ignore]
    block["pins"] = dict(metric.pins)
    if metric.open_items:
        items = metric.open_items
        names = ("document", "amount", "due_date", "applied", "applied_amount", "applied_date", "age")
        block["open_items"] = _filled({name: getattr(items, name) for name in names})
    if metric.carry_forward:
        carried = metric.carry_forward
        block["carry_forward"] = {"key": list(carried.key), "max_age_days": carried.max_age_days}
    return _filled(block)


def _calendar(calendar: CalendarSpec) -> Block:
    keys = ("time_zone", "fiscal_year_start", "fiscal_year_named_by", "week_start", "pattern", "country")
    block = _copied(calendar, keys, CalendarFile.model_fields)
    first_days = {str(year): day.isoformat() for year, day in calendar.fiscal_year_first_day.items()}
    holidays = {
        name: [[first.isoformat(), last.isoformat()] for first, last in ranges]
        for name, ranges in calendar.holidays.items()
    }
    return block | _filled({"fiscal_year_first_day": first_days, "holidays": holidays})
