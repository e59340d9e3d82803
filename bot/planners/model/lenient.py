"""JSON objects in what a model writes, with the slips that models make.

Role: finds the outermost `{…}` of a text and reads each, strictly first, then with comments, trailing commas, Chinese
punctuation and Python's words mended. An object that cannot be read is left out with everything inside it: a part of a
broken whole (one option of a clarification) is no reply.
"""

from __future__ import annotations

import ast
import json
import re
from typing import Any

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_TRAILING = re.compile(r",(?=\s*[}\]])")
_IS_OBJECT = re.compile(r"\{\s*[\"'“}]")  # a brace of prose opens nothing
_MARKS = str.maketrans("，：［］｛｝", ",:[]{}")
_QUOTES = str.maketrans("“”", '""')


def objects_in(text: str) -> list[dict[str, Any]]:
    """The outermost objects that can be read, in order.

    >>> objects_in('First {"a": 1,} then {"b": "x}"} // done')
    [{'a': 1}, {'b': 'x}'}]
    >>> objects_in("{'kind': 'query', 'missing': None}")
    [{'kind': 'query', 'missing': None}]
    >>> objects_in('a set {x, y is {"kind": "refuse"}')
    [{'kind': 'refuse'}]
    >>> objects_in('{"options": [{"semantic_sql": "SELECT 1"}')
    []
    """
    found: list[dict[str, Any]] = []
    at = text.find("{")
    while at >= 0:
        value, end = _read(text, at)
        if isinstance(value, dict):
            found.append(value)
        if end < 0 and _IS_OBJECT.match(text, at):
            break
        at = text.find("{", end if end > 0 else at + 1)
    return found


def _read(text: str, at: int) -> tuple[Any, int]:
    """The value that begins here and where it ends; -1 = it does not end."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, at)  # models write line breaks into strings
    except (json.JSONDecodeError, RecursionError):
        end = _end(text, at)
    if end < 0:
        return None, -1
    return _mended(text[at:end]), end


def _end(text: str, at: int) -> int:
    """Behind the brace that closes the one at `at`, strings skipped; -1 where none does."""
    depth, place = 0, at
    while place < len(text):
        char = text[place]
        if char == '"':
            string = _STRING.match(text, place)
            if string is None:
                return -1
            place = string.end()
            continue
        depth += (char in "{｛") - (char in "}｝")
        place += 1
        if depth == 0:
            return place
    return -1


def _mended(text: str) -> Any:
    """The value of a text that is almost JSON; None where it is too far from it."""
    for mended in (_outside_strings(text), _outside_strings(text.translate(_QUOTES)) if '"' not in text else ""):
        try:
            return json.loads(mended, strict=False)
        except (json.JSONDecodeError, RecursionError):
            continue
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None


def _outside_strings(text: str) -> str:
    """Comments, trailing commas, Chinese punctuation and Python's words mended, strings left as they are."""
    strings = _STRING.findall(text)
    between = [_plain(part) for part in _STRING.split(text)]
    return "".join(part + string for part, string in zip(between, [*strings, ""], strict=True))


def _plain(part: str) -> str:
    part = _COMMENT.sub("", part).translate(_MARKS)
    part = _TRAILING.sub("", part)
    for python, value in (("None", "null"), ("True", "true"), ("False", "false")):
        part = re.sub(rf"\b{python}\b", value, part)
    return part
