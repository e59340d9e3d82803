"""Relations: what a SELECT gives to the SELECTs around it, with the additivity of every column (rule 25)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from semantic_layer.checks.plan import Block, Detail, growths
from semantic_layer.metrics import ModelIndex
from semantic_layer.model import FieldRole, MetricKind
from semantic_layer.query import Column, MeasurePeriod


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column of a relation. `source`: `alias.name`, or "" for a computed one."""

    name: str
    column: Column
    source: str = ""
    period: MeasurePeriod | None = None
    as_of: tuple[str, int] | None = None  # (block, slot) of a balance
    bases: tuple[tuple[str, str], ...] = ()  # (block, column) of the growth rates in it

    def renamed(self, name: str) -> OutColumn:
        """The same column under another name."""
        period = replace(self.period, column=name) if self.period is not None else None
        return replace(self, name=name, column=replace(self.column, name=name), period=period)


@dataclass(frozen=True, slots=True)
class Relation:
    """Columns and the ones that tell rows apart (as sources; None = unknown). `dense`: a block grouped by time."""

    columns: tuple[OutColumn, ...]
    keys: tuple[str, ...] | None
    dense: bool = False
    alias: str = ""

    def called(self, alias: str) -> Relation:
        """The same under an alias: sources are `alias.name`."""
        columns = tuple(replace(c, source=f"{alias.lower()}.{c.name.lower()}") for c in self.columns)
        names = {old: new.source for old, new in zip((c.name for c in self.columns), columns, strict=True)}
        keys = tuple(names[key] for key in self.keys) if self.keys is not None else None
        return replace(self, columns=columns, keys=keys, alias=alias)

    def find(self, name: str, table: str = "") -> OutColumn | None:
        """The column of that name, in any case; None where there is none or `table` is another relation."""
        if table and table.lower() != self.alias.lower():
            return None
        return next((column for column in self.columns if column.name.lower() == name.lower()), None)

    def repeated(self) -> Relation:
        """Its rows are repeated by a join: what was additive is so no more."""
        columns = tuple(
            replace(c, column=replace(c.column, kind=MetricKind.NON_ADDITIVE)) if c.column.kind else c
            for c in self.columns
        )
        return replace(self, columns=columns)

    def without_keys(self, joined: set[str]) -> Relation:
        """Keys that a join made equal to the other side's need not be selected again."""
        keys = tuple(key for key in self.keys if key not in joined) if self.keys is not None else None
        return replace(self, keys=keys)


def relation_of_block(block: Block, name: str) -> Relation:
    """The columns of an aggregate block."""
    periods = {period.column: period for period in block.periods}
    as_of = dict(block.as_of)
    columns = tuple(
        OutColumn(
            output.name,
            output.column,
            "",
            periods.get(output.name),
            (name, as_of[output.name]) if output.name in as_of else None,
            ((name, output.name),) if growths(output.node) else (),
        )
        for output in block.outputs
    )
    shown = [output.name for output in block.outputs if output.column.role in ("group", "time")]
    complete = len(shown) >= len(block.keys)
    return Relation(columns, tuple(shown) if complete else None, dense=block.time_key is not None)


_KINDS = {
    FieldRole.AMOUNT: MetricKind.FLOW,
    FieldRole.BALANCE: MetricKind.NON_ADDITIVE,  # rows of several dates
    FieldRole.RATE: MetricKind.RATIO,
    FieldRole.ID: MetricKind.NON_ADDITIVE,
}


def relation_of_detail(detail: Detail, index: ModelIndex) -> Relation:
    """The columns of a detail query; fields of the anchor may be added up, those of what it reaches repeat."""
    columns = []
    for column in detail.columns:
        declared = index.field(column.field) if column.field else None
        kind = _KINDS.get(declared.role) if declared is not None else None
        if kind is MetricKind.FLOW and column.field is not None and column.field.dataset != detail.anchor:
            kind = MetricKind.NON_ADDITIVE
        columns.append(OutColumn(column.name, replace(column, kind=kind)))
    return Relation(tuple(columns), None)
