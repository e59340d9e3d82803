"""`askfin model draft`: a database or a folder of files → a workspace to start from.

Role: gathers, profiles, proposes, writes, and proves that what it wrote loads. Errors: OperatorError.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from semantic_layer.errors import OperatorError
from semantic_layer.loader import load_model
from semantic_layer.loader.reserved import usable_name
from semantic_layer.model_draft.connect import propose_links
from semantic_layer.model_draft.metrics import propose_metrics
from semantic_layer.model_draft.profile import profile_database
from semantic_layer.model_draft.propose import propose_datasets
from semantic_layer.model_draft.write import QUESTION, scalar, write_model
from semantic_layer.warehouse.gather import gather_folder
from semantic_layer.warehouse.trusted import Trusted


@dataclass(frozen=True, slots=True)
class DraftedWorkspace:
    """What was written. `questions`: how many the author has to answer."""

    folder: Path
    model_file: Path
    warehouse: Path
    datasets: int
    metrics: int
    questions: int


def draft_model(source: Path, out: Path, currency: str = "CNY") -> DraftedWorkspace:
    """Write askfin.yaml and model/<name>.yml into `out`; for a folder <name>.duckdb too. Overwrites nothing."""
    if not source.exists():
        raise OperatorError(f"{source} does not exist", "Name a DuckDB file or a folder of csv, parquet or xlsx files.")
    name = usable_name(source.stem if source.is_file() else source.resolve().name, set())
    settings, model_file = out / "askfin.yaml", out / "model" / f"{name}.yml"
    made = out / f"{name}.duckdb"
    if out.exists() and not out.is_dir():
        raise OperatorError(f"{out} is a file", "Name a folder: askfin model draft --out DIR")
    for path in (settings, model_file, *([made] if source.is_dir() else [])):
        if path.exists():
            raise OperatorError(f"{path} exists already", "Name a new folder: askfin model draft --out DIR")
    try:
        model_file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OperatorError(f"{out} cannot be made: {error.strerror}", "Name another folder: --out DIR") from None
    if source.is_dir():
        gather_folder(source, made)
    warehouse = made if source.is_dir() else source
    text, datasets = _proposal(name, warehouse, currency)
    model_file.write_text(text, encoding="utf-8")
    shown = made.name if source.is_dir() else os.path.relpath(source, out)
    settings.write_text(
        f"name: {scalar(name)}\nwarehouse: {{duckdb: {scalar(Path(shown).as_posix())}}}\n"
        "model: [model/*.yml]\nlanguage: zh\n",
        encoding="utf-8",
    )
    model = load_model([model_file])
    return DraftedWorkspace(out, model_file, warehouse, datasets, len(model.metrics), text.count(QUESTION) - 1)


def _proposal(name: str, warehouse: Path, currency: str) -> tuple[str, int]:
    with Trusted(warehouse) as database:
        tables = profile_database(database)
        datasets = propose_datasets(tables, currency, database)
        if not datasets:
            raise OperatorError(f"{warehouse} holds no table with columns", "Name a database that does.")
        links, questions = propose_links(datasets, database)
    metrics = propose_metrics(datasets, links)
    return write_model(name, datasets, links, metrics, questions, currency), len(datasets)
