"""The second door: whole SQL for operators and authors, still read-only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from semantic_layer.errors import OperatorError
from semantic_layer.warehouse.trusted import Trusted, TrustedError

from .conftest import build


def test_rows_and_columns(database):
    with Trusted(database) as trusted:
        assert trusted.rows("SELECT id, day FROM sales WHERE team = ?", ["north"]) == [(1, date(2026, 1, 5))]
        assert trusted.columns("SELECT id, amount AS total FROM sales") == [
            ("id", "INTEGER"),
            ("total", "DECIMAL(18,2)"),
        ]
        assert trusted.tables("SELECT * FROM open_sales") == {"sales"}
        assert [len(batch) for batch in trusted.batches("SELECT n FROM many", size=2000)] == [2000, 1000]


def test_it_cannot_write_or_read_files(database, tmp_path: Path):
    with Trusted(database) as trusted:
        for sql in ("DELETE FROM sales", "CREATE TABLE x (i INT)", f"COPY sales TO '{tmp_path}/x.csv'",
                    "SELECT * FROM read_text('/etc/passwd')"):  # fmt: skip
            with pytest.raises(TrustedError):
                trusted.rows(sql)
    assert not list(tmp_path.iterdir())


def test_times_with_a_zone_are_told_in_the_models(database):
    with Trusted(database, "Asia/Shanghai") as trusted:
        sql = "SELECT CAST(TIMESTAMPTZ '2026-10-31 17:00:00+00' AS DATE)"
        assert trusted.rows(sql) == [(date(2026, 11, 1),)]
        assert list(trusted.batches(sql)) == [[(date(2026, 11, 1),)]]


def test_a_file_that_cannot_be_opened(tmp_path: Path):
    with pytest.raises(OperatorError, match="does not exist"):
        Trusted(tmp_path / "none.duckdb")
    (tmp_path / "bad.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(OperatorError, match="no DuckDB database"):
        Trusted(tmp_path / "bad.duckdb")


def test_a_query_that_does_not_run_says_why(database):
    with Trusted(database) as trusted, pytest.raises(TrustedError, match="nowhere"):
        trusted.rows("SELECT nowhere FROM sales")


def test_it_shares_the_file_with_a_warehouse(tmp_path: Path, forge):
    from semantic_layer.query import ResultTable
    from semantic_layer.warehouse import Limits, Warehouse

    file = build(tmp_path / "w.duckdb")
    with Warehouse(file, Limits(workers=1)) as warehouse, Trusted(file) as trusted:
        assert isinstance(warehouse.execute(forge("SELECT 1 AS x FROM sales")), ResultTable)
        assert trusted.rows("SELECT count(*) FROM sales") == [(3,)]
