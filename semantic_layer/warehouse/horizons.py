"""How far each dataset goes: its first date, what it is loaded through, what is closed.

Role: asks the warehouse once per version of model and file, and remembers the answer in the workspace's state folder,
so that a question from a cold start opens no second connection. What the model declares wins over what the data says.
Dates are inclusive. Raises OperatorError where a dataset's dates cannot be read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from semantic_layer.errors import OperatorError
from semantic_layer.model import Dataset, Horizon, SemanticModel
from semantic_layer.warehouse.identity import identify

if TYPE_CHECKING:  # the engine is imported only where the cache is stale
    from semantic_layer.warehouse.trusted import Trusted

FILE = "horizons.json"
_VERSION = 2


def read_horizons(model: SemanticModel, trusted: Trusted) -> dict[str, Horizon]:
    """The horizon of every dataset, and of every other date that a metric counts by (`dataset.field`). A dataset
    without a time field has no dates but those it declares."""
    found = {name: _horizon(dataset, dataset.time_field, trusted) for name, dataset in model.datasets.items()}
    for metric in model.metrics.values():
        name, _, field = metric.time_field.partition(".")
        if field and name in model.datasets and field != model.datasets[name].time_field:
            found[metric.time_field] = _horizon(model.datasets[name], field, trusted)
    return found


def cached_horizons(model: SemanticModel, database: Path, state_folder: Path) -> dict[str, Horizon]:
    """The same, from `state_folder` where it holds those of this model and this file."""
    key = f"{_VERSION}|{model.digest}|{identify(database).key()}"
    file = state_folder / FILE
    remembered = _read(file, key) if model.digest else None
    if remembered is not None:
        return remembered
    from semantic_layer.warehouse.trusted import Trusted

    with Trusted(database, model.calendar.time_zone) as trusted:
        found = read_horizons(model, trusted)
    _write(file, key, found)
    return found


def _horizon(dataset: Dataset, field: str, trusted: Trusted) -> Horizon:
    if not field:
        return Horizon(None, dataset.loaded_through, dataset.closed_through)
    first, last = _first_and_last(dataset, field, trusted)
    through = dataset.loaded_through or (unit_end(last, dataset.time_grain) if last else None)
    return Horizon(first, through, dataset.closed_through)


def _first_and_last(dataset: Dataset, field: str, trusted: Trusted) -> tuple[date | None, date | None]:
    from semantic_layer.warehouse.relation import relation_sql
    from semantic_layer.warehouse.trusted import TrustedError

    moment = f"CAST({dataset.fields[field].expression} AS DATE)"
    try:
        rows = trusted.rows(f"SELECT MIN({moment}), MAX({moment}) FROM {relation_sql(dataset)}")
    except TrustedError as error:
        raise OperatorError(
            f"The dates of dataset {dataset.name} ({dataset.origin}) cannot be read from field "
            f"{field}: {str(error).splitlines()[0]}",
            "Mend its source, query or time_field, then run: askfin model check",
        ) from error
    first, last = rows[0]
    return first, last


def unit_end(last: date, grain: str) -> date:
    """The last day a row dated `last` speaks for: a month's row, wherever in the month it stands, is the whole month's.

    >>> unit_end(date(2026, 2, 1), "month"), unit_end(date(2026, 11, 3), "quarter"), unit_end(date(2026, 11, 3), "")
    (datetime.date(2026, 2, 28), datetime.date(2026, 12, 31), datetime.date(2026, 11, 3))
    """
    if grain == "week":
        return last + timedelta(days=6 - last.weekday())
    months = {"month": 1, "quarter": 3, "year": 12}.get(grain)
    if months is None:
        return last
    ending = last.month + (-last.month) % months
    following = date(last.year + ending // 12, ending % 12 + 1, 1)
    return following - timedelta(days=1)


def _read(file: Path, key: str) -> dict[str, Horizon] | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if found["key"] != key:
            return None
        return {name: Horizon(*(date.fromisoformat(day) if day else None for day in days))
                for name, days in found["horizons"].items()}  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # absent or damaged: it is read anew


def _write(file: Path, key: str, horizons: Mapping[str, Horizon]) -> None:
    def text(day: date | None) -> Any:
        return day.isoformat() if day else None

    body = {name: [text(h.first), text(h.loaded_through), text(h.closed_through)] for name, h in horizons.items()}
    beside = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({"key": key, "horizons": body}, indent=1), encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        raise OperatorError(
            f"The folder {file.parent} cannot be written: {error.strerror}.",
            "AskFin keeps its state there; give yourself the right to write in it.",
        ) from error
