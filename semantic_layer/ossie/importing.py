"""A strict Ossie document → a model file of ours.

Role: names become writable, expressions are read in the first readable dialect, columns that no field declares become
hidden fields, and what cannot be ours (an MDX metric) is kept aside. Exporting again gives the same document.
Errors: OperatorError, ModelError.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from semantic_layer.errors import ModelError, OperatorError
from semantic_layer.formulas import DIALECT, exp
from semantic_layer.loader import load_model
from semantic_layer.loader.read_yaml import KeyPath, read_yaml
from semantic_layer.loader.reserved import usable_name
from semantic_layer.model import SemanticModel
from semantic_layer.ossie import columns, elements
from semantic_layer.ossie.document import VENDOR, VERSION, read_document
from semantic_layer.ossie.exporting import RESIDUE, ossie_document, patched
from semantic_layer.ossie.expressions import Foreign
from semantic_layer.ossie.residue import digest, residue_of
from semantic_layer.suggest import suggest

Data = dict[str, Any]
LISTS = ("datasets", "relationships", "metrics", "fields")


@dataclass(slots=True)
class Import:
    """One document on its way. `origins`: path of our element → the original; `left_out`: what cannot be ours."""

    source: Data  # the Ossie model
    blocks: Data = field(default_factory=dict)
    origins: dict[str, Data] = field(default_factory=dict)
    added: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[Data] = field(default_factory=list)


def import_ossie(path: Path, model: str = "") -> str:
    """Our model file as YAML text. `model`: which of several models of the document."""
    document = read_document(path)
    chosen = _chosen(document, model, path)
    run = Import(chosen)
    _build(run)
    loaded = _settle(run)
    fresh = ossie_document(loaded, restore=False)["semantic_model"][0]
    kept = _residue(run, fresh)
    if kept:
        run.blocks["semantic_model"].setdefault("extensions", {})[RESIDUE] = kept
    return _text(run, path)


def _chosen(document: Data, name: str, path: Path) -> Data:
    listed = document["semantic_model"]
    found = [item for item in listed if item["name"] == name] if name else listed
    names = ", ".join(item["name"] for item in listed)
    if not found:
        near = suggest(name, [item["name"] for item in listed])
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise OperatorError(f"{path} holds no model {name!r}.{hint}", f"It holds: {names}")
    if len(found) > 1:
        what = f"several models of the name {name!r}" if name else f"several models: {names}"
        raise OperatorError(f"{path} holds {what}.", "Give them different names." if name else "Name one: --model NAME")
    return found[0]


def _build(run: Import) -> None:
    """The blocks, before the loader has seen them."""
    source = run.source
    datasets = elements.names_of(source["datasets"])
    fields: dict[str, list[Data]] = {}
    named: dict[str, dict[str, str]] = {}
    for element in source["datasets"]:
        ours = datasets[element["name"]]
        fields[ours], named[ours] = _fields(run, element, ours)
    foreign = Foreign({name.lower(): ours for name, ours in datasets.items()}, named)
    metrics = [m for i, e in enumerate(source.get("metrics") or ()) if (m := _metric(run, e, i, foreign))]
    for dataset, column in foreign.missing:
        _add_field(run, dataset, column, fields)
    for element in source["datasets"]:
        for key in [element.get("primary_key") or [], *(element.get("unique_keys") or [])]:
            for column in key:
                _add_field(run, datasets[element["name"]], column, fields)
    links = [_relationship(run, element, datasets, fields) for element in source.get("relationships") or ()]
    head = patched(elements.model_block({**source, "name": usable_name(source["name"], set())}), source)
    hierarchies = head.pop("hierarchies", [])
    run.origins["model"] = source
    run.blocks = {
        "semantic_model": head,
        "datasets": [_dataset(run, e, datasets[e["name"]], fields) for e in source["datasets"]],
        "relationships": links,
        "hierarchies": hierarchies,
        "metrics": metrics,
    }


def _fields(run: Import, dataset: Data, ours: str) -> tuple[list[Data], dict[str, str]]:
    given = dataset.get("fields") or []
    names = elements.names_of(given)
    dialects = elements.Dialects(str, Foreign({}, {}).scalar)
    blocks: list[Data] = []
    for position, element in enumerate(given):
        name = names[element["name"]]
        back = elements.field_block({**element, "name": name}, dialects)
        if back is None:
            _leave_out(run, f"datasets.{ours}.fields", position, element, "no dialect that can be read")
            continue
        run.origins[f"datasets.{ours}.fields.{name}"] = element
        blocks.append(patched(back, element))
    return blocks, {written.lower(): name for written, name in names.items()}


def _dataset(run: Import, element: Data, ours: str, fields: dict[str, list[Data]]) -> Data:
    run.origins[f"datasets.{ours}"] = element
    back = elements.dataset_block({**element, "name": ours}, fields[ours])
    block = patched(columns.inward(back, fields[ours]), element)
    return block | {"fields": fields[ours]}


def _relationship(run: Import, element: Data, datasets: dict[str, str], fields: dict[str, list[Data]]) -> Data:
    name = usable_name(element["name"], {path.partition(".")[2].lower() for path in run.origins if path[:4] == "rela"})
    crossed = {**element, "name": name}
    for side in ("from", "to"):
        crossed[side] = datasets.get(element[side], element[side])
        for column in element[f"{side}_columns"]:
            _add_field(run, crossed[side], column, fields)
    back = elements.relationship_block(crossed)
    back |= {side: columns.inward_side(back[side], fields) for side in ("from", "to")}
    run.origins[f"relationships.{name}"] = element
    return patched(back, element)


def _metric(run: Import, element: Data, position: int, foreign: Foreign) -> Data | None:
    name = usable_name(element["name"], {m.lower() for m in _metric_names(run)})
    back = elements.metric_block({**element, "name": name}, elements.Dialects(str, foreign.metric))
    if back is None:
        _leave_out(run, "metrics", position, element, "no dialect that can be read")
        return None
    run.origins[f"metrics.{name}"] = element
    return patched(back, element)


def _metric_names(run: Import) -> list[str]:
    return [path.partition(".")[2] for path in run.origins if path.startswith("metrics.")]


def _add_field(run: Import, dataset: str, column: str, fields: dict[str, list[Data]]) -> None:
    """A hidden field for a column that the document uses and does not declare."""
    known = fields.get(dataset)
    if known is None or columns.field_of(known, column):
        return
    name = usable_name(column, {f["name"].lower() for f in known})
    written = column if name == column else exp.to_identifier(column, quoted=True).sql(DIALECT)
    known.append({"name": name, "hidden": True} | ({"expression": written} if name != column else {}))
    run.added.append((dataset, name))


def _leave_out(run: Import, path: str, position: int, element: Data, why: str) -> None:
    run.left_out.append(
        {"list": path, "at": position, "element": element, "why": f"{element['name']}: {' '.join(why.split())}"}
    )


def _settle(run: Import) -> SemanticModel:
    """Load; what the loader refuses in a metric, relationship or field is left out, until the rest stands."""
    while True:
        text = yaml.safe_dump(run.blocks, sort_keys=False, allow_unicode=True, width=4096)
        try:
            return _load(text)
        except ModelError as fault:
            _, lines = read_yaml(text, lambda *_: None)
            refused = {path: p.message for p in fault.problems if (path := _place(p.line, lines))}
            if not refused:
                raise
            for path in sorted(refused, key=str, reverse=True):
                _drop(run, path, refused[path])


def _load(text: str) -> SemanticModel:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "imported.yml"
        path.write_text(text, encoding="utf-8")
        return load_model([path])


def _place(line: int, lines: dict[KeyPath, int]) -> KeyPath | None:
    """The removable block that a line belongs to."""
    best: tuple[int, KeyPath] | None = None
    for path, at in lines.items():
        removable = (len(path) == 2 and path[0] in ("metrics", "relationships", "datasets")) or (
            len(path) == 4 and path[2] == "fields"
        )
        if removable and at <= line and (best is None or (at, len(path)) >= (best[0], len(best[1]))):
            best = (at, path)
    return best[1] if best and (len(best[1]) == 4 or best[1][0] != "datasets") else None


def _drop(run: Import, path: KeyPath, why: str) -> None:
    """Take one block out and keep its original."""
    holder: Any = run.blocks
    for step in path[:-1]:
        holder = holder[step]
    block = holder.pop(path[-1])
    group = f"datasets.{run.blocks['datasets'][path[1]]['name']}.fields" if len(path) == 4 else str(path[0])
    element = run.origins.pop(f"{group}.{block['name']}", None)
    if element is not None:
        _leave_out(run, group, _position(run, path, element), element, why)


def _position(run: Import, path: KeyPath, element: Data) -> int:
    given = run.source[str(path[0])] if len(path) == 2 else _original(run, int(path[1])).get("fields")
    return next(i for i, item in enumerate(given or ()) if item is element)


def _original(run: Import, position: int) -> Data:
    return run.origins[f"datasets.{run.blocks['datasets'][position]['name']}"]


def _residue(run: Import, fresh: Data) -> Data:
    """What a fresh export would lose or word otherwise."""
    made: dict[str, Data] = {"model": fresh}
    for name in ("datasets", "relationships", "metrics"):
        for element in fresh.get(name, ()):
            made[f"{name}.{element['name']}"] = element
            for item in element.get("fields", ()):
                made[f"{name}.{element['name']}.fields.{item['name']}"] = item
    pins = {path: kept for path, o in run.origins.items() if (kept := residue_of(_own(o), _own(made[path])))}
    blocks = {b["name"]: {f["name"]: f for f in b["fields"]} for b in _dumped(run)}
    added = {f"{dataset}.{name}": digest(blocks[dataset][name]) for dataset, name in run.added}
    left_out = sorted(run.left_out, key=lambda item: (item["list"], item["at"]))
    return {key: value for key, value in (("pins", pins), ("added", added), ("left_out", left_out)) if value}


def _own(element: Data) -> Data:
    """The element without its parts; an empty list of parts is kept, since it is written."""
    return {key: value for key, value in element.items() if key not in LISTS or value == []}


def _dumped(run: Import) -> list[Data]:
    from semantic_layer.loader.dump import dump_model

    return dump_model(_load(yaml.safe_dump(run.blocks, sort_keys=False, allow_unicode=True)))["datasets"]


def _text(run: Import, path: Path) -> str:
    lines = [f"# Imported from {path.name} (Apache Ossie {VERSION}). Every key: docs/model-reference.md"]
    for item in run.left_out:
        lines.append(f"# QUESTION: left out of {item['list']}, kept for export: {item['why']}")
    for block in run.blocks["datasets"]:
        element = run.origins[f"datasets.{block['name']}"]
        ours = any(item["vendor_name"] == VENDOR for item in element.get("custom_extensions") or ())
        if not ours and not block.get("time_field") and any(f.get("role") == "time" for f in block["fields"]):
            lines.append(f"# QUESTION: by which date is {block['name']} counted? Say time_field")
    blocks = {key: value for key, value in run.blocks.items() if value}
    return "\n".join(lines) + "\n" + yaml.safe_dump(blocks, sort_keys=False, allow_unicode=True, width=120)
