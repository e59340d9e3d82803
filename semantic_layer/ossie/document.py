"""A strict Apache Ossie document, core specification 0.2.0.dev0: its shape, and reading one.

Role: unknown keys, wrong types and other versions are refused with file, line and key, as in our own files.
Source of the shape: core-spec/osi-schema.json of the Apache Ossie project.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from semantic_layer.errors import OperatorError, Problem
from semantic_layer.loader.faults import Faults, Place
from semantic_layer.loader.read_yaml import read_yaml, typed

VERSION = "0.2.0.dev0"
VENDOR = "ASKFIN"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Context(BaseModel):
    model_config = ConfigDict(extra="allow")

    instructions: str | None = None
    synonyms: list[str] | None = None
    examples: list[str] | None = None


class Extension(Part):
    vendor_name: str
    data: str


class DialectExpression(Part):
    dialect: Literal["ANSI_SQL", "SNOWFLAKE", "MDX", "TABLEAU", "DATABRICKS", "MAQL", "BIGQUERY"]
    expression: str


class Expression(Part):
    dialects: list[DialectExpression] = Field(min_length=1)


class Dimension(Part):
    is_time: bool | None = None


class Described(Part):
    name: str
    description: str | None = None
    ai_context: str | Context | None = None
    custom_extensions: list[Extension] | None = None


DataType = Literal[
    "String", "Integer", "Decimal", "Float", "Boolean", "Date", "Time", "DateTime", "DateTimeTz", "Opaque"
]


class OssieField(Described):
    expression: Expression
    dimension: Dimension | None = None
    label: str | None = None
    datatype: DataType | None = None


class OssieDataset(Described):
    source: str
    primary_key: list[str] | None = None
    unique_keys: list[list[str]] | None = None
    fields: list[OssieField] | None = None


class OssieRelationship(Part):
    name: str
    from_: str = Field(alias="from")
    to: str
    from_columns: list[str] = Field(min_length=1)
    to_columns: list[str] = Field(min_length=1)
    ai_context: str | Context | None = None
    custom_extensions: list[Extension] | None = None


class OssieMetric(Described):
    expression: Expression
    datatype: DataType | None = None


class OssieModel(Described):
    datasets: list[OssieDataset] = Field(min_length=1)
    relationships: list[OssieRelationship] | None = None
    metrics: list[OssieMetric] | None = None


class OssieDocument(Part):
    version: Literal["0.2.0.dev0"]
    semantic_model: list[OssieModel] = Field(min_length=1)


def read_document(path: Path) -> dict[str, Any]:
    """The document as plain data, proven strict. Errors: OperatorError; ModelError with every fault and its line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path} cannot be read: {error}", "Name an Ossie document (YAML or JSON).") from error
    faults = Faults()
    value, lines = read_yaml(text, lambda line, key, said: faults.items.append(Problem(str(path), line, key, said)))
    faults.raise_any()
    document = typed(value)
    problems(document, Place(str(path), lines), faults)
    faults.raise_any()
    return document


def problems(document: Any, root: Place, faults: Faults) -> None:
    """Add a fault for everything that is not strict."""
    try:
        OssieDocument.model_validate(document)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            place = root
            for step in fault["loc"]:
                place = place / step
            key = ".".join(str(step) for step in fault["loc"])
            faults.add(place, key or "document", fault["msg"])
