"""The index of a workspace, built again when the model or the database file has changed.

Role: the way a workspace opens its index; a fresh one costs some milliseconds and no connection to the warehouse.
"""

from __future__ import annotations

from pathlib import Path

from semantic_layer.errors import OperatorError
from semantic_layer.model import SemanticModel
from semantic_layer.values.build import build_index
from semantic_layer.values.index import ValueIndex
from semantic_layer.values.layout import VERSION
from semantic_layer.warehouse.identity import identify

FILE = "values.sqlite"


def ensure_index(model: SemanticModel, database: Path, state_folder: Path) -> ValueIndex:
    """The index of this model over this file, from `state_folder`, built where it is missing or stale."""
    key = f"{model.digest}|{identify(database).key()}"
    path = state_folder / FILE
    found = _opened(path) if model.digest else None
    if found is not None:
        if found.key == key and found.version == VERSION:
            return found
        found.close()
    from semantic_layer.warehouse.trusted import Trusted

    with Trusted(database, model.calendar.time_zone) as trusted:
        build_index(path, model, trusted, key)
    return ValueIndex(path)


def _opened(path: Path) -> ValueIndex | None:
    if not path.is_file():
        return None
    try:
        return ValueIndex(path)
    except OperatorError:
        return None  # damaged, or of another version: it is built again
