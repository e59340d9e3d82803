"""Files → SemanticModel: read, build, infer, verify; every fault of every step in one ModelError."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from semantic_layer.loader import schema
from semantic_layer.loader.build import (
    build_calendar,
    build_datasets,
    build_hierarchies,
    build_metric,
    build_relationships,
    frozen,
    label_of,
    unique,
)
from semantic_layer.loader.faults import Faults
from semantic_layer.loader.infer_fields import find_uses, roles_of
from semantic_layer.loader.infer_metrics import ALLOWED, MetricNatures
from semantic_layer.loader.read_files import Blocks, read_files
from semantic_layer.loader.verify import verify
from semantic_layer.model import Dataset, Metric, Origin, SemanticModel


def load_model(files: Sequence[Path]) -> SemanticModel:
    """The frozen model of `files`. Errors: ModelError with every problem found, each with file, line and key."""
    faults = Faults()
    blocks = read_files(files, faults)
    head = _head(files, blocks, faults)
    roles = roles_of(blocks)
    datasets = build_datasets(blocks, find_uses(blocks), head.currency, faults)
    model = SemanticModel(
        name=head.name,
        label=label_of(head.label),
        description=label_of(head.description),
        datasets=frozen(datasets),
        relationships=build_relationships(blocks, faults),
        metrics=frozen(_metrics(blocks, datasets, faults)),
        hierarchies=build_hierarchies(blocks, roles, faults),
        calendar=build_calendar(head.calendar),
        default_period=head.default_period,
        currency=head.currency,
        digest=blocks.digest,
        extensions=frozen(head.extensions),
    )
    verify(model, blocks, faults)
    faults.raise_any()
    return model


def _head(files: Sequence[Path], blocks: Blocks, faults: Faults) -> schema.SemanticModelFile:
    if not files:
        faults.add(Origin(), "model", "no model file is named")
    elif not blocks.models and not faults.items:
        faults.add(Origin(str(files[0])), "semantic_model", "no file declares semantic_model: {name: …}")
    for placed in blocks.models[1:]:
        first = blocks.models[0].place.origin()
        faults.add(placed.place, "semantic_model", f"semantic_model is declared twice, first at {first}")
    return blocks.models[0].block if blocks.models else schema.SemanticModelFile(name="model")


def _metrics(blocks: Blocks, datasets: dict[str, Dataset], faults: Faults) -> dict[str, Metric]:
    placed = unique(blocks.metrics, "metric", faults)
    roles = roles_of(blocks)
    natures = MetricNatures({p.block.name: p.block for p in placed}, datasets, roles)
    metrics: dict[str, Metric] = {}
    for part in placed:
        name, declared = part.block.name, part.block.kind
        nature = natures.of(name)
        inferred = natures.inferred.get(name)
        if declared and inferred and declared not in ALLOWED[inferred]:
            faults.add(part.place / "kind", "kind", f"declared {declared}, but the expression makes it {inferred}")
        metrics[name] = build_metric(part, roles, kind=nature.kind, unit=natures.unit(name))
    return metrics
