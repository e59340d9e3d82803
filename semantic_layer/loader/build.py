"""Blocks → values: datasets, fields, relationships, hierarchies, metrics as the frozen model holds them.

Role: second step of loading. Converts and infers; names are checked afterwards, on the built model. Duplicate and
unusable names are faults here, since a mapping cannot hold them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from semantic_layer.loader import schema
from semantic_layer.loader.faults import Faults, Place
from semantic_layer.loader.infer_fields import FieldUse, infer_role, infer_type
from semantic_layer.loader.read_files import Blocks, Placed
from semantic_layer.loader.reserved import name_fault
from semantic_layer.model import (
    CalendarSpec,
    CarryForward,
    Conversion,
    Dataset,
    Field,
    FieldRef,
    FieldRole,
    FieldType,
    Hierarchy,
    Label,
    Metric,
    OpenItems,
    Relationship,
    Tree,
    Unit,
)

K = TypeVar("K")
V = TypeVar("V")


def frozen(mapping: Mapping[K, V]) -> Mapping[K, V]:
    return MappingProxyType(dict(mapping))


def label_of(text: schema.TextFile) -> Label:
    return Label(zh=text.zh, en=text.en)


def unit_of(unit: schema.UnitFile) -> Unit:
    return Unit(kind=unit.kind, code=unit.code, name=label_of(unit.count) if unit.count else Label())


def build_datasets(
    blocks: Blocks, uses: Mapping[tuple[str, str], FieldUse], currency: str, faults: Faults
) -> dict[str, Dataset]:
    """All datasets by name; the first of two with one name stands."""
    datasets: dict[str, Dataset] = {}
    for placed in unique(blocks.datasets, "dataset", faults):
        datasets[placed.block.name] = _dataset(placed, uses, currency, faults)
    return datasets


def _dataset(
    placed: Placed[schema.DatasetFile], uses: Mapping[tuple[str, str], FieldUse], currency: str, faults: Faults
) -> Dataset:
    block, place = placed.block, placed.place
    if block.source and block.query:
        faults.add(place / "query", "query", "a dataset has a source or a query, not both")
    parts = [Placed(field, place / "fields" / i) for i, field in enumerate(block.fields)]
    fields = {
        part.block.name: _field(part, block, uses.get((block.name, part.block.name), FieldUse()), currency)
        for part in unique(parts, f"field of {block.name}", faults)
    }
    return Dataset(
        name=block.name,
        source="" if block.query else (block.source or block.name),
        query=block.query.strip().rstrip(";"),
        label=label_of(block.label),
        synonyms=tuple(block.synonyms),
        description=label_of(block.description),
        owner=block.owner,
        fields=frozen(fields),
        primary_key=tuple(block.primary_key),
        unique_keys=tuple(tuple(key) for key in block.unique_keys),
        display=block.display,
        time_field=block.time_field,
        loaded_through=block.loaded_through,
        closed_through=block.closed_through,
        time_grain=block.time_grain,
        bridge=block.bridge,
        valid_from=block.valid_from,
        valid_to=block.valid_to,
        trees=tuple(Tree(**tree.model_dump()) for tree in block.trees),
        origin=place.origin(),
    )


def _own_unit(block: schema.FieldFile, kind: FieldType, currency: str) -> Unit:
    """What is declared an amount and names no unit is money of the model's currency; pieces are whole numbers."""
    is_money = block.role in (FieldRole.AMOUNT, FieldRole.BALANCE) and kind == FieldType.DECIMAL
    return Unit("currency", currency) if is_money else Unit()


def _field(placed: Placed[schema.FieldFile], dataset: schema.DatasetFile, use: FieldUse, currency: str) -> Field:
    block = placed.block
    kind = infer_type(block, use)
    role = block.role or infer_role(block, kind, dataset, use)
    text_role = role in (FieldRole.CATEGORY, FieldRole.NAME)
    indexed = text_role and kind == FieldType.STRING and not block.values
    return Field(
        name=block.name,
        dataset=dataset.name,
        expression=block.expression or block.name,
        type=kind,
        role=role,
        label=label_of(block.label),
        synonyms=tuple(block.synonyms),
        description=label_of(block.description),
        owner=block.owner or dataset.owner,
        unit=unit_of(block.unit) if block.unit else _own_unit(block, kind, currency),
        values=tuple(block.values),
        value_synonyms=frozen({value: tuple(words) for value, words in block.value_synonyms.items()}),
        index_values=indexed if block.index_values is None else block.index_values,
        pinned=block.pinned,
        convert=Conversion(**block.convert.model_dump()) if block.convert else None,
        hidden=block.hidden,
        origin=placed.place.origin(),
    )


def build_relationships(blocks: Blocks, faults: Faults) -> tuple[Relationship, ...]:
    built: list[Relationship] = []
    for placed in unique(blocks.relationships, "relationship", faults):
        block, place = placed.block, placed.place
        ends = [_end(block.from_, place / "from", "from", faults), _end(block.to, place / "to", "to", faults)]
        if ends[0] is None or ends[1] is None:
            continue
        (from_dataset, from_fields), (to_dataset, to_fields) = ends[0], ends[1]
        if len(from_fields) != len(to_fields):
            faults.add(place / "to", "to", f"{len(from_fields)} field(s) on one side, {len(to_fields)} on the other")
            continue
        built.append(
            Relationship(
                name=block.name,
                from_dataset=from_dataset,
                from_fields=from_fields,
                to_dataset=to_dataset,
                to_fields=to_fields,
                role=block.role,
                default=block.default,
                history=block.history,
                origin=place.origin(),
            )
        )
    return tuple(built)


def _end(refs: list[str], place: Place, key: str, faults: Faults) -> tuple[str, tuple[str, ...]] | None:
    parts = [ref.partition(".") for ref in refs]
    if not parts or any(not (dataset and dot and name) for dataset, dot, name in parts):
        faults.add(place, key, f"write dataset.field, not {', '.join(refs)!r}")
        return None
    if len({dataset for dataset, _, _ in parts}) != 1:
        faults.add(place, key, "all fields of one side belong to one dataset")
        return None
    return parts[0][0], tuple(name for _, _, name in parts)


def build_hierarchies(blocks: Blocks, roles: Mapping[str, str], faults: Faults) -> tuple[Hierarchy, ...]:
    return tuple(
        Hierarchy(p.block.name, tuple(field_ref(ref, roles) for ref in p.block.fields), label_of(p.block.label))
        for p in unique(blocks.hierarchies, "hierarchy", faults)
    )


def build_metric(placed: Placed[schema.MetricFile], roles: Mapping[str, str], **inferred: Any) -> Metric:
    """The metric; `inferred` gives kind and unit."""
    block = placed.block
    items, carried = block.open_items, block.carry_forward
    return Metric(
        name=block.name,
        expression=block.expression or (f"SUM({items.document}.{items.amount})" if items else ""),
        label=label_of(block.label),
        synonyms=tuple(block.synonyms),
        description=label_of(block.description),
        owner=block.owner,
        version=block.version,
        family=block.family,
        better=block.better,
        filter=block.filter,
        time_field=block.time_field,
        default_period=block.default_period,
        ignore=tuple(field_ref(ref, roles) for ref in block.ignore),
        open_items=OpenItems(**items.model_dump()) if items else None,
        carry_forward=CarryForward(tuple(carried.key), carried.max_age_days) if carried else None,
        from_inception=block.from_inception,
        pins=frozen(block.pins),
        hidden=block.hidden,
        origin=placed.place.origin(),
        **inferred,
    )


def build_calendar(block: schema.CalendarFile) -> CalendarSpec:
    return CalendarSpec(
        time_zone=block.time_zone,
        fiscal_year_start=block.fiscal_year_start,
        fiscal_year_named_by=block.fiscal_year_named_by,
        week_start=block.week_start,
        pattern=block.pattern,
        fiscal_year_first_day=frozen(block.fiscal_year_first_day),
        country=block.country,
        holidays=frozen({name: tuple(days) for name, days in block.holidays.items()}),
    )


def field_ref(text: str, roles: Mapping[str, str]) -> FieldRef:
    """`dataset.field`, or `role.field` where `roles` knows the role's dataset."""
    qualifier, dot, name = text.partition(".")
    if not dot:
        return FieldRef("", qualifier)
    return FieldRef(roles[qualifier], name, qualifier) if qualifier in roles else FieldRef(qualifier, name)


def unique(parts: Iterable[Placed[Any]], what: str, faults: Faults) -> list[Placed[Any]]:
    """The parts with usable names, the first of each name; the others become faults."""
    kept: dict[str, Placed[Any]] = {}
    for part in parts:
        name = part.block.name
        fault = name_fault(name)
        first = kept.get(name.lower())
        if fault:
            faults.add(part.place / "name", "name", fault)
        if first is not None:
            faults.add(
                part.place / "name", "name", f"{what} {name!r} is declared twice, first at {first.place.origin()}"
            )
        else:
            kept[name.lower()] = part
    return list(kept.values())
