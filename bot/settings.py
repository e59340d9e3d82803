"""Settings: the workspace file `askfin.yaml` and the environment.

Role: typed configuration; secrets come from the environment only and print as stars. A fault in the file is an
OperatorError that names the key.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from semantic_layer.errors import OperatorError
from semantic_layer.loader.read_yaml import Lines, read_yaml, typed
from semantic_layer.suggest import suggest

_REMEDY = "Mend the file; docs/workspace.md lists its keys."


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WarehouseSettings(_Strict):
    """Where the data is, and the limits of one query."""

    duckdb: Path
    seconds: float = Field(default=20, gt=0, le=600)
    memory_mb: int = Field(default=2048, ge=64)
    rows: int = Field(default=100_000, ge=1)
    workers: int = Field(default=2, ge=1, le=32)


class ModelPrice(_Strict):
    """Of a million tokens."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    currency: str = "USD"


class LlmSettings(_Strict):
    """The model planner. The key is not here: it comes from OPENAI_API_KEY."""

    model: str = ""
    base_url: str = ""
    deadline_seconds: float = Field(default=30, gt=0, le=300)
    token_budget: int = Field(default=20_000, ge=1_000)
    temperature: float | None = 0
    narrate: bool = False  # a model may phrase an answer's cells; what does not hold is dropped
    narration_seconds: float = Field(default=4, gt=0, le=30)
    prices: dict[str, ModelPrice] = {}  # by model; for what an evaluation costs


class WorkspaceSettings(_Strict):
    """The content of `askfin.yaml`. Paths are relative to the file."""

    name: str
    warehouse: WarehouseSettings
    model: tuple[str, ...]
    access: Path | None = None
    verified: tuple[str, ...] = ()
    language: Literal["zh", "en"] = "zh"
    today: date | None = None
    llm: LlmSettings = LlmSettings()
    accounting_negatives: bool = False
    contact: str = ""  # whom a refused person may ask


class Environment(BaseSettings):
    """What the environment says: secrets and overrides."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    openai_api_key: SecretStr | None = Field(default=None, alias="OPENAI_API_KEY")
    openai_base_url: str = Field(default="", alias="OPENAI_BASE_URL")
    model: str = Field(default="", alias="ASKFIN_MODEL")
    workspace: Path | None = Field(default=None, alias="ASKFIN_WORKSPACE")


def read_settings(path: Path) -> WorkspaceSettings:
    """Read `askfin.yaml`; every fault of the file is told at once, with its line."""
    faults: list[str] = []

    def report(line: int, key: str, message: str) -> None:
        faults.append(f"{path}:{line}: {message}" if key == "yaml" else f"{path}:{line}: {key}: {message}")

    value, lines = read_yaml(_text(path), report)
    raw = typed(value)
    if not faults and (not isinstance(raw, dict) or not raw):
        raise OperatorError(f"{path} is empty or not a mapping.", "It needs at least name, warehouse and model.")
    if faults or not isinstance(raw, dict):
        raise OperatorError("\n".join(faults), _REMEDY)
    if "access" in raw and not raw["access"]:
        # An empty key would open everything to everybody; whoever wants that leaves the key out.
        raise OperatorError(f"{path}: `access` names no file.", "Name the access file, or take the key out.")
    for key in ("model", "verified"):
        if isinstance(raw.get(key), str):
            raw[key] = [raw[key]]
    try:
        return WorkspaceSettings.model_validate(raw)
    except ValidationError as error:
        raise OperatorError("\n".join(_faults(error, path, lines)), _REMEDY) from None


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise OperatorError(f"{path} cannot be read: {error.strerror}", "Check its permissions.") from None
    except UnicodeDecodeError:
        raise OperatorError(f"{path} is not UTF-8.", "Save it as UTF-8.") from None


_WORDS = {
    "missing": "the key is missing",
    "string_type": "a text is expected",
    "model_type": "a mapping is expected",
    "tuple_type": "a list is expected",
    "dict_type": "a mapping is expected",
    "path_type": "a path is expected",
    "int_parsing": "a whole number is expected",
    "int_type": "a whole number is expected",
    "float_parsing": "a number is expected",
    "bool_parsing": "true or false is expected",
    "date_from_datetime_parsing": "a date such as 2026-10-31 is expected",
    "date_parsing": "a date such as 2026-10-31 is expected",
    "date_type": "a date such as 2026-10-31 is expected",
}


def _faults(error: ValidationError, path: Path, lines: Lines) -> list[str]:
    found = []
    for fault in error.errors():
        place = ".".join(str(part) for part in fault["loc"])
        said = _WORDS.get(fault["type"], fault["msg"])
        if fault["type"] == "extra_forbidden":
            near = suggest(str(fault["loc"][-1]), _known_keys(fault["loc"][:-1]))
            said = "unknown key" + (f"; did you mean {' or '.join(near)}?" if near else "")
        found.append(f"{path}:{lines.at(tuple(fault['loc']))}: {place}: {said}")
    return found


def _known_keys(place: tuple[int | str, ...]) -> list[str]:
    nested = {"warehouse": WarehouseSettings, "llm": LlmSettings}
    model = nested.get(str(place[0]), WorkspaceSettings) if place else WorkspaceSettings
    return list(model.model_fields)
