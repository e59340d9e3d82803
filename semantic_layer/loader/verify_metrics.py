"""Metrics against the model: their names, dates, open items, pins, and cycles among them.

Role: part of the third step of loading; adds faults, changes nothing.
"""

from __future__ import annotations

import re

from semantic_layer.formulas import FieldName, Formula, FormulaError, exp, read_formula, read_scalar
from semantic_layer.loader import schema
from semantic_layer.loader.faults import Faults, Place
from semantic_layer.loader.names import Names
from semantic_layer.loader.read_files import Placed
from semantic_layer.loader.reserved import AXIS
from semantic_layer.loader.verify_values import verify_literals
from semantic_layer.metrics.scalar import scalar_problem
from semantic_layer.model import FieldType, MetricKind
from semantic_layer.suggest import suggest


def verify_metrics(names: Names) -> None:
    """Add the faults of all metrics, and of cycles among them."""
    formulas: dict[str, Formula] = {}
    places: dict[str, Place] = {}
    for placed in names.blocks.metrics:
        name, place = placed.block.name, placed.place
        if name not in names.model.metrics or name in places:
            continue  # the second of two with one name
        places[name] = place
        if name.lower() == AXIS:
            names.faults.add(place / "name", "name", f"{AXIS} is the time axis; give the metric another name")
        formula = _verify_expression(placed, names)
        if formula:
            formulas[name] = formula
        _verify_keys(placed, formula, names)
    _verify_cycles(formulas, places, names.faults)


def _verify_expression(placed: Placed[schema.MetricFile], names: Names) -> Formula | None:
    block, place = placed.block, placed.place / "expression"
    if not block.expression:
        if not block.open_items and not placed.mended:
            names.faults.add(placed.place, "expression", "the key is missing")
        return None
    try:
        formula = read_formula(block.expression)
    except FormulaError as error:
        names.faults.add(place, "expression", error.message.rstrip(".") + ".", error.suggestions)
        return None
    for name in formula.fields:
        names.name(name, place, "expression")
    for aggregate in formula.aggregates:
        inside = [
            node for node in aggregate.node.walk() if node is not aggregate.node and node is not aggregate.function
        ]
        _verify_allowed(inside, place, "expression", names)
        verify_literals(aggregate.node, place, "expression", names)
    for counted in formula.counted:
        _verify_counted(counted, place, names)
    metrics = names.model.metrics
    for metric in formula.metrics:
        if metric not in metrics and metric not in names.blocks.spoiled:
            fields = [f"{d.name}.{metric}" for d in names.model.datasets.values() if metric in d.fields]
            hints = [f"SUM({name})" for name in fields] or suggest(metric, metrics)
            names.faults.add(place, "expression", f"unknown metric {metric!r}.", hints)
    if block.open_items and (not formula.aggregates or formula.metrics):
        message = f"over open items stands an aggregate of {block.open_items.document}; left out, it is their SUM"
        names.faults.add(place, "expression", message)
    return formula


def _verify_allowed(nodes: list[exp.Expr], place: Place, key: str, names: Names) -> None:
    """Inside a metric stands only what semantic SQL allows in questions too."""
    for node in nodes:
        fault = scalar_problem(node) if not isinstance(node, exp.Distinct | exp.Where) else None
        if fault:
            kind, word = fault
            what = "function" if kind == "function" else "form"
            names.faults.add(
                place, key, f"the {what} {word} is not allowed in a metric; put it in a field's expression"
            )


def _verify_counted(counted: str, place: Place, names: Names) -> None:
    if counted in names.model.datasets or counted in names.blocks.spoiled:
        return
    owners = [f"{d.name}.{counted}" for d in names.model.datasets.values() if counted in d.fields]
    hints = [f"COUNT({owner})" for owner in owners] or suggest(counted, names.model.datasets)
    names.faults.add(place, "expression", f"COUNT counts a dataset, and {counted!r} is none.", hints)


def verify_unit(unit: schema.UnitFile | None, place: Place, faults: Faults) -> None:
    """A currency is three capitals; anything else that is no kind of unit is a slip."""
    if unit and unit.kind == "currency" and not re.fullmatch(r"[A-Z]{3}", unit.code):
        kinds = ("percent", "points", "days", "times", "count", "none")
        message = f"{unit.code!r} is no unit: a currency code such as CNY, {', '.join(kinds)} or {{count: …}}."
        faults.add(place / "unit", "unit", message, suggest(unit.code, kinds))


def _verify_keys(placed: Placed[schema.MetricFile], formula: Formula | None, names: Names) -> None:
    block, place, faults = placed.block, placed.place, names.faults
    verify_unit(block.unit, place, faults)
    if block.filter:
        _verify_filter(block.filter, formula, place / "filter", names)
    if block.time_field:
        item = names.ref(block.time_field, place / "time_field", "time_field")
        if item and item.type not in (FieldType.DATE, FieldType.TIMESTAMP):
            message = f"{block.time_field} is of type {item.type}; a date is needed"
            faults.add(place / "time_field", "time_field", message)
    for index, ref in enumerate(block.ignore):
        names.ref(ref, place / "ignore" / index, "ignore")
    for ref, value in block.pins.items():
        item = names.ref(ref, place / "pins" / ref, "pins")
        if item and item.values and value not in item.values:
            faults.unknown(place / "pins" / ref, "pins", "value", value, item.values)
    if block.open_items:
        _verify_open_items(block.open_items, place / "open_items", names)
    if block.carry_forward:
        for ref in block.carry_forward.key:
            if "." in ref:
                names.ref(ref, place / "carry_forward" / "key", "key")
        if formula and not formula.aggregates:
            faults.add(place / "carry_forward", "carry_forward", "it belongs to a balance that is an aggregate")
    kind = names.model.metrics[block.name].kind
    if block.from_inception and kind != MetricKind.BALANCE:
        faults.add(place / "from_inception", "from_inception", f"it belongs to a balance, not to kind {kind}")


def _verify_filter(text: str, formula: Formula | None, place: Place, names: Names) -> None:
    try:
        tree, fields = read_scalar(text)
    except FormulaError as error:
        names.faults.add(place, "filter", error.message + ".", error.suggestions)
        return
    for name in fields:
        names.name(name, place, "filter")
    _verify_allowed(list(tree.walk()), place, "filter", names)
    verify_literals(tree, place, "filter", names)
    if not _is_condition(tree, fields, names):
        names.faults.add(place, "filter", "a condition is expected, such as orders.status = 'paid'")
    if formula and not formula.aggregates and formula.metrics:
        names.faults.add(
            place, "filter", "a filter belongs to a metric of aggregates; filter the metrics it is made of"
        )


def _is_condition(tree: exp.Expr, fields: tuple[FieldName, ...], names: Names) -> bool:
    if isinstance(tree, exp.Column):
        dataset = names.model.datasets.get(fields[0].qualifier)
        item = dataset.fields.get(fields[0].name) if dataset else None
        return item is None or item.type == FieldType.BOOLEAN
    return isinstance(tree, exp.Predicate | exp.And | exp.Or | exp.Not | exp.Paren | exp.Boolean)


def _verify_open_items(block: schema.OpenItemsFile, place: Place, names: Names) -> None:
    document = names.dataset(block.document, place / "document", "document")
    applied = names.dataset(block.applied, place / "applied", "applied")
    for dataset, keys in ((document, ("amount", "due_date")), (applied, ("applied_amount", "applied_date"))):
        for key in keys if dataset else ():
            item = names.field_of(dataset, getattr(block, key), place / key, key) if dataset else None
            if item and key.endswith("date") and item.type not in (FieldType.DATE, FieldType.TIMESTAMP):
                names.faults.add(place / key, key, f"{item.name} is of type {item.type}; a date is needed")
    if document and not document.time_field:
        names.faults.add(place / "document", "document", f"{document.name} needs a time_field: the document date")
    linked = any(
        rel.from_dataset == block.applied and rel.to_dataset == block.document for rel in names.model.relationships
    )
    if document and applied and not linked:
        message = f"no relationship leads from {block.applied} to {block.document}"
        names.faults.add(place / "applied", "applied", message)
    if block.age and block.age != "overdue" and not block.age.isdigit():
        names.faults.add(place / "age", "age", f"{block.age!r} is neither overdue nor a number of days")


def _verify_cycles(formulas: dict[str, Formula], places: dict[str, Place], faults: Faults) -> None:
    """One fault for each cycle, at its first metric in file order."""
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> None:
        if name in path:
            cycle = [*path[path.index(name) :], name]
            first = cycle[0]
            faults.add(places[first] / "expression", "expression", "metrics in a cycle: " + " → ".join(cycle))
            done.update(cycle)
        if name in done or name not in formulas:
            return
        for inner in formulas[name].metrics:
            visit(inner, [*path, name])
        done.add(name)

    for name in formulas:
        visit(name, [])
