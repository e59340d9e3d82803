"""The built model against itself: every name that a block uses is declared, and fits.

Role: third step of loading; adds faults, changes nothing. Datasets, relationships, hierarchies and calendar here,
metrics in verify_metrics.
"""

from __future__ import annotations

import re
from collections.abc import Container
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlglot
from sqlglot.errors import SqlglotError

from semantic_layer.formulas import DIALECT, FormulaError, exp, first_line, read_scalar
from semantic_layer.loader import schema
from semantic_layer.loader.faults import Faults, Place
from semantic_layer.loader.names import Names
from semantic_layer.loader.read_files import Blocks, Placed
from semantic_layer.loader.reserved import OPEN_ITEMS, name_fault
from semantic_layer.loader.verify_metrics import verify_metrics, verify_unit
from semantic_layer.model import Conversion, Dataset, Field, FieldRole, FieldType, SemanticModel

DATES = (FieldType.DATE, FieldType.TIMESTAMP)
_NUMERIC_ROLES = (FieldRole.AMOUNT, FieldRole.BALANCE, FieldRole.RATE)
_TEXTS = (FieldType.STRING, FieldType.BOOLEAN)


def verify(model: SemanticModel, blocks: Blocks, faults: Faults) -> None:
    """Add a fault for every name that is not declared or does not fit."""
    names = Names(model, blocks, faults)
    for placed in _kept(blocks.datasets, model.datasets):
        _verify_dataset(model.datasets[placed.block.name], placed, names)
    _verify_relationships(names)
    _verify_roles(names)
    for hierarchy in blocks.hierarchies:
        for index, ref in enumerate(hierarchy.block.fields):
            names.ref(ref, hierarchy.place / "fields" / index, "fields")
    for head in blocks.models:
        _verify_head(head, faults)
    verify_metrics(names)


def _kept(placed: list[Placed[schema.DatasetFile]], kept: Container[str]) -> list[Placed[schema.DatasetFile]]:
    """The first block of each name that the model holds."""
    first: dict[str, Placed[schema.DatasetFile]] = {}
    for part in placed:
        if part.block.name in kept:
            first.setdefault(part.block.name, part)
    return list(first.values())


def _verify_dataset(dataset: Dataset, placed: Placed[schema.DatasetFile], names: Names) -> None:
    block, place, faults = placed.block, placed.place, names.faults
    if dataset.name.lower() == OPEN_ITEMS:
        faults.add(place / "name", "name", f"{OPEN_ITEMS} is the name of the age fields; give the dataset another")
    if not dataset.fields and not placed.mended:
        faults.add(place / "fields", "fields", f"dataset {dataset.name!r} has no fields")
    if dataset.query and (fault := query_fault(dataset.query)):
        faults.add(place / "query", "query", fault)
    names.fields_of(dataset, dataset.primary_key, place / "primary_key", "primary_key")
    for key in dataset.unique_keys:
        names.fields_of(dataset, key, place / "unique_keys", "unique_keys")
    if dataset.display:
        names.field_of(dataset, dataset.display, place / "display", "display")
    for key in ("time_field", "valid_from", "valid_to"):
        name = getattr(block, key)
        if key == "time_field" and name.partition(".")[0] in names.model.datasets and "." in name:
            message = "a dataset's time_field is a field of its own; say this one on each metric that counts by it"
            faults.add(place / key, key, message)
            continue
        item = names.field_of(dataset, name, place / key, key) if name else None
        if item and item.type not in DATES:
            faults.add(place / key, key, f"{name} is of type {item.type}; a date is needed")
    if dataset.time_grain and not dataset.time_field:
        faults.add(place / "time_grain", "time_grain", "a time_grain needs a time_field")
    for index, tree in enumerate(dataset.trees):
        for key in ("key", "parent", "display", "sign", "weight"):
            if getattr(tree, key):
                names.field_of(dataset, getattr(tree, key), place / "trees" / index / key, key)
    for index, field_block in enumerate(block.fields):
        item = dataset.fields.get(field_block.name)
        if item:
            _verify_field(item, place / "fields" / index, faults)
            verify_unit(field_block.unit, place / "fields" / index, faults)
            if item.convert:
                _verify_conversion(dataset, item, item.convert, place / "fields" / index / "convert", names)


def query_fault(text: str) -> str:
    """Why a dataset's query is not one SELECT; "" if it is."""
    try:
        statements = sqlglot.parse(text, dialect=DIALECT)
    except SqlglotError as error:
        return f"the query does not parse: {first_line(error)}"
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        return "one SELECT is expected"
    return ""


def _verify_field(item: Field, place: Place, faults: Faults) -> None:
    if item.expression != item.name:
        try:
            read_scalar(item.expression)
        except FormulaError as error:
            faults.add(place / "expression", "expression", error.message + ".", error.suggestions)
    if item.role == FieldRole.TIME and item.type not in DATES:
        faults.add(place / "role", "role", f"role time needs a date, and {item.name} is of type {item.type}")
    if item.role in _NUMERIC_ROLES and item.type in (*_TEXTS, *DATES):
        faults.add(place / "role", "role", f"role {item.role} needs a number, and {item.name} is of type {item.type}")
    if not item.values:
        return
    for value in item.value_synonyms:
        if value not in item.values:
            faults.unknown(place / "value_synonyms" / value, "value_synonyms", "value", value, item.values)
    if item.pinned is not None and item.pinned not in item.values:
        faults.unknown(place / "pinned", "pinned", "value", item.pinned, item.values)


def _verify_conversion(dataset: Dataset, item: Field, convert: Conversion, place: Place, names: Names) -> None:
    if item.role not in (FieldRole.AMOUNT, FieldRole.BALANCE):
        names.faults.add(
            place, "convert", f"only amounts and balances are converted, and {item.name} is of role {item.role}"
        )
    names.field_of(dataset, convert.code, place / "code", "code")
    rates = names.dataset(convert.rates, place / "rates", "rates")
    if rates is None:
        return
    found = {
        key: names.field_of(rates, getattr(convert, key), place / key, key)
        for key in ("rate_code", "rate", "rate_date", "rate_kind")
        if getattr(convert, key)
    }
    day, rate = found.get("rate_date"), found.get("rate")
    if day and day.type not in DATES:
        names.faults.add(place / "rate_date", "rate_date", f"{day.name} is of type {day.type}; a date is needed")
    if rate and rate.type in (*_TEXTS, *DATES):
        names.faults.add(place / "rate", "rate", f"{rate.name} is of type {rate.type}; a number is needed")


def _verify_relationships(names: Names) -> None:
    places = {placed.block.name: placed.place for placed in names.blocks.relationships}
    seen: dict[tuple[str, str, str], str] = {}
    defaults: dict[tuple[str, str], str] = {}
    for rel in names.model.relationships:
        place = places[rel.name]
        source = names.dataset(rel.from_dataset, place / "from", "from")
        target = names.dataset(rel.to_dataset, place / "to", "to")
        if source:
            names.fields_of(source, rel.from_fields, place / "from", "from")
        if target:
            names.fields_of(target, rel.to_fields, place / "to", "to")
            if all(name in target.fields for name in rel.to_fields):
                _verify_one_side(target, rel.to_fields, place / "to", names.faults)
        if rel.history == "as_was" and target and not target.valid_from:
            names.faults.add(place / "history", "history", f"as_was needs valid_from on {target.name}")
        path = (rel.from_dataset, rel.to_dataset, rel.role)
        if path in seen:
            message = f"{rel.name} and {seen[path]} both lead from {path[0]} to {path[1]}; give one of them a role"
            names.faults.add(place / "role", "role", message)
        seen.setdefault(path, rel.name)
        if rel.default:
            first = defaults.setdefault(path[:2], rel.name)
            if first != rel.name:
                message = f"{rel.name} and {first} are both the default path from {path[0]} to {path[1]}"
                names.faults.add(place / "default", "default", message)


def _verify_one_side(target: Dataset, fields: tuple[str, ...], place: Place, faults: Faults) -> None:
    """Many-to-one holds only where the target's fields are a declared key (versions of a dimension aside)."""
    keys = [set(key) for key in (target.primary_key, *target.unique_keys) if key]
    if target.valid_from or any(key <= set(fields) for key in keys):
        return
    listed = ", ".join(fields)
    faults.add(place, "to", f"{listed} is no declared key of {target.name}; declare primary_key or unique_keys there")


def _verify_roles(names: Names) -> None:
    targets: dict[str, str] = {}
    for placed in names.blocks.relationships:
        role, place = placed.block.role, placed.place / "role"
        if not role:
            continue
        target = placed.block.to[0].partition(".")[0] if placed.block.to else ""
        fault = name_fault(role)
        if fault:
            names.faults.add(place, "role", fault)
        elif role in names.model.datasets or role.lower() == OPEN_ITEMS:
            names.faults.add(place, "role", f"role {role!r} has the name of a dataset; give another")
        elif targets.setdefault(role, target) != target:
            names.faults.add(place, "role", f"role {role!r} stands for {targets[role]} and for {target}; give another")


def _verify_head(head: Placed[schema.SemanticModelFile], faults: Faults) -> None:
    block, place = head.block, head.place
    fault = name_fault(block.name)
    if fault:
        faults.add(place / "name", "name", fault)
    if not re.fullmatch(r"[A-Z]{3}", block.currency):
        faults.add(place / "currency", "currency", f"{block.currency!r} is no ISO 4217 code such as CNY")
    calendar, at = block.calendar, place / "calendar"
    try:
        ZoneInfo(calendar.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        faults.add(at / "time_zone", "time_zone", f"{calendar.time_zone!r} is no time zone such as Asia/Shanghai")
    if calendar.pattern != "month" and not calendar.fiscal_year_first_day:
        message = f"pattern {calendar.pattern} needs fiscal_year_first_day: {{year: first day}}"
        faults.add(at / "pattern", "fiscal_year_first_day", message)
    for name, ranges in calendar.holidays.items():
        for first, last in ranges:
            if last < first:
                faults.add(at / "holidays" / name, "holidays", f"{name}: {last} lies before {first}")
