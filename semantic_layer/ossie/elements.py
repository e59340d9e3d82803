"""Blocks of ours ↔ elements of Ossie, each way for one block: the parts both know.

Role: pure data to data. What Ossie cannot say is not here: the exporter finds it by turning the element back and
comparing, so an element with its custom extension always gives the block again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from semantic_layer.loader.reserved import usable_name

Data = dict[str, Any]
DATATYPE = {
    "string": "String",
    "integer": "Integer",
    "decimal": "Decimal",
    "double": "Float",
    "boolean": "Boolean",
    "date": "Date",
    "timestamp": "DateTime",
}
TYPE = {datatype: kind for kind, datatype in DATATYPE.items()} | {"DateTimeTz": "timestamp", "Time": "string"}
# Dialects we read, best first.
READABLE = ("ANSI_SQL", "DATABRICKS", "SNOWFLAKE", "BIGQUERY")


@dataclass(frozen=True, slots=True)
class Dialects:
    """How expressions cross: `outward` writes portable SQL, `inward` reads a dialect (None: unreadable)."""

    outward: Callable[[str], str]
    inward: Callable[[str, str], str | None]


def element_text(text: str | Mapping[str, str] | None) -> str:
    """One string of a text in two languages."""
    if isinstance(text, Mapping):
        return text.get("en") or text.get("zh") or ""
    return text or ""


def _common(block: Data) -> Data:
    element: Data = {"name": block["name"]}
    if element_text(block.get("description")):
        element["description"] = element_text(block["description"])
    if block.get("synonyms"):
        element["ai_context"] = {"synonyms": list(block["synonyms"])}
    return element


def _common_back(element: Data) -> Data:
    block: Data = {"name": element["name"]}
    if element.get("description"):
        block["description"] = element["description"]
    context = element.get("ai_context")
    if isinstance(context, dict) and context.get("synonyms"):
        block["synonyms"] = list(context["synonyms"])
    return block


def _expression(text: str) -> Data:
    return {"dialects": [{"dialect": "ANSI_SQL", "expression": text}]}


def read_expression(element: Data, dialects: Dialects) -> str | None:
    """The expression in our SQL; None where no dialect is readable."""
    given = {item["dialect"]: item["expression"] for item in element["expression"]["dialects"]}
    for dialect in READABLE:
        if dialect in given:
            return dialects.inward(given[dialect], dialect)
    return None


def field_element(block: Data) -> Data:
    element = _common(block) | {"expression": _expression(block.get("expression") or block["name"])}
    if element_text(block.get("label")):
        element["label"] = element_text(block["label"])
    if block.get("type"):
        element["datatype"] = DATATYPE[block["type"]]
    if block.get("role") == "time":
        element["dimension"] = {"is_time": True}
    return element


def field_block(element: Data, dialects: Dialects) -> Data | None:
    """The field; None where its expression cannot be read."""
    expression = read_expression(element, dialects)
    if expression is None:
        return None
    block = _common_back(element)
    if expression != element["name"]:
        block["expression"] = expression
    if element.get("label"):
        block["label"] = element["label"]
    if element.get("datatype") in TYPE:
        block["type"] = TYPE[element["datatype"]]
    if (element.get("dimension") or {}).get("is_time") and block.get("type", "date") in ("date", "timestamp"):
        block["role"] = "time"
    return block


def dataset_element(block: Data) -> Data:
    """Without its fields, which have extensions of their own."""
    element = _common(block) | {"source": block.get("query") or block.get("source") or block["name"]}
    if block.get("primary_key"):
        element["primary_key"] = list(block["primary_key"])
    if block.get("unique_keys"):
        element["unique_keys"] = [list(key) for key in block["unique_keys"]]
    return element


def dataset_block(element: Data, fields: list[Data]) -> Data:
    """`fields`: the blocks of its fields; a single time field is the one it is counted by."""
    block = _common_back(element)
    source = element["source"].strip()
    is_query = source.lower().lstrip("(").startswith(("select ", "with ", "select\n", "with\n"))
    block |= {"query" if is_query else "source": element["source"]}
    if element.get("primary_key"):
        block["primary_key"] = list(element["primary_key"])
    if element.get("unique_keys"):
        block["unique_keys"] = [list(key) for key in element["unique_keys"]]
    dated = [field["name"] for field in fields if field.get("role") == "time"]
    if len(dated) == 1:
        block["time_field"] = dated[0]
    return block


def relationship_element(block: Data) -> Data:
    here, there = _refs(block["from"]), _refs(block["to"])
    return {
        "name": block["name"],
        "from": here[0][0],
        "to": there[0][0],
        "from_columns": [name for _, name in here],
        "to_columns": [name for _, name in there],
    }


def _refs(side: str | list[str]) -> list[tuple[str, str]]:
    refs = [side] if isinstance(side, str) else side
    return [(ref.partition(".")[0], ref.partition(".")[2]) for ref in refs]


def relationship_block(element: Data) -> Data:
    return {
        "name": element["name"],
        "from": _side(element["from"], element["from_columns"]),
        "to": _side(element["to"], element["to_columns"]),
    }


def _side(dataset: str, columns: list[str]) -> str | list[str]:
    refs = [f"{dataset}.{name}" for name in columns]
    return refs[0] if len(refs) == 1 else refs


def metric_element(block: Data, dialects: Dialects) -> Data:
    return _common(block) | {"expression": _expression(dialects.outward(block["name"]))}


def metric_block(element: Data, dialects: Dialects) -> Data | None:
    """The metric; None where its expression cannot be read."""
    expression = read_expression(element, dialects)
    return None if expression is None else _common_back(element) | {"expression": expression}


def model_element(head: Data) -> Data:
    """Without its parts."""
    return _common(head)


def model_block(element: Data) -> Data:
    return _common_back(element)


def names_of(items: list[Data]) -> dict[str, str]:
    """Name in the document → a name semantic SQL can write."""
    taken: set[str] = set()
    return {item["name"]: usable_name(item["name"], taken) for item in items}
