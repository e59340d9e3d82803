"""The house rules that a machine can hold: sizes, names, words of the demo, documents."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from semantic_layer.issues import IssueCode

ROOT = Path(__file__).parents[3]
PRODUCT = ("bot", "semantic_layer", "prompts", "eval")
MODULE_LINES, FUNCTION_LINES = 500, 60
EMPTY_NAMES = {"utils", "util", "manager", "managers", "helper", "helpers", "data", "core", "common", "misc"}


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", sources(*PRODUCT, "demo", "tests"), ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_and_functions_stay_short(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MODULE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= FUNCTION_LINES, f"{node.name} has {length} lines"


def test_no_module_has_an_empty_name():
    assert [
        path for path in sources(*PRODUCT, "demo") if path.stem in EMPTY_NAMES or path.parent.name in EMPTY_NAMES
    ] == []


def test_every_product_module_says_its_role():
    silent = [
        path
        for path in sources(*PRODUCT)
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def demo_words() -> set[str]:
    """Names and values of the demo company that no code may know: its own name, places, departments."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "demo" / "generate").glob("*.py")))
    quoted = set(re.findall(r'"([一-鿿]{2,8})"', text))
    places = {word for word in quoted if re.search(r"(星河|华东|华南|华北|西部|一部|二部|家电|冰箱|空调|洗衣机)", word)}
    return places | {"星河", "Galaxy"}


def test_no_word_of_the_demo_stands_in_the_product():
    words = demo_words()
    assert len(words) > 5
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in sources("bot", "semantic_layer")
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_every_issue_code_is_documented():
    text = (ROOT / "docs" / "issues.md").read_text(encoding="utf-8")
    assert [code for code in IssueCode if f"`{code}`" not in text] == []


def test_the_reference_of_issue_codes_is_up_to_date():
    from bot.compose.issue_reference import reference

    made = "python -m bot.compose.issue_reference > docs/issues.md"
    assert (ROOT / "docs" / "issues.md").read_text(encoding="utf-8") == reference(), made
