"""The values of a draft: datasets, fields and links on their way from a profile to a model file.

Role: mutable while the steps of a draft add what they find; every guess leaves a question.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from semantic_layer.model import FieldRole, FieldType
from semantic_layer.model_draft.profile import ColumnProfile, TableProfile, quoted
from semantic_layer.model_draft.vocabulary import Sense

NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.DOUBLE)
DATES = (FieldType.DATE, FieldType.TIMESTAMP)
Texts = tuple[str, str]  # Chinese, English


@dataclass(slots=True)
class FieldDraft:
    """`apart`: why a number is not added up; "" where its sum is drafted."""

    name: str
    column: ColumnProfile
    type: FieldType
    role: FieldRole
    label: Texts
    sense: Sense = Sense.UNKNOWN
    expression: str = ""  # "" = the name
    unit: str = ""
    pinned: str = ""
    apart: str = ""
    values: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    questions: list[str] = field(default_factory=list)

    @property
    def sql(self) -> str:
        """What the field reads, as SQL over its table."""
        return self.expression or quoted(self.column.name)

    @property
    def is_number(self) -> bool:
        return self.type in NUMBERS


@dataclass(slots=True)
class DatasetDraft:
    name: str
    table: TableProfile
    fields: list[FieldDraft]
    label: Texts = ("", "")
    primary_key: tuple[str, ...] = ()  # field names
    display: str = ""
    time_field: str = ""
    time_grain: str = ""
    parent: str = ""  # the field that holds the key of the row above
    is_snapshot: bool = False  # the same members at regular dates
    is_calendar: bool = False  # one row a day
    conditions: list[str] = field(default_factory=list)  # rows that count, as predicates
    questions: list[str] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Whether its rows are things with names (customers, sites) rather than events."""
        return bool(self.display) and self.named(self.display).role == FieldRole.NAME

    def field_of(self, column: str) -> FieldDraft | None:
        return next((item for item in self.fields if item.column.name == column), None)

    def named(self, name: str) -> FieldDraft:
        return next(item for item in self.fields if item.name == name)


@dataclass(frozen=True, slots=True)
class LinkDraft:
    name: str
    source: DatasetDraft
    source_fields: tuple[FieldDraft, ...]
    target: DatasetDraft
    target_fields: tuple[FieldDraft, ...]
    role: str = ""
    question: str = ""
    default: bool = False
