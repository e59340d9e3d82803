"""Resolving a block: its lowered expressions settled to slots, its columns named, its periods told.

Role: the last step of checking one SELECT; makes the `Block` that compile reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from semantic_layer.access.rights import Rights
from semantic_layer.checks.facts import Facts
from semantic_layer.checks.lowered import Lowered, LoweredBlock
from semantic_layer.checks.outputs import names_of, result_column
from semantic_layer.checks.plan import Block, Ordering, Output, Use, used
from semantic_layer.checks.reach import shared_fields
from semantic_layer.checks.settle import Settling
from semantic_layer.checks.times import Times
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics import ModelIndex
from semantic_layer.model import MetricKind
from semantic_layer.query import MeasurePeriod


def resolved(block: LoweredBlock, index: ModelIndex, times: Times, rights: Rights, facts: Facts) -> Block | None:
    """The block with its dates and slots; None where that gives issues, which are in `facts`."""
    uses = block.measured.uses
    settling = Settling(index, times, block.keys, uses, block.conditions, facts)
    clauses = (*block.having, *block.qualify)
    nodes = [lowered.node for _, lowered in block.items]
    nodes += [lowered.node for lowered in clauses] + [lowered.node for lowered, _, _ in block.orders]
    settled = settling.all(nodes)
    if facts.issues:
        facts.issues = [_offering(found, uses, index, rights) for found in facts.issues]
        return None
    items = block.items
    if settling.bridged or block.overlapping:
        items = tuple((node, _overlapping(lowered)) for node, lowered in items)
    names = names_of(block.select, facts)
    outputs = [
        Output(name, node, result_column(name, block, expression, lowered, index))
        for name, node, (expression, lowered) in zip(names, settled, items, strict=False)
    ]
    rest = settled[len(items) :]
    ordering = tuple(
        Ordering(node, descending, names[place] if place is not None else "")
        for node, (_, descending, place) in zip(rest[len(clauses) :], block.orders, strict=True)
    )
    limit, offset = block.select.args.get("limit"), block.select.args.get("offset")
    made = Block(
        keys=block.keys,
        slots=tuple(settling.slots),
        outputs=tuple(outputs),
        conditions=block.conditions,
        having=tuple(rest[: len(block.having)]),
        qualify=tuple(rest[len(block.having) : len(clauses)]),
        order=ordering,
        limit=int(limit.expression.name) if limit is not None else None,
        offset=int(offset.expression.name) if offset is not None else None,
        spine=settling.spine,
    )
    return _with_periods(made, items, settling)


def _overlapping(lowered: Lowered) -> Lowered:
    """A measure over groups that share rows: its values may not be added up."""
    return lowered if lowered.kind is None else replace(lowered, kind=MetricKind.NON_ADDITIVE)


def _offering(found: Issue, uses: Sequence[Use], index: ModelIndex, rights: Rights) -> Issue:
    """An issue about a field that not all measures share, with fields they do share."""
    if found.code is not IssueCode.FIELD_NOT_SHARED:
        return found
    datasets = [use.leaf.dataset for use in uses]
    candidates = shared_fields(index, datasets, rights, str(found.params.get("field", "")))
    return issue(found.code, **found.params, candidates=candidates) if candidates else found


def _with_periods(block: Block, items: Sequence[tuple[exp.Expr, Lowered]], settling: Settling) -> Block:
    """The block with the period each column stands for, and the balances whose as-of date the card prints."""
    periods: list[MeasurePeriod] = []
    as_of: list[tuple[str, int]] = []
    for output, (_, lowered) in zip(block.outputs, items, strict=True):
        uses = used(lowered.node)
        if not uses:
            continue
        found = settling.period_of(output.name, lowered, uses)
        periods.append(found)
        slot = settling.placed[uses[0]]
        if not block.slots[slot].cells:
            continue
        if all(block.slots[settling.placed[use]].leaf.nature == "snapshot" for use in uses):
            as_of.append((output.name, slot))
    return replace(block, periods=tuple(periods), as_of=tuple(as_of))
