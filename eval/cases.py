"""Cases: a question, who asks it when, and what a right outcome is.

Role: reads YAML or JSONL files into frozen `Case`s; every fault of a file is one sentence with its place.
`case_schema()` is the JSON Schema for editors.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, model_validator

from semantic_layer.errors import OperatorError

Kind = Literal["answer", "clarification", "refusal", "definition", "no-data", "unanswerable"]
Scalar = str | int | float | bool | None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChartExpectation(_Strict):
    """What the chart must be; None = not looked at."""

    kind: str | None = None  # line, bar, …, or "none"
    x: str | None = None
    y: str | None = None


class Accepted(_Strict):
    """One more right result."""

    gold_sql: str | None = None
    gold_semantic_sql: str | None = None
    gold_rows: tuple[tuple[Scalar, ...], ...] | None = None
    gold_value: float | None = None


class Case(_Strict):
    """One case. `turns` is a conversation whose last turn is scored."""

    id: str
    question: str | None = None
    turns: tuple[str, ...] = ()
    prior_question: str | None = None
    lang: Literal["zh", "en"] | None = None
    as_user: str | None = None
    today: date | None = Field(default=None, validation_alias=AliasChoices("today", "as_of"))
    kind: tuple[Kind, ...] = ("answer",)
    gold_sql: str | None = None
    gold_semantic_sql: str | None = None
    gold_rows: tuple[tuple[Scalar, ...], ...] | None = None
    gold_columns: tuple[str, ...] | None = None
    gold_value: float | None = None
    accept: tuple[Accepted, ...] = ()
    ordered: bool = False
    tolerance: float = Field(default=1e-6, ge=0)
    strict: bool = False  # also the number and order of columns
    unit: str | None = None
    period: tuple[date, date] | None = None
    issue: tuple[str, ...] = ()  # a refusal or clarification must carry one of these codes
    options: tuple[str, ...] = ()  # a clarification must offer each of these (part of a label)
    chart: ChartExpectation | None = None
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    forbidden: tuple[Scalar, ...] = ()  # values that may appear in no part of the answer (rights)
    tags: tuple[str, ...] = ()
    source: str = ""
    instructions: str = ""
    owner: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        value = dict(value)
        for name in ("kind", "issue", "contains", "lacks", "tags", "options"):
            if isinstance(value.get(name), str):
                value[name] = (value[name],)
        if isinstance(value.get("chart"), str):
            value["chart"] = {"kind": value["chart"]}
        return value

    @model_validator(mode="after")
    def _whole(self) -> Case:
        if bool(self.question) == bool(self.turns) and not (self.question == "" and not self.turns):
            raise ValueError("give either question or turns")
        if "answer" in self.kind and not self.golds():
            raise ValueError("an answer needs gold_sql, gold_semantic_sql, gold_rows or gold_value")
        return self

    def conversation(self) -> tuple[str, ...]:
        """The turns, oldest first; the last is scored."""
        if self.turns:
            return self.turns
        prior = (self.prior_question,) if self.prior_question else ()
        return (*prior, self.question or "")

    def digest(self) -> str:
        """What the case says, in short: a case that was changed is another."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def golds(self) -> tuple[Accepted, ...]:
        """Every accepted result, the main one first."""
        main = Accepted(
            gold_sql=self.gold_sql,
            gold_semantic_sql=self.gold_semantic_sql,
            gold_rows=self.gold_rows,
            gold_value=self.gold_value,
        )
        given = any(v is not None for v in (self.gold_sql, self.gold_semantic_sql, self.gold_rows, self.gold_value))
        return ((main,) if given else ()) + self.accept


def load_cases(files: Iterable[Path], tags: Iterable[str] = ()) -> tuple[Case, ...]:
    """All cases of the files, in order; with `tags`, those that carry any of them. OperatorError on any fault."""
    wanted = set(tags)
    cases: list[Case] = []
    faults: list[str] = []
    seen: dict[str, Path] = {}
    for path in files:
        for position, raw in enumerate(_read(path)):
            name = raw.get("id", f"#{position + 1}") if isinstance(raw, dict) else f"#{position + 1}"
            try:
                case = Case.model_validate(raw)
            except ValidationError as error:
                faults += [f"{path}: case {name}: {_place(fault)}{fault['msg']}" for fault in error.errors()]
                continue
            if case.id in seen:
                faults.append(f"{path}: case {case.id} is already in {seen[case.id]}")
            seen[case.id] = path
            if not wanted or wanted & set(case.tags):
                cases.append(case)
    if faults:
        raise OperatorError("\n".join(faults), "Mend the cases; their schema: askfin eval schema")
    return tuple(cases)


def case_schema() -> dict[str, Any]:
    """The JSON Schema of a case file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "array",
        "items": Case.model_json_schema(),
    }


def _read(path: Path) -> list[Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        raw = YAML(typ="safe").load(text) or []
    except (OSError, UnicodeDecodeError, YAMLError, json.JSONDecodeError) as error:
        raise OperatorError(f"{path} cannot be read: {error}", "Name case files with --cases FILE") from None
    if isinstance(raw, dict):
        raw = raw.get("cases", [raw])
    if not isinstance(raw, list):
        raise OperatorError(f"{path} is not a list of cases.", "See askfin eval schema")
    return raw


def _place(fault: Any) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place}: " if place else ""
