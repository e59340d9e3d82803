"""access.yml as plain values, with the line of every key.

Role: YAML → dictionaries, lists and texts. A scalar stays the text it was written as, so that `01`, `no` and `1.10`
mean what they say. Lines count from 1. Raises OperatorError for a file that cannot be read or is not YAML.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from semantic_layer.errors import OperatorError

KeyPath = tuple[str | int, ...]
Lines = dict[KeyPath, int]

_REMEDY = "Mend the file; docs/access.md shows its keys."
_MOST_VALUES = 200_000
_NULLS = frozenset({"", "~", "null"})


class _Unfit(Exception):
    """A construct that an access file must not use. `line`, `message`."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(line, message)
        self.line, self.message = line, message


def read_file(path: Path) -> tuple[dict[str, Any], Lines]:
    """The file's top-level mapping, and lines by key path."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
        lines: Lines = {}
        value = _value(root, (), lines) if root is not None else {}
    except UnicodeDecodeError:
        raise OperatorError(f"{path}: the file is not UTF-8.", "Save it as UTF-8.") from None
    except OSError as error:
        raise OperatorError(f"{path}: cannot be read: {error.strerror}", "Check `access:` in askfin.yaml.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        raise OperatorError(f"{place}: not valid YAML: {error.problem}", _REMEDY) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise OperatorError(f"{path}: not valid YAML: {str(error).splitlines()[0]}", _REMEDY) from None
    except _Unfit as error:
        raise OperatorError(f"{path}:{error.line}: {error.message}", _REMEDY) from None
    if not isinstance(value, dict):
        raise OperatorError(f"{path}: not a mapping of roles, people and groups.", _REMEDY)
    return value, lines


def _value(node: yaml.Node, path: KeyPath, lines: Lines) -> Any:
    line = node.start_mark.line + 1
    if len(lines) > _MOST_VALUES:
        raise _Unfit(line, f"the file holds more than {_MOST_VALUES} values, aliases counted where they stand")
    lines.setdefault(path, line)
    if isinstance(node, yaml.ScalarNode):
        return None if node.style is None and node.value in _NULLS else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, place), lines) for place, item in enumerate(node.value)]
    assert isinstance(node, yaml.MappingNode)
    found: dict[str, Any] = {}
    for key, item in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
            raise _Unfit(key.start_mark.line + 1, "a key must be a plain word")
        if key.value in found:
            raise _Unfit(key.start_mark.line + 1, f"the key {key.value} stands here twice")
        lines[(*path, key.value)] = key.start_mark.line + 1
        found[key.value] = _value(item, (*path, key.value), lines)
    return found
