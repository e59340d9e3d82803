"""Golden queries: semantic SQL → physical SQL, byte by byte, run against an independent query written by hand.

Each file of `queries/` has three parts: `-- semantic`, `-- by hand`, `-- compiled`. To write the compiled parts anew
after a meant change, set ASKFIN_WRITE_GOLDEN=1 and read the difference.
"""

from __future__ import annotations

import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from semantic_layer.query import CompiledSql
from tests.golden.ledger import ledger

FOLDER = Path(__file__).parent / "queries"
FILES = sorted(FOLDER.glob("*.sql"))
PARTS = re.compile(r"^-- (semantic|by hand|compiled)\n", re.MULTILINE)


def parts_of(path: Path) -> dict[str, str]:
    pieces = PARTS.split(path.read_text(encoding="utf-8"))
    return {name: text.strip() for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def comparable(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(round(float(c), 6) if isinstance(c, (float, Decimal)) else c for c in row) for row in rows]


def test_there_are_golden_queries():
    assert len(FILES) >= 12


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden(path: Path):
    parts = parts_of(path)
    compiled = ledger().compiled(parts["semantic"])
    if os.environ.get("ASKFIN_WRITE_GOLDEN"):
        text = f"-- semantic\n{parts['semantic']}\n-- by hand\n{parts['by hand']}\n-- compiled\n{compiled.sql}\n"
        path.write_text(text, encoding="utf-8")
        parts = parts_of(path)
    assert compiled.sql == parts["compiled"]
    connection = ledger().connection
    got = connection.execute(compiled.sql).fetchall()
    wanted = connection.execute(parts["by hand"]).fetchall()
    assert wanted, "the query by hand gives nothing: it proves nothing"
    assert comparable(got) == comparable(wanted)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_query_compiles_the_same_twice(path: Path):
    semantic = parts_of(path)["semantic"]
    one, two = ledger().compiled(semantic), ledger().compiled(semantic)
    assert isinstance(one, CompiledSql)
    assert one.sql == two.sql
    assert {column.name for column in one.columns}
