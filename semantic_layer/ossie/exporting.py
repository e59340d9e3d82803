"""SemanticModel → a strict Ossie document.

Role: every block becomes its element; what the element alone would not give back travels in our custom extension, as a
JSON string. Foreign wording kept at import is restored (see residue).
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from semantic_layer.loader.dump import dump_model
from semantic_layer.model import SemanticModel
from semantic_layer.ossie import columns, elements
from semantic_layer.ossie.document import VENDOR, VERSION
from semantic_layer.ossie.expressions import Foreign, Portable
from semantic_layer.ossie.residue import digest, restored

Data = dict[str, Any]
RESIDUE = "ossie"  # the key of semantic_model.extensions that holds what an import kept


def export_ossie(model: SemanticModel) -> str:
    """The document as YAML."""
    return yaml.safe_dump(ossie_document(model), sort_keys=False, allow_unicode=True, width=120)


def ossie_document(model: SemanticModel, restore: bool = True) -> Data:
    """The document as plain data; without `restore` freshly worded, as if nothing had been imported."""
    blocks = dump_model(model)
    head = blocks["semantic_model"]
    extensions = dict(head.pop("extensions", {}))
    residue: Data = extensions.pop(RESIDUE, {}) if restore else {}
    if not restore:
        extensions.pop(RESIDUE, None)
    head |= {"hierarchies": blocks["hierarchies"]} if blocks["hierarchies"] else {}
    head |= {"extensions": extensions} if extensions else {}
    fields = {block["name"]: block["fields"] for block in blocks["datasets"]}
    dialects = elements.Dialects(Portable(model), foreign_of(blocks).metric)

    element = elements.model_element(head)
    element = extended(element, head, elements.model_block(element))
    parts = {
        "datasets": [_dataset(block, residue) for block in blocks["datasets"]],
        "relationships": [_relationship(block, fields) for block in blocks["relationships"]],
        "metrics": [_metric(block, dialects) for block in blocks["metrics"]],
    }
    for name, made in parts.items():
        pinned = [restored(part, residue.get("pins", {}).get(f"{name}.{part['name']}", {})) for part in made]
        parts[name] = _with_left_out(pinned, name, residue)
    element = restored(element, residue.get("pins", {}).get("model", {}))
    element |= {name: made for name, made in parts.items() if made}
    return {"version": VERSION, "semantic_model": [element]}


def foreign_of(blocks: Data) -> Foreign:
    """A reader of expressions whose names are already ours."""
    fields = {b["name"]: {f["name"].lower(): f["name"] for f in b["fields"]} for b in blocks["datasets"]}
    return Foreign({name.lower(): name for name in fields}, fields)


def extended(element: Data, block: Data, back: Data) -> Data:
    """The element, with an extension for what reading it back would not give."""
    extra = {key: value for key, value in block.items() if key not in back or back[key] != value}
    extra |= {key: None for key in back if key not in block}
    if not extra:
        return element
    data = json.dumps(extra, ensure_ascii=False)
    return element | {"custom_extensions": [{"vendor_name": VENDOR, "data": data}]}


def patched(back: Data, element: Data) -> Data:
    """The block that an element and its extension stand for; the inverse of `extended`."""
    block = dict(back)
    for extension in element.get("custom_extensions") or ():
        if extension["vendor_name"] == VENDOR:
            block |= json.loads(extension["data"])
    return {key: value for key, value in block.items() if value is not None}


def _dataset(block: Data, residue: Data) -> Data:
    fields = block["fields"]
    own = {key: value for key, value in block.items() if key != "fields"}
    element = elements.dataset_element(columns.outward(own, fields))
    element = extended(element, own, columns.inward(elements.dataset_block(element, fields), fields))
    added = residue.get("added", {})
    path = f"datasets.{block['name']}.fields"
    pins = residue.get("pins", {})
    made = []
    for field in fields:
        if added.get(f"{block['name']}.{field['name']}") != digest(field):
            made.append(restored(_field(field), pins.get(f"{path}.{field['name']}", {})))
    made = _with_left_out(made, path, residue)
    return element | ({"fields": made} if made else {})


def _field(block: Data) -> Data:
    element = elements.field_element(block)
    same = elements.Dialects(str, lambda text, _: text)
    return extended(element, block, elements.field_block(element, same) or {})


def _relationship(block: Data, fields: dict[str, list[Data]]) -> Data:
    crossed = {**block, **{side: columns.outward_side(block[side], fields) for side in ("from", "to")}}
    element = elements.relationship_element(crossed)
    back = elements.relationship_block(element)
    back |= {side: columns.inward_side(back[side], fields) for side in ("from", "to")}
    return extended(element, block, back)


def _metric(block: Data, dialects: elements.Dialects) -> Data:
    element = elements.metric_element(block, dialects)
    return extended(element, block, elements.metric_block(element, dialects) or {})


def _with_left_out(made: list[Data], path: str, residue: Data) -> list[Data]:
    """The elements that could not become ours, back in their places."""
    full = list(made)
    for item in residue.get("left_out", ()):
        if item["list"] == path:
            full.insert(item["at"], item["element"])
    return full
