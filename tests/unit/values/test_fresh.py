"""An index is built when it must be, and only then."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from semantic_layer.errors import OperatorError
from semantic_layer.values import ValueIndex, build, ensure_index
from semantic_layer.warehouse.trusted import Trusted

from .conftest import REGION, model


@pytest.fixture
def built(monkeypatch) -> list[int]:
    """One entry for each index built."""
    counted: list[int] = []
    filled = build._fill
    monkeypatch.setattr(build, "_fill", lambda *given: counted.append(1) or filled(*given))
    return counted


def values_of(index: ValueIndex) -> list[str]:
    try:
        return index.values(REGION, 5)
    finally:
        index.close()


def test_built_again_only_when_stale(clients: Path, tmp_path: Path, built: list[int]):
    database = tmp_path / "c.duckdb"
    database.write_bytes(clients.read_bytes())
    state = tmp_path / ".askfin"
    expected = ["川北", "桂南", "桂南一部"]
    for _ in range(3):
        assert values_of(ensure_index(model(), database, state)) == expected
    assert len(built) == 1
    values_of(ensure_index(model("d2"), database, state))
    assert len(built) == 2
    os.utime(database, (5, 5))
    values_of(ensure_index(model("d2"), database, state))
    assert len(built) == 3
    (state / "values.sqlite").write_bytes(b"no database at all" * 100)
    assert values_of(ensure_index(model("d2"), database, state)) == expected
    assert len(built) == 4
    assert [path.name for path in state.iterdir()] == ["values.sqlite"]


def test_a_fresh_index_loads_no_engine(clients: Path, tmp_path: Path):
    ensure_index(model(), clients, tmp_path).close()
    code = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.unit.values.conftest import model
for name in ("duckdb", "pypinyin", "rapidfuzz", "opencc"): sys.modules.pop(name, None)
loaded = set(sys.modules)
from semantic_layer.values import ensure_index
assert [hit.value for hit in ensure_index(model(), Path(sys.argv[1]), Path(sys.argv[2])).find("川北收入")] == ["川北"]
new = {name.partition(".")[0] for name in set(sys.modules) - loaded}
assert not new & {"duckdb", "pypinyin", "opencc", "rapidfuzz"}, new
"""
    root = str(Path(__file__).parents[3])
    subprocess.run([sys.executable, "-c", code, str(clients), str(tmp_path), root], check=True)


def test_an_expression_that_does_not_run_names_the_field(clients: Path, tmp_path: Path):
    from dataclasses import replace

    broken = model()
    field = replace(broken.field(REGION), expression="no_such_column")
    datasets = {"clients": replace(broken.datasets["clients"], fields={"region": field})}
    with Trusted(clients) as trusted, pytest.raises(OperatorError, match=r"clients\.region"):
        build.build_index(tmp_path / "v.sqlite", replace(broken, datasets=datasets), trusted)
    assert list(tmp_path.iterdir()) == []


def test_no_index_is_said(tmp_path: Path):
    with pytest.raises(OperatorError, match="cannot be read"):
        ValueIndex(tmp_path / "none.sqlite")
