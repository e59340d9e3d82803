"""Admitting a block: pins are put on what it measures, and its asker's rights are asked.

Role: between lowering and settling. What the card names (fields, filters, pins that applied) is noted on the way.
Errors: DENIED_METRIC, DENIED_FIELD, DENIED_DATASET, and those of pins.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from semantic_layer.access.rights import Rights
from semantic_layer.checks.conditions import exists_of, filter_of
from semantic_layer.checks.exists import dataset_of
from semantic_layer.checks.facts import Facts
from semantic_layer.checks.lowered import LoweredBlock
from semantic_layer.checks.pins import Pins
from semantic_layer.checks.plan import Use
from semantic_layer.checks.reach import closed_datasets, denied_datasets, is_bridged
from semantic_layer.issues import IssueCode, issue
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.scalar import walk_down
from semantic_layer.model import FieldRef
from semantic_layer.query import Filter


def pin_measures(block: LoweredBlock, index: ModelIndex, facts: Facts) -> None:
    """Put the pins that apply among the conditions of every use, and say so (rule 32)."""
    grouped_fields = frozenset(ref for key in block.keys for ref in key.refs)
    pins = Pins(index, block.conditions, grouped_fields)
    pinned: list[Use] = []
    for use in block.measured.uses:
        kept = None
        if use.total is not None:
            kept = frozenset(ref for key in block.keys if key.text in use.total for ref in key.refs)
        pinned.append(replace(use, leaf=pins.of(use.leaf, kept)))
    block.measured.uses[:] = pinned
    facts.issues.extend(pins.issues)
    for ref, value in pins.applied.items():
        facts.note(issue(IssueCode.PIN_APPLIED, field=str(ref), value=value))
        facts.filters.append(Filter(ref, "=", (value,), "", "pin"))


def ask_rights(block: LoweredBlock, index: ModelIndex, rights: Rights, facts: Facts) -> None:
    """Every metric, field and dataset the block counts by has to be the asker's to see (rule 35)."""
    for name in block.measured.metrics:
        if not rights.may_use_metric(name):
            facts.report(IssueCode.DENIED_METRIC, metric=name)
    _name_fields(block, index, facts)
    for ref in facts.fields:
        if ref.field and not rights.may_use_field(ref) and ref.dataset in index.model.datasets:
            facts.report(IssueCode.DENIED_FIELD, field=str(ref))
    datasets = dict.fromkeys(use.leaf.dataset for use in block.measured.uses)
    for use in block.measured.uses:
        if use.leaf.open_items is not None:
            datasets.setdefault(use.leaf.open_items.applied)
    asides = [use.leaf.dataset for use in block.measured.uses if not use.leaf.metric]
    for condition in block.conditions:
        for node in exists_of(condition.tree):
            datasets.setdefault(dataset_of(node))
            asides.append(dataset_of(node))
    facts.issues += closed_datasets(index, rights, asides, facts.issues)
    asked = [ref for key in block.keys for ref in key.refs] + [ref for c in block.conditions for ref in c.refs]
    for name in list(datasets):
        for ref in asked:
            way = index.bridged(name, ref) if is_bridged(index, name, ref) else None
            if way is not None:
                datasets.setdefault(way[1].from_dataset)
    for found in denied_datasets(index, rights, datasets):
        if found not in facts.issues:
            facts.issues.append(found)


def _name_fields(block: LoweredBlock, index: ModelIndex, facts: Facts) -> None:
    """Every field the asker named, and the filters as the card says them."""
    named: dict[FieldRef, None] = {}
    for key in block.keys:
        named.update(dict.fromkeys(key.refs))
    for node in walk_down(block.select):
        if isinstance(node, exp.Column) and node.table:
            ref = index.find(node.table, node.name)
            if isinstance(ref, FieldRef):
                named.setdefault(ref)
    named.update(dict.fromkeys(block.measured.fields))
    facts.fields = list(named)
    for condition in block.conditions:
        found = filter_of(condition.tree, index)
        if found is not None:
            facts.filters.append(found)
    for use in block.measured.uses:
        for part in use.leaf.extra:
            found = filter_of(part, index, scope=use.leaf.metric or use.leaf.dataset)
            if found is not None and found not in facts.filters:
                facts.filters.append(found)
