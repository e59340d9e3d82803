"""The catalog: what one person may know of the layer.

Role: metrics by family and fields by dataset as frozen entries, hidden and forbidden ones left out, closed value lists
cut to the rows the person may see. Made for people (`askfin metrics`, the home of a channel) and for the model planner.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from semantic_layer.access import Rights
from semantic_layer.model import (
    Better,
    Dataset,
    Field,
    FieldRef,
    FieldRole,
    FieldType,
    Hierarchy,
    Label,
    Metric,
    MetricKind,
    SemanticModel,
    Unit,
)


@dataclass(frozen=True, slots=True)
class MetricEntry:
    """A metric as people see it. `expression` and `filter` are empty where the rights hide SQL."""

    name: str
    label: Label
    description: Label
    synonyms: tuple[str, ...]
    family: str
    owner: str
    version: str
    kind: MetricKind
    unit: Unit
    better: Better
    expression: str
    filter: str
    default_period: str


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """A field as people see it. `values`: the closed list, as far as the person's rows go."""

    ref: FieldRef
    label: Label
    description: Label
    synonyms: tuple[str, ...]
    type: FieldType
    role: FieldRole
    unit: Unit
    values: tuple[str, ...]
    pinned: str | None


@dataclass(frozen=True, slots=True)
class DatasetEntry:
    name: str
    label: Label
    description: Label
    owner: str
    time_field: str
    loaded_through: date | None
    closed_through: date | None
    fields: tuple[FieldEntry, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Metrics of one family, in the order of the files; "" holds those without one."""

    name: str
    metrics: tuple[MetricEntry, ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    name: str
    label: Label
    description: Label
    digest: str
    families: tuple[Family, ...]
    datasets: tuple[DatasetEntry, ...]
    hierarchies: tuple[Hierarchy, ...]

    @property
    def metrics(self) -> tuple[MetricEntry, ...]:
        return tuple(metric for family in self.families for metric in family.metrics)

    def metric(self, name: str) -> MetricEntry | None:
        """The entry of that name, or None: not declared, hidden or not allowed look the same."""
        return next((metric for metric in self.metrics if metric.name == name), None)


def catalog(model: SemanticModel, rights: Rights) -> Catalog:
    """What `rights` let a person know of `model`."""
    datasets = tuple(entry for d in model.datasets.values() if (entry := _dataset(d, rights)).fields)
    known = {field.ref for dataset in datasets for field in dataset.fields}
    return Catalog(
        name=model.name,
        label=model.label,
        description=model.description,
        digest=model.digest,
        families=_families(model, rights),
        datasets=datasets,
        hierarchies=tuple(
            h for h in model.hierarchies if all(FieldRef(ref.dataset, ref.field) in known for ref in h.fields)
        ),
    )


def visible_metrics(model: SemanticModel, rights: Rights) -> list[Metric]:
    """The metrics a person may know of, in the order of the files."""
    return [m for m in model.metrics.values() if not m.hidden and rights.may_use_metric(m.name)]


def _families(model: SemanticModel, rights: Rights) -> tuple[Family, ...]:
    grouped: dict[str, list[MetricEntry]] = {}
    for metric in visible_metrics(model, rights):
        grouped.setdefault(metric.family, []).append(_metric(metric, rights))
    ordered = sorted(grouped, key=lambda family: family == "")  # those without a family last
    return tuple(Family(name, tuple(grouped[name])) for name in ordered)


def _metric(metric: Metric, rights: Rights) -> MetricEntry:
    return MetricEntry(
        name=metric.name,
        label=metric.label,
        description=metric.description,
        synonyms=metric.synonyms,
        family=metric.family,
        owner=metric.owner,
        version=metric.version,
        kind=metric.kind,
        unit=metric.unit,
        better=metric.better,
        expression=metric.expression if rights.sql else "",
        filter=metric.filter if rights.sql else "",
        default_period=metric.default_period,
    )


def _dataset(dataset: Dataset, rights: Rights) -> DatasetEntry:
    fields = [
        _field(item, rights)
        for item in dataset.fields.values()
        if not item.hidden and rights.may_use_field(FieldRef(dataset.name, item.name))
    ]
    return DatasetEntry(
        name=dataset.name,
        label=dataset.label,
        description=dataset.description,
        owner=dataset.owner,
        time_field=dataset.time_field,
        loaded_through=dataset.loaded_through,
        closed_through=dataset.closed_through,
        fields=tuple(fields),
    )


def _field(item: Field, rights: Rights) -> FieldEntry:
    ref = FieldRef(item.dataset, item.name)
    values = item.values
    for rule in rights.rows:
        if (rule.field.dataset, rule.field.field) == (ref.dataset, ref.field):
            values = tuple(value for value in values if value in rule.values)
    return FieldEntry(
        ref=ref,
        label=item.label,
        description=item.description,
        synonyms=item.synonyms,
        type=item.type,
        role=item.role,
        unit=item.unit,
        values=values,
        pinned=item.pinned,
    )
