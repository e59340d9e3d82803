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
MOST_VALUES = 300_000  # a model of 2,000 metrics has a sixth of them
MOST_LEVELS = 40
_PLAIN_TAG = re.compile("!|tag:yaml.org,2002:(str|seq|map|int|float|bool|null|timestamp)")
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
        report(mark.line + 1 if mark else 0, "yaml", f"not valid YAML: {_worded(error, text)}")
        return None, lines
    except yaml.YAMLError as error:
        place = text.find("\0") if "\0" in text else getattr(error, "position", -1)
        line = text.count("\n", 0, place) + 1 if isinstance(place, int) and place >= 0 else 0
        report(line, "yaml", "not valid YAML: the file holds a control character; is it a text file?")
        return None, lines
    except RecursionError:
        report(0, "yaml", _TOO_DEEP)
        return None, lines
    if root is None:
        return {}, lines
    try:
        return _Reading(lines, report).value(root, (), frozenset()), lines
    except _TooMuchError as error:
        report(error.line, "yaml", error.message)
        return None, lines


_TOO_DEEP = f"not valid YAML: nested more than {MOST_LEVELS} levels deep"


def _worded(error: yaml.MarkedYAMLError, text: str) -> str:
    """The parser's complaint in words for somebody who writes models."""
    problem, mark = error.problem or "", error.problem_mark
    rows = text.splitlines()
    row = rows[mark.line] if mark and mark.line < len(rows) else ""
    if "\t" in row[: len(row) - len(row.lstrip())] or (mark and row[mark.column : mark.column + 1] == "\t"):
        return "a tab stands in the indentation; indent with spaces"
    if "undefined alias" in problem:
        return f"{problem}; a text that begins with * or & needs quotes"
    if "single document" in (error.context or ""):
        return "a second document begins here (---); a model file holds one"
    if "mapping values are not allowed" in problem or "could not find expected ':'" in problem:
        return "a text with a colon inside needs quotes, or a key lacks its colon or the space behind it"
    if "expected ',' or" in problem:
        return f"a {{ or [ is not closed before this line, or a comma is missing ({problem})"
    if "did not find expected '-'" in problem or "did not find expected key" in problem:
        return "the indentation does not fit the lines above, or a quote or bracket above is not closed"
    if "quoted scalar" in (error.context or "") or "unexpected end of stream" in problem:
        start = error.context_mark
        return "a quote is opened and not closed" + (f" (it begins on line {start.line + 1})" if start else "")
    return " ".join(part for part in (error.context, problem) if part)


class _TooMuchError(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


class _Reading:
    """One document on its way from nodes to values; aliases are copied, so their growth is bounded."""

    def __init__(self, lines: Lines, report: Report) -> None:
        self.lines, self.report, self.read = lines, report, 0

    def value(self, node: Any, path: KeyPath, above: frozenset[int]) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        self.read += 1
        if self.read > MOST_VALUES:
            raise _TooMuchError(
                line, f"the file holds more than {MOST_VALUES} values, aliases counted where they stand"
            )
        if node.tag and not _PLAIN_TAG.fullmatch(node.tag):
            self.report(line, "yaml", f"tags such as {node.tag} are not read; leave it out")
        if isinstance(node, yaml.ScalarNode):
            if not node.style:  # plain: None or "", by reader
                return None if node.value in _NULLS else Plain(node.value)
            return str(node.value)
        if id(node) in above:
            self.report(line, str(path[-1]) if path else "yaml", "an alias contains itself")
            return None
        if len(above) >= MOST_LEVELS:
            raise _TooMuchError(line, _TOO_DEEP)
        above = above | {id(node)}
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, i), above) for i, item in enumerate(node.value)]
        return self._mapping(node, path, above)

    def _mapping(self, node: Any, path: KeyPath, above: frozenset[int]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            at = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.report(at, "yaml", "a key must be a plain word")
                continue
            key = key_node.value
            inner = (*path, key)
            if key == "<<":
                self.report(at, key, "merge keys (<<) are not read; write the keys out")
                continue
            if key in values:
                self.report(at, key, f"the key stands twice (first on line {self.lines[inner]})")
                continue
            self.lines[inner] = at
            values[key] = self.value(value_node, inner, above)
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
