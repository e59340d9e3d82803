"""YAML text → plain values plus the line of every key.

Role: the reader under the loader. Scalars stay the text they were written as (`Plain` where unquoted), so that
`version: 1.10`, `country: NO` or `values: [yes, no]` mean what they say; the schema converts. Lines count from 1.
Errors: ModelProblems collected by the caller through `report`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

KeyPath = tuple[str | int, ...]
Report = Callable[[int, str, str], None]  # line, key, message
# libyaml where the wheel has it (always, on the usual platforms): ten times the speed of the pure reader.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?")  # as in JSON
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Plain(str):
    """A scalar written without quotes."""

    __slots__ = ()


class Lines(dict[KeyPath, int]):
    """Line of each key path: `("datasets", 0, "fields", 3, "type")` → 17."""

    def at(self, path: KeyPath) -> int:
        """The line of the path, or of its nearest known parent."""
        while path:
            if path in self:
                return self[path]
            path = path[:-1]
        return self.get((), 1)


def read_yaml(text: str, report: Report) -> tuple[Any, Lines]:
    """The document's value and lines; faults go to `report`, and the value is then None or partial."""
    lines = Lines()
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        report(mark.line + 1 if mark else 0, "yaml", f"not valid YAML: {what}")
        return None, lines
    except yaml.YAMLError as error:
        report(0, "yaml", f"not valid YAML: {str(error).splitlines()[0]}")
        return None, lines
    if root is None:
        return {}, lines
    return _value(root, (), lines, report, frozenset()), lines


def _value(node: Any, path: KeyPath, lines: Lines, report: Report, above: frozenset[int]) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if isinstance(node, yaml.ScalarNode):
        if not node.style:  # plain: None or "", by reader
            return None if node.value in _NULLS else Plain(node.value)
        return str(node.value)
    if id(node) in above:
        report(line, str(path[-1]) if path else "yaml", "an alias contains itself")
        return None
    above = above | {id(node)}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, i), lines, report, above) for i, item in enumerate(node.value)]
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            report(key_node.start_mark.line + 1, "yaml", "a key must be a plain word")
            continue
        key = key_node.value
        inner = (*path, key)
        if key in values:
            report(key_node.start_mark.line + 1, key, f"the key stands twice (first on line {lines[inner]})")
            continue
        lines[inner] = key_node.start_mark.line + 1
        values[key] = _value(value_node, inner, lines, report, above)
    return values


def typed(value: Any) -> Any:
    """`value` with its unquoted scalars read as JSON would: true, 12, 1.5; for free-form subtrees.

    >>> typed({"a": [Plain("1"), Plain("true"), "2"]})
    {'a': [1, True, '2']}
    """
    if isinstance(value, dict):
        return {key: typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    if isinstance(value, Plain):
        if value in ("true", "false"):
            return value == "true"
        if not _NUMBER.fullmatch(value):
            return str(value)
        return int(value) if value.lstrip("-").isdigit() else float(value)
    return value
