"""The schema for editors and the reference: both say what the loader takes, no more and no less."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from semantic_layer.loader import json_schema, schema
from semantic_layer.model_check import FindingCode

DOCS = Path(__file__).parents[3] / "docs"
SECTIONS = {
    "The file": schema.ModelFile,
    "semantic_model": schema.SemanticModelFile,
    "calendar": schema.CalendarFile,
    "datasets": schema.DatasetFile,
    "trees": schema.TreeFile,
    "fields": schema.FieldFile,
    "convert": schema.ConvertFile,
    "relationships": schema.RelationshipFile,
    "hierarchies": schema.HierarchyFile,
    "metrics": schema.MetricFile,
    "open_items": schema.OpenItemsFile,
    "carry_forward": schema.CarryForwardFile,
}


def test_the_committed_schema_is_the_loaders():
    committed = json.loads((DOCS / "model.schema.json").read_text(encoding="utf-8"))
    assert committed == json_schema(), "write it anew: askfin model schema > docs/model.schema.json"


def test_the_schema_knows_short_forms():
    fields = json_schema()["$defs"]["FieldFile"]["properties"]
    assert {"type": "string"} in fields["label"]["anyOf"]
    assert json_schema()["$defs"]["RelationshipFile"]["required"] == ["name", "from", "to"]
    assert json_schema()["$defs"]["FieldFile"]["additionalProperties"] is False


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_is_documented_and_no_other(section):
    text = (DOCS / "model-reference.md").read_text(encoding="utf-8")
    body = re.search(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert body, f"no section {section}"
    documented = re.findall(r"^\| `(\w+)` \|", body[1], re.MULTILINE)
    assert documented == [info.alias or name for name, info in SECTIONS[section].model_fields.items()]


def test_every_block_of_the_schema_has_a_section():
    blocks = {kind for kind in vars(schema).values() if isinstance(kind, type) and issubclass(kind, schema.Block)}
    assert blocks - {schema.Block, schema.TextFile, schema.UnitFile} == set(SECTIONS.values())


def test_every_finding_is_documented():
    text = (DOCS / "model-author.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE) == [code.value for code in FindingCode]
