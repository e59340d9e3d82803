"""The reply of a language model: its shape, its JSON schema, and a parser that trusts nothing.

Role: text → Reply, or a sentence that says what is wrong with the text (it goes back to the model). Providers differ:
the object may come bare, in a code fence, after a block of thoughts or in a tool call, with nulls for empty parts.
Nothing of a reply is shown to a person as it is.
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

MAX_REPLY = 20_000  # characters; a longer one is no query
_THOUGHTS = re.compile(r"<think>.*?(</think>|\Z)", re.DOTALL | re.IGNORECASE)
_SQL_FENCE = re.compile(r"```(?:sql)?\s*\n\s*((?:SELECT|WITH)\b.*?)```", re.DOTALL | re.IGNORECASE)


class ReplyOption(BaseModel):
    """One reading of an ambiguous question."""

    model_config = ConfigDict(extra="ignore")

    label: str = Field(default="", max_length=400)
    semantic_sql: str = Field(default="", max_length=8_000)


class Reply(BaseModel):
    """What the model decided. `missing`: words of the question the layer cannot answer."""

    model_config = ConfigDict(extra="ignore")

    reason: str = ""
    kind: Literal["query", "clarify", "refuse"]
    semantic_sql: str = Field(default="", max_length=8_000)
    options: list[ReplyOption] = Field(default_factory=list, max_length=12)
    missing: list[str] = Field(default_factory=list, max_length=40)

    @model_validator(mode="before")
    @classmethod
    def _forgive(cls, given: Any) -> Any:
        """Nulls are empty parts; a query without a kind is a query."""
        if not isinstance(given, dict):
            return given
        parts = {name: value for name, value in given.items() if value is not None}
        if "kind" not in parts and parts.get("semantic_sql"):
            parts["kind"] = "query"
        return parts

    @model_validator(mode="after")
    def _complete(self) -> Reply:
        self.semantic_sql = self.semantic_sql.strip().rstrip(";").strip()
        if self.kind == "query" and not self.semantic_sql:
            raise ValueError("kind is query but semantic_sql is empty")
        return self


# Written by hand: strict mode of some providers demands every key and refuses defaults, titles and bounds.
_TEXT = {"type": "string"}
REPLY_SCHEMA: dict[str, Any] = {
    "title": "reply",
    "description": "One query in Semantic SQL, a clarification or a refusal.",
    "type": "object",
    "additionalProperties": False,
    "required": ["reason", "kind", "semantic_sql", "options", "missing"],
    "properties": {
        "reason": _TEXT,
        "kind": {"type": "string", "enum": ["query", "clarify", "refuse"]},
        "semantic_sql": _TEXT,
        "options": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["label", "semantic_sql"],
                "properties": {"label": _TEXT, "semantic_sql": _TEXT},
            },
        },
        "missing": {"type": "array", "items": _TEXT},
    },
}


def parse_reply(text: str) -> Reply | str:
    """The reply in `text`; else what is wrong with it, in a few words.

    >>> parse_reply('Sure: {"kind": "refuse", "missing": ["weather"], "options": null}').missing
    ['weather']
    >>> parse_reply("I cannot do that.")
    'no JSON object in it'
    """
    if len(text) > MAX_REPLY:
        return "it is too long"
    spoken = _THOUGHTS.sub("", text)
    found = _objects(spoken)
    for candidate in reversed(found):
        if "kind" in candidate or "semantic_sql" in candidate:
            return _validated(candidate)
    if found:
        return 'the object lacks "kind"'
    fenced = _SQL_FENCE.findall(spoken)
    if len(fenced) == 1:
        return _validated({"kind": "query", "semantic_sql": fenced[0]})
    return "the JSON object is cut off" if "{" in spoken else "no JSON object in it"


def _validated(candidate: dict[str, Any]) -> Reply | str:
    try:
        return Reply.model_validate(candidate)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place}: {first['msg']}" if place else str(first["msg"])


def _objects(text: str) -> list[dict[str, Any]]:
    """The outermost JSON objects of a text, in order."""
    decoder = json.JSONDecoder(strict=False)  # models write line breaks into strings
    found: list[dict[str, Any]] = []
    at = text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            at = text.find("{", at + 1)
            continue
        if isinstance(value, dict):
            found.append(value)
        at = text.find("{", end)
    return found
