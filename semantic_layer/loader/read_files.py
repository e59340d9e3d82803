"""Files → blocks: every block of every model file with its place, or a fault.

Role: first step of loading. Each file is read, checked against the schema and taken apart; a file that breaks the
schema still gives those of its blocks that are sound, so that later steps name their faults in the same run.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from semantic_layer.errors import Problem
from semantic_layer.loader import schema
from semantic_layer.loader.faults import Faults, Place
from semantic_layer.loader.read_yaml import read_yaml
from semantic_layer.suggest import suggest

T = TypeVar("T", bound=BaseModel)
_LISTS: dict[str, type[schema.Block]] = {
    "datasets": schema.DatasetFile,
    "relationships": schema.RelationshipFile,
    "hierarchies": schema.HierarchyFile,
    "metrics": schema.MetricFile,
}


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """A block and where it stands. `mended`: keys that broke the schema were left out."""

    block: T
    place: Place
    mended: bool = False


@dataclass(slots=True)
class Blocks:
    """All blocks of all files, in file order. `spoiled`: names of blocks that broke the schema; references to them are
    not faults of their own. `fieldless`: datasets whose fields could not be read."""

    models: list[Placed[schema.SemanticModelFile]] = field(default_factory=list)
    datasets: list[Placed[schema.DatasetFile]] = field(default_factory=list)
    relationships: list[Placed[schema.RelationshipFile]] = field(default_factory=list)
    hierarchies: list[Placed[schema.HierarchyFile]] = field(default_factory=list)
    metrics: list[Placed[schema.MetricFile]] = field(default_factory=list)
    spoiled: set[str] = field(default_factory=set)
    fieldless: set[str] = field(default_factory=set)
    digest: str = ""


def read_files(files: Sequence[Path], faults: Faults) -> Blocks:
    """Read and validate all files; `digest` is SHA-256 of their contents in name order."""
    blocks = Blocks()
    digest = hashlib.sha256()
    for path in sorted(dict.fromkeys(files), key=str):
        raw = _read_bytes(path, faults)
        text = _decoded(path, raw, faults) if raw is not None else None
        if raw is None or text is None:
            continue
        digest.update(len(raw).to_bytes(8, "big") + raw)
        _read_one(str(path), text, blocks, faults)
    blocks.digest = digest.hexdigest()
    return blocks


def _read_bytes(path: Path, faults: Faults) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        message = "the file does not exist"
    except IsADirectoryError:
        message = "this is a folder; name the files in it, such as model/*.yml"
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
    faults.items.append(Problem(str(path), 0, "file", message))
    return None


def _decoded(path: Path, raw: bytes, faults: Faults) -> str | None:
    """The text of a UTF-8 file; of another encoding the line that gives it away."""
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    guess = "UTF-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    if not guess:
        try:
            raw.decode("gb18030")
            guess = "GBK"
        except UnicodeDecodeError:
            guess = ""
    seems = f" (it seems to be {guess})" if guess else ""
    faults.items.append(Problem(str(path), line, "file", f"the file is not UTF-8{seems}; save it as UTF-8"))
    return None


def _read_one(file: str, text: str, blocks: Blocks, faults: Faults) -> None:
    document, lines = read_yaml(text, lambda line, key, message: faults.items.append(Problem(file, line, key, message)))
    root = Place(file, lines)
    if document is None:
        return
    if not isinstance(document, dict):
        faults.add(root, "file", "a model file is a mapping with the keys " + ", ".join(schema.ModelFile.model_fields))
        return
    for key, value in document.items():
        if key == "semantic_model":
            _take(schema.SemanticModelFile, value, root / key, blocks.models, blocks, faults)
        elif key not in _LISTS:
            faults.unknown(root / key, key, "key", key, schema.ModelFile.model_fields)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                _take(_LISTS[key], item, root / key / index, getattr(blocks, key), blocks, faults)
        elif value is not None:
            faults.add(root / key, key, "a list is expected")


def _take(kind: type[Any], value: Any, place: Place, into: list[Any], blocks: Blocks, faults: Faults) -> None:
    try:
        into.append(Placed(kind.model_validate(value), place))
        return
    except ValidationError as error:
        broken = [dict(fault) for fault in error.errors(include_url=False)]
    for fault in broken:
        _report(kind, fault, place, faults)
        if fault["loc"] == ("fields",) and isinstance(value, dict):
            blocks.fieldless.add(str(value.get("name", "")))
    try:
        into.append(Placed(kind.model_validate(_without(value, broken)), place, mended=True))
    except ValidationError:
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            blocks.spoiled.add(value["name"])


def _without(value: Any, broken: list[dict[str, Any]]) -> Any:
    """A copy without the broken keys, a missing name made up: what is left is checked further in the same run."""
    kept = copy.deepcopy(value)
    for fault in broken:
        *above, last = fault["loc"] or ("",)
        inside: Any = kept
        for step in above:
            known = isinstance(inside, list) or (isinstance(inside, dict) and step in inside)
            inside = inside[step] if known else None
        if isinstance(inside, dict) and fault["type"] == "missing" and last == "name":
            inside["name"] = f"unnamed_{len(above)}_{above[-1] if above else id(inside)}"
        elif isinstance(inside, dict):
            inside.pop(last, None)
    return kept


def _report(kind: type[schema.Block], fault: dict[str, Any], place: Place, faults: Faults) -> None:
    loc: tuple[str | int, ...] = tuple(fault["loc"])
    where = place
    for step in loc:
        where = where / step
    key = ".".join(str(step) for step in loc if step != "[key]") or "block"
    name = str(loc[-1]) if loc else ""
    match fault["type"]:
        case "extra_forbidden" if not fault["input"] and _is_cut_text(kind, loc):
            faults.add(where, key, f"{name!r} is no key; a text with a comma inside {{…}} needs quotes")
        case "extra_forbidden" if kind is schema.RelationshipFile and name in ("label", "synonyms"):
            faults.add(where, key, f"a relationship has no {name}; {_ROLE_WORDS}")
        case "extra_forbidden":
            faults.unknown(where, key, "key", name, _keys_at(kind, loc[:-1]))
        case "missing":
            faults.add(where, key, "the key is missing")
        case "enum" | "literal_error":
            known = _choices(str(fault["ctx"]["expected"]))
            message = f"{str(fault['input'])!r} is none of {', '.join(choice for choice in known if choice)}."
            faults.add(where, key, message, suggest(str(fault["input"]), known))
        case _:
            faults.add(where, key, _plain(fault))


_ROLE_WORDS = (
    "its role is what people call the path, in any script; for another language declare it once more with another role"
)


def _is_cut_text(kind: type[schema.Block], loc: tuple[str | int, ...]) -> bool:
    """A key with nothing behind it is the rest of a text: it cannot be a name, or it stands beside zh and en."""
    name = str(loc[-1])
    beside = _keys_at(kind, loc[:-1])
    return not (name.isascii() and name.isidentifier()) or beside == tuple(schema.TextFile.model_fields)


def _plain(fault: dict[str, Any]) -> str:
    if fault["type"] == "string_type" and fault["input"] is None:
        return "nothing stands here: null, ~ and an empty entry are no values; the word itself needs quotes"
    wanted = {
        "model_type": "a mapping is expected",
        "dict_type": "a mapping is expected",
        "list_type": "a list is expected",
        "string_type": "a text is expected",
        "bool_parsing": "true or false is expected",
        "int_parsing": "a whole number is expected",
        "date_from_datetime_parsing": "a date such as 2026-10-31 is expected",
        "date_parsing": "a date such as 2026-10-31 is expected",
        "date_from_datetime_inexact": "a date such as 2026-10-31 is expected",
        "less_than_equal": f"at most {fault.get('ctx', {}).get('le')} is expected",
        "greater_than_equal": f"at least {fault.get('ctx', {}).get('ge')} is expected",
        "greater_than": f"more than {fault.get('ctx', {}).get('gt')} is expected",
        "too_short": "two dates are expected",
        "too_long": "two dates are expected",
    }.get(fault["type"])
    if fault["loc"][-1:] == ("week_start",):
        wanted = "a day of the week such as monday is expected"
    given = fault["input"]
    shown = f", not {str(given)!r}" if isinstance(given, str | int | float | bool) else ""
    return f"{wanted}{shown}" if wanted else f"{fault['msg']}{shown}"


def _choices(expected: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("'") for part in expected.replace(" or ", ", ").split(","))


def _keys_at(kind: type[schema.Block], path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys allowed in the block at `path` below `kind`."""
    block: Any = kind
    for step in path:
        if isinstance(step, int):
            continue
        for name, info in block.model_fields.items():
            if step in (name, info.alias):
                block = schema.block_of(info.annotation) or block
    return tuple(info.alias or name for name, info in block.model_fields.items())
