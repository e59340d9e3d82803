"""Every command in README and docs: it parses with the real arguments, make targets exist, links lead somewhere; what
needs nothing but the demo is run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from bot.__main__ import _parser, main
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import Issues
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]
SLOW = {"chat", "eval", "slack"}  # interactive, long, or needing tokens: parsed only


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


def commands() -> list[tuple[str, list[str]]]:
    found = []
    for path in DOCUMENTS:
        for block in blocks(path, "sh"):
            for line in block.replace("\\\n", " ").splitlines():
                words = shlex.split(line.split(" > ")[0], comments=True)
                if words and words[0].split("/")[-1] in ("askfin", "make"):
                    found.append((str(path.relative_to(ROOT)), words))
    return found


COMMANDS = commands()
RUNNABLE = [
    (place, words)
    for place, words in COMMANDS
    if words[0].endswith("askfin")
    and "demo" in words
    and words[1] not in SLOW
    and "…" not in words
    and "ID" not in words
]


def test_the_documents_hold_commands():
    assert len(COMMANDS) > 15
    assert len(RUNNABLE) > 3


@pytest.mark.parametrize(
    ("place", "words"), COMMANDS, ids=lambda value: value if isinstance(value, str) else " ".join(value)
)
def test_every_command_exists(place: str, words: list[str]):
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert set(words[1:]) <= set(targets), place
        return
    _parser(words[1:]).parse_args(words[1:])


@pytest.mark.parametrize(
    ("place", "words"), RUNNABLE, ids=lambda value: value if isinstance(value, str) else " ".join(value)
)
def test_what_needs_only_the_demo_runs(place: str, words: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ASKFIN_MODEL"):
        monkeypatch.delenv(name, raising=False)
    assert main(words[1:]) == 0, place


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path):
    text = path.read_text(encoding="utf-8")
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    assert [target for target in targets if target and not (path.parent / target).exists()] == []


@pytest.mark.parametrize(
    "piece",
    [
        "WITHIN",
        "TREE_LEVEL",
        "TREE_MEMBER",
        "QUALIFY",
        "GROUP BY ALL",
        "ROLLUP",
        "CUBE",
        "GROUPING SETS",
        "EXTRACT",
        "WITH ",
    ],
)
def test_the_language_is_documented(piece: str):
    assert piece in (ROOT / "docs" / "semantic-sql.md").read_text(encoding="utf-8")


def test_the_semantic_sql_of_the_docs_passes_the_checks():
    model = load_model(sorted((ROOT / "demo" / "model").glob("*.yml")))
    queries = [block for block in blocks(ROOT / "docs" / "semantic-sql.md", "sql") if "FROM finance" in block]
    assert len(queries) > 8
    for text in queries:
        parsed = parse_query(text, model)
        assert not isinstance(parsed, Issues), [str(item) for item in parsed]
        checked = check_query(parsed, Layer(model), Rights.full())
        assert not isinstance(checked, Issues), [str(item) for item in checked]
