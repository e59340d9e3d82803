"""The reply of a language model: its shape, its JSON schema, and a parser that trusts nothing.

Role: text → Reply, or a sentence that says what is wrong with the text (it goes back to the model). Providers differ:
the object may come bare, in a code fence, after a block of thoughts or in a tool call, with nulls for empty parts.
Nothing of a reply is shown to a person as it is.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.planners.model.lenient import objects_in

MAX_REPLY, MOST_TEXT = 20_000, 400_000  # characters; a longer one is no query; thoughts may be
_THOUGHTS = re.compile(r"<think>.*?(</think>|\Z)", re.DOTALL | re.IGNORECASE)
_SQL_FENCE = re.compile(r"```(?:sql)?\s*\n\s*((?:SELECT|WITH)\b.*?)```", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^```(?:\w+)?\s*|\s*```$")
_LITERAL = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")""")
_SIGNS = str.maketrans("，（）；＝＞＜‘’“”", ",();=><''''")
_KINDS = {
    "sql": "query", "answer": "query", "select": "query", "clarification": "clarify", "ask": "clarify",
    "refusal": "refuse", "reject": "refuse", "decline": "refuse",
}  # fmt: skip


def bare_sql(text: str) -> str:
    """SQL without fence and semicolon, and with ASCII signs outside its strings.

    >>> bare_sql("```sql\\nSELECT a.x，MEASURE（m） FROM shop；\\n```")
    'SELECT a.x,MEASURE(m) FROM shop'
    >>> bare_sql("SELECT MEASURE(m) FROM shop WHERE a.x = '（甲），乙'")
    "SELECT MEASURE(m) FROM shop WHERE a.x = '（甲），乙'"
    """
    text = _FENCE.sub("", text.strip())
    parts = _LITERAL.split(text)  # every other part is a string or a quoted name
    parts[::2] = [part.translate(_SIGNS) for part in parts[::2]]
    return "".join(parts).strip().rstrip(";").strip()


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
        """Nulls are empty parts, one word is a list of one; a query without a kind is a query."""
        if not isinstance(given, dict):
            return given
        parts = {name: value for name, value in given.items() if value is not None}
        kind = parts.get("kind")
        if isinstance(kind, str):
            parts["kind"] = _KINDS.get(kind.strip().lower(), kind.strip().lower())
        if "kind" not in parts and parts.get("semantic_sql"):
            parts["kind"] = "query"
        if isinstance(parts.get("missing"), str):
            parts["missing"] = [parts["missing"]]
        if isinstance(parts.get("options"), list):
            parts["options"] = [option for option in parts["options"] if isinstance(option, dict)]
        return parts

    @model_validator(mode="after")
    def _complete(self) -> Reply:
        self.semantic_sql = bare_sql(self.semantic_sql)
        for option in self.options:
            option.semantic_sql = bare_sql(option.semantic_sql)
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
    spoken = _said(text[-MOST_TEXT:])
    if len(spoken) > MAX_REPLY:
        return "it is too long"
    found = [_unwrapped(candidate) for candidate in objects_in(spoken)]
    for candidate in reversed(found):
        if "kind" in candidate or "semantic_sql" in candidate:
            return _validated(candidate)
    if found:
        return 'the object lacks "kind"'
    fenced = _SQL_FENCE.findall(spoken)
    if len(fenced) == 1:
        return _validated({"kind": "query", "semantic_sql": fenced[0]})
    return "the JSON object is cut off" if "{" in spoken else "no JSON object in it"


def _said(text: str) -> str:
    """What stands after the thoughts; all of it where a thought was never closed and nothing else is there."""
    closed = text.rpartition("</think>")[2]
    return _THOUGHTS.sub("", closed).strip() or closed


def _unwrapped(candidate: dict[str, Any]) -> dict[str, Any]:
    """The reply inside a wrapping ({"name": "reply", "arguments": {…}}), and under other names for its parts."""
    if "kind" not in candidate and "semantic_sql" not in candidate:
        inner = [part for part in candidate.values() if isinstance(part, dict)]
        if len(inner) == 1 and ("kind" in inner[0] or "semantic_sql" in inner[0]):
            return inner[0]
        if isinstance(candidate.get("sql"), str):
            return {**candidate, "semantic_sql": candidate["sql"]}
    return candidate


def _validated(candidate: dict[str, Any]) -> Reply | str:
    try:
        return Reply.model_validate(candidate)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place}: {first['msg']}" if place else str(first["msg"])
