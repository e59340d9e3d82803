"""The semantic model: datasets, fields, relationships, metrics, and what finance needs beside them.

Role: frozen values that the loader builds and everything else reads. No behaviour beyond look-ups; no SQL
parsing, no dates arithmetic. Terms follow Apache Ossie; keys of ours are documented in docs/model-reference.md.
Expressions are SQL text in DuckDB's dialect over *columns* (field) or over `dataset.field`, aggregates and
metric names (metric).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any


def _empty() -> Mapping[Any, Any]:
    return MappingProxyType({})


class FieldType(StrEnum):
    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DOUBLE = "double"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"


class FieldRole(StrEnum):
    """What a field is for; decides formatting, linking and what may be summed."""

    CATEGORY = "category"  # grouped and filtered by
    NAME = "name"  # the name of an entity (customer name)
    ID = "id"  # identifies; never formatted or summed
    AMOUNT = "amount"  # may be summed
    BALANCE = "balance"  # an amount at a date: never summed over time
    RATE = "rate"  # a ratio or unit price: never summed
    TIME = "time"  # a date
    FLAG = "flag"  # yes or no


class MetricKind(StrEnum):
    FLOW = "flow"
    BALANCE = "balance"
    RATIO = "ratio"
    DISTINCT = "distinct"
    CUMULATIVE = "cumulative"
    NON_ADDITIVE = "non_additive"


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Label:
    """A text in both languages; either may be empty."""

    zh: str = ""
    en: str = ""

    def text(self, lang: str) -> str:
        """The text in `lang` ("zh" or "en"), else in the other language."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the model files a thing is declared."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.file else "?"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts. `kind`: currency, percent (a ratio, 0.12 = 12 %), points (a difference of percents),
    days, count (pieces, orders: `name` says of what), times (turns, x), none."""

    kind: str = "none"
    code: str = ""  # ISO 4217 for currency
    name: Label = Label()  # 单 / orders


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field as a query names it: `dataset.field`, or `role.field` where the dataset plays several roles."""

    dataset: str
    field: str
    role: str = ""

    def __str__(self) -> str:
        return f"{self.role or self.dataset}.{self.field}"


@dataclass(frozen=True, slots=True)
class Conversion:
    """How an amount in several currencies becomes the model's (rule 34). Names are fields; `code` is one of the
    amount's dataset, the others of `rates`. Flows take the average of the row's month, balances the last rate of the
    as-of date's month."""

    code: str  # the row's currency
    rates: str  # dataset of rates into the model's currency
    rate_code: str
    rate: str
    rate_date: str
    rate_kind: str = ""  # field that tells average from closing rates; "" = there is one kind
    average: str = "average"
    closing: str = "closing"


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    dataset: str
    expression: str
    type: FieldType
    role: FieldRole
    label: Label = Label()
    synonyms: tuple[str, ...] = ()
    description: Label = Label()
    owner: str = ""
    unit: Unit = Unit()
    values: tuple[str, ...] = ()  # the closed list, if declared
    value_synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=_empty)  # value -> what people call it
    index_values: bool = False  # put the column's values into the value index
    pinned: str | None = None  # the default value that applies unless asked otherwise (rule 32)
    convert: Conversion | None = None  # an amount in several currencies (rule 34)
    hidden: bool = False
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Tree:
    """A parent-child tree on a dataset (rule 33); names are fields of the dataset."""

    name: str
    key: str
    parent: str
    display: str
    sign: str = ""  # field holding +1 / -1
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    name: str
    source: str  # a table or view, optionally schema-qualified; or "" with `query`
    query: str = ""  # a SELECT over physical tables, instead of `source`
    label: Label = Label()
    synonyms: tuple[str, ...] = ()
    description: Label = Label()
    owner: str = ""
    fields: Mapping[str, Field] = field(default_factory=_empty)
    primary_key: tuple[str, ...] = ()  # field names
    unique_keys: tuple[tuple[str, ...], ...] = ()
    display: str = ""  # the field that stands for the entity: customers -> name
    time_field: str = ""
    loaded_through: date | None = None
    closed_through: date | None = None
    time_grain: str = ""  # "" or day, week, month, quarter, year
    bridge: bool = False  # a many-to-many link between the datasets it is many-to-one to
    valid_from: str = ""  # validity fields of a slowly changing dimension (rule 22)
    valid_to: str = ""
    trees: tuple[Tree, ...] = ()
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Relationship:
    """Many-to-one: each row of `from_dataset` has at most one row of `to_dataset`. Fields pair by position."""

    name: str
    from_dataset: str
    from_fields: tuple[str, ...]
    to_dataset: str
    to_fields: tuple[str, ...]
    role: str = ""  # the name under which the target is addressed on this path (ship_to)
    default: bool = False  # the path taken where several lead to the target; printed
    history: str = "current"  # current | as_was
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A drill-down path from coarse to fine: region, province, city."""

    name: str
    fields: tuple[FieldRef, ...]
    label: Label = Label()


@dataclass(frozen=True, slots=True)
class OpenItems:
    """Open items as of a date (rule 15): documents minus what was applied by then. Names are fields."""

    document: str  # dataset of the documents; its time field is the document date
    amount: str
    due_date: str
    applied: str  # dataset of the applications, many-to-one to `document`
    applied_amount: str
    applied_date: str
    age: str = ""  # "" all open, "overdue", or a minimum of days past due such as "91"


@dataclass(frozen=True, slots=True)
class CarryForward:
    """Carry a member's last value forward (rule 13)."""

    key: tuple[str, ...]
    max_age_days: int


@dataclass(frozen=True, slots=True)
class Metric:
    name: str
    expression: (
        str  # as written: aggregates over dataset.field, metric names, and the functions of docs/semantic-sql.md
    )
    kind: MetricKind
    label: Label = Label()
    synonyms: tuple[str, ...] = ()
    description: Label = Label()
    owner: str = ""
    version: str = "1"
    family: str = ""
    unit: Unit = Unit()
    better: Better = Better.NEITHER
    filter: str = ""  # a predicate over dataset.field, part of the definition
    time_field: str = ""  # "dataset.field", where it differs from the dataset's own
    default_period: str = ""  # a period phrase, such as "this year"; "" = the model's
    ignore: tuple[FieldRef, ...] = ()  # rule 20: computed at the total over these
    open_items: OpenItems | None = None
    carry_forward: CarryForward | None = None
    from_inception: bool = False  # rule 14: movements since the beginning make the balance
    pins: Mapping[str, str] = field(
        default_factory=_empty
    )  # "dataset.field" -> value, fixed by the definition (a budget's scenario)
    hidden: bool = False
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """As declared. `semantic_layer.periods.Calendar` gives it behaviour."""

    time_zone: str = "Asia/Shanghai"
    fiscal_year_start: int = 1  # month
    fiscal_year_named_by: str = "end"  # "start" or "end": the calendar year a fiscal year is named after
    week_start: int = 1  # ISO weekday, 1 = Monday
    pattern: str = "month"  # month | 4-4-5 | 4-5-4 | 5-4-4
    fiscal_year_first_day: Mapping[int, date] = field(default_factory=_empty)  # 4-4-5: fiscal year -> its first day
    country: str = "CN"  # holidays
    holidays: Mapping[str, tuple[tuple[date, date], ...]] = field(
        default_factory=_empty
    )  # name -> ranges; declared ones win


@dataclass(frozen=True, slots=True)
class SemanticModel:
    name: str
    label: Label = Label()
    description: Label = Label()
    datasets: Mapping[str, Dataset] = field(default_factory=_empty)
    relationships: tuple[Relationship, ...] = ()
    metrics: Mapping[str, Metric] = field(default_factory=_empty)
    hierarchies: tuple[Hierarchy, ...] = ()
    calendar: CalendarSpec = CalendarSpec()
    default_period: str = ""
    currency: str = "CNY"
    digest: str = ""  # of the files' content; names a version of the layer
    extensions: Mapping[str, Any] = field(default_factory=_empty)  # foreign custom_extensions, kept for export

    def field(self, ref: FieldRef) -> Field:
        """The declared field; KeyError if absent."""
        return self.datasets[ref.dataset].fields[ref.field]


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far a dataset goes, declared or told by the warehouse. None = unknown or not dated."""

    first: date | None = None
    loaded_through: date | None = None
    closed_through: date | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """The model together with what the warehouse says of its dates: all that checks and compile need."""

    model: SemanticModel
    # By dataset, and by `dataset.field` for other dates that metrics count by.
    horizons: Mapping[str, Horizon] = field(default_factory=_empty)

    @property
    def digest(self) -> str:
        return self.model.digest
