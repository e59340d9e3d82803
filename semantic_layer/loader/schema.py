"""The file schema: what a model file may say, short forms included.

Role: pydantic models of the YAML, one per block; unknown keys are refused. Short forms are turned into full ones
before validation, so a validation error's path is the path of the key in the file. Every key's description here is
what editors show; docs/model-reference.md documents each (a test demands it).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from semantic_layer.loader.read_yaml import typed
from semantic_layer.model import Better, FieldRole, FieldType, MetricKind

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday mon", "tuesday tue", "wednesday wed", "thursday thu", "friday fri", "saturday sat", "sunday sun"), 1
    )
    for name in names.split()
}
_UNIT_KINDS = ("percent", "points", "days", "times", "none")


class Block(BaseModel):
    """Base of every block: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, value: Any) -> Any:
        """A key with nothing behind it is as if left out; an unknown one stays, to be named."""
        if isinstance(value, dict) and None in value.values():
            known = {info.alias or name for name, info in cls.model_fields.items()}
            return {key: inner for key, inner in value.items() if inner is not None or key not in known}
        return value


def _text(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, str) else value


def _list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _list_of_lists(value: Any) -> Any:
    if isinstance(value, str):
        return [[value]]
    if isinstance(value, list):
        return [[item] if isinstance(item, str) else item for item in value]
    return value


def _lists_by_key(value: Any) -> Any:
    return {key: _list(inner) for key, inner in value.items()} if isinstance(value, dict) else value


def _week_start(value: Any) -> Any:
    return WEEKDAYS.get(value.lower(), value) if isinstance(value, str) else value


def _holidays(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: [_day_pair(day) for day in _list(days) or []] for name, days in value.items()}


def _day_pair(value: Any) -> Any:
    return [value, value] if isinstance(value, str) else value


class TextFile(Block):
    zh: str = Field(default="", description="In Chinese.")
    en: str = Field(default="", description="In English.")


Text = Annotated[TextFile, BeforeValidator(_text, json_schema_input_type=str | TextFile)]
Words = Annotated[list[str], BeforeValidator(_list, json_schema_input_type=str | list[str])]
Keys = Annotated[list[list[str]], BeforeValidator(_list_of_lists, json_schema_input_type=str | list[str | list[str]])]


class UnitFile(Block):
    kind: Literal["currency", "percent", "points", "days", "count", "times", "none"] = "none"
    code: str = ""
    count: Text | None = Field(default=None, description="Pieces of what: {zh: 件, en: pieces}.")


def _unit(value: Any) -> Any:
    if isinstance(value, str):
        if value in _UNIT_KINDS:
            return {"kind": value}
        if value == "count":
            return {"kind": "count", "count": {}}
        return {"kind": "currency", "code": value}
    if isinstance(value, dict) and "count" in value:
        return {"kind": "count", **value}
    return value


UnitText = Annotated[UnitFile, BeforeValidator(_unit, json_schema_input_type=str | dict[Literal["count"], Any])]


class ConvertFile(Block):
    code: str = Field(description="The field of the same dataset that holds the row's currency.")
    rates: str = Field(description="The dataset of rates into the model's currency.")
    rate_code: str = Field(description="The currency of a rate.")
    rate: str = Field(description="The rate.")
    rate_date: str = Field(description="The rate's date.")
    rate_kind: str = Field(
        default="", description="What tells average rates from closing ones; empty: there is one kind."
    )
    average: str = Field(default="average", description="The value of rate_kind for flows.")
    closing: str = Field(default="closing", description="The value of rate_kind for balances.")


class FieldFile(Block):
    name: str = Field(description="How semantic SQL names it.")
    expression: str | None = Field(default=None, description="SQL over the source's columns; the name if left out.")
    type: FieldType | None = Field(default=None, description="Type of its values; inferred if left out.")
    role: FieldRole | None = Field(default=None, description="What it is for; inferred if left out.")
    label: Text = TextFile()
    synonyms: Words = []
    description: Text = TextFile()
    owner: str = ""
    unit: UnitText | None = None
    values: Words = Field(default=[], description="The closed list of values.")
    value_synonyms: Annotated[
        dict[str, list[str]], BeforeValidator(_lists_by_key, json_schema_input_type=dict[str, str | list[str]])
    ] = Field(default={}, description="Value → what people call it.")
    index_values: bool | None = Field(default=None, description="Put the values into the value index.")
    pinned: str | None = Field(default=None, description="The value that applies unless asked otherwise.")
    convert: ConvertFile | None = Field(default=None, description="How an amount in several currencies is converted.")
    hidden: bool = False


class TreeFile(Block):
    name: str
    key: str = Field(description="The field that identifies a node.")
    parent: str = Field(description="The field that holds the parent's key.")
    display: str = Field(description="The field people name a node by.")
    sign: str = ""
    weight: str = ""


class DatasetFile(Block):
    name: str
    source: str = Field(default="", description="Table or view; the name if left out.")
    query: str = Field(default="", description="A SELECT instead of `source`.")
    label: Text = TextFile()
    synonyms: Words = []
    description: Text = TextFile()
    owner: str = ""
    fields: list[FieldFile] = []
    primary_key: Words = []
    unique_keys: Keys = []
    display: str = ""
    time_field: str = ""
    loaded_through: date | None = None
    closed_through: date | None = None
    time_grain: Literal["", "day", "week", "month", "quarter", "year"] = ""
    bridge: bool = False
    valid_from: str = ""
    valid_to: str = ""
    trees: list[TreeFile] = []


class RelationshipFile(Block):
    name: str
    from_: Words = Field(alias="from", description="dataset.field on the many side; a list for a composite key.")
    to: Words = Field(description="dataset.field on the one side.")
    role: str = ""
    default: bool = False
    history: Literal["current", "as_was"] = "current"


class HierarchyFile(Block):
    name: str
    label: Text = TextFile()
    fields: Words


class OpenItemsFile(Block):
    document: str
    amount: str
    due_date: str
    applied: str
    applied_amount: str
    applied_date: str
    age: str = Field(default="", description="overdue, or the least days past due such as 91.")


class CarryForwardFile(Block):
    key: Words
    max_age_days: int = Field(gt=0)


class MetricFile(Block):
    name: str
    expression: str = ""
    kind: MetricKind | None = None
    label: Text = TextFile()
    synonyms: Words = []
    description: Text = TextFile()
    owner: str = ""
    version: str = "1"
    family: str = ""
    unit: UnitText | None = None
    better: Better = Better.NEITHER
    filter: str = ""
    time_field: str = ""
    default_period: str = ""
    ignore: Words = []
    open_items: OpenItemsFile | None = None
    carry_forward: CarryForwardFile | None = None
    from_inception: bool = False
    pins: dict[str, str] = {}
    hidden: bool = False


class CalendarFile(Block):
    time_zone: str = "Asia/Shanghai"
    fiscal_year_start: int = Field(default=1, ge=1, le=12)
    fiscal_year_named_by: Literal["start", "end"] = "end"
    week_start: Annotated[
        int, Field(ge=1, le=7), BeforeValidator(_week_start, json_schema_input_type=int | Literal["monday", "sunday"])
    ] = 1
    pattern: Literal["month", "4-4-5", "4-5-4", "5-4-4"] = "month"
    fiscal_year_first_day: dict[int, date] = {}
    country: str = "CN"
    holidays: Annotated[
        dict[str, list[tuple[date, date]]],
        BeforeValidator(_holidays, json_schema_input_type=dict[str, list[str | list[str]]]),
    ] = {}


class SemanticModelFile(Block):
    name: str
    label: Text = TextFile()
    description: Text = TextFile()
    currency: str = "CNY"
    default_period: str = ""
    calendar: CalendarFile = CalendarFile()
    extensions: Annotated[dict[str, Any], BeforeValidator(typed)] = {}


class ModelFile(Block):
    """One model file; a model may have any number."""

    semantic_model: SemanticModelFile | None = None
    datasets: list[DatasetFile] = []
    relationships: list[RelationshipFile] = []
    hierarchies: list[HierarchyFile] = []
    metrics: list[MetricFile] = []


def json_schema() -> dict[str, Any]:
    """JSON Schema of a model file, for editors (docs/model.schema.json)."""
    schema = ModelFile.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "AskFin model file"}


def block_of(annotation: Any) -> type[Block] | None:
    """The block type inside an annotation (`list[FieldFile]`, `TextFile | None`), if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, Block):
        return annotation
    for inner in get_args(annotation):
        found = block_of(inner)
        if found is not None:
            return found
    return None
